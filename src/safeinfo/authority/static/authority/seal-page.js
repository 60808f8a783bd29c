// Checks the seal in the visitor's browser, with the verifier that docs/seal.md tells of.
const at = document.getElementById("verify");
const bytes = async (url) => {
  const answer = await fetch(url, { credentials: "omit" });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
};
let found = { valid: null, checks: {} };
try {
  const { verify } = await import(at.dataset.verifier);
  const [staple, pins] = await Promise.all([bytes(at.dataset.staple), bytes(at.dataset.trust)]);
  found = await verify(staple, at.dataset.origin, JSON.parse(new TextDecoder().decode(pins)), bytes);
} catch { /* it could not be checked, which is what is then said */ }
at.querySelector("[data-before]").hidden = true;
at.querySelector(`[data-answer="${found.valid}"]`).hidden = false;
for (const item of at.querySelectorAll("[data-check]")) {
  item.querySelector("[data-said]").textContent = { yes: "✓", no: "✗" }[found.checks[item.dataset.check]] ?? "?";
}
at.querySelector("[data-checks]").hidden = false;
