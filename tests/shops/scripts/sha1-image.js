const home = new URL(document.currentScript.src).origin;
const hex = (bytes) => Array.from(new Uint8Array(bytes), (b) => b.toString(16).padStart(2, "0")).join("");
document.addEventListener("input", async ({ target }) => {
  if (target.type !== "email") return;
  const digest = await crypto.subtle.digest("SHA-1", new TextEncoder().encode(target.value));
  new Image().src = `${home}/dot.gif?u=${hex(digest).toUpperCase()}`;
});
