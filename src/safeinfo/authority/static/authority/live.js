// Keeps an audit's page fresh while it runs; without scripts the page reloads itself.
const live = document.getElementById("live");
const again = async () => {
  try {
    const answer = await fetch(live.dataset.live, { credentials: "same-origin" });
    if (answer.ok) live.innerHTML = await answer.text();
  } catch { /* the next one may get through */ }
  if (live.querySelector("[data-over='1']")) live.setAttribute("aria-busy", "false");
  else setTimeout(again, 1000);
};
if (!live.dataset.over) setTimeout(again, 1000);
