// The single-page make of the shop: every page is built here, links and forms never load a document.
const root = document.getElementById("root");

async function show(path, options = {}) {
  const answer = await fetch(path, { ...options, headers: { ...options.headers, "x-part": "1" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const url = new URL(answer.url);
  document.title = page.title;
  root.replaceChildren(...page.body.childNodes);
  window.scrollTo(0, 0);
  return url.pathname + url.search;
}

async function go(path, options) {
  const reached = await show(path, options);
  if (reached !== location.pathname + location.search) history.pushState(null, "", reached);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (!link || link.origin !== location.origin || event.ctrlKey || event.metaKey) return;
  if (link.getAttribute("href").startsWith("#")) return;
  event.preventDefault();
  go(link.pathname + link.search);
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (new URL(form.action).origin !== location.origin) return;
  event.preventDefault();
  go(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
});

window.addEventListener("popstate", () => show(location.pathname + location.search));
show(location.pathname + location.search);
