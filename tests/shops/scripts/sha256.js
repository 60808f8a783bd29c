const home = new URL(document.currentScript.src).origin;
const hex = (bytes) => Array.from(new Uint8Array(bytes), (b) => b.toString(16).padStart(2, "0")).join("");
document.addEventListener("input", async ({ target }) => {
  if (target.type !== "email") return;
  const text = new TextEncoder().encode(target.value.trim().toLowerCase());
  const body = JSON.stringify({ event: "form", user: { em: hex(await crypto.subtle.digest("SHA-256", text)) } });
  fetch(`${home}/collect`, { method: "POST", body, mode: "no-cors", keepalive: true });
});
