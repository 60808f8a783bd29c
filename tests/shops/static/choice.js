// The consent banner: nothing behind it can be clicked before it is answered, and the answer is remembered.
const MONTHS = 15552000;
const banner = document.getElementById("choice");
const answered = document.cookie.split("; ").some((cookie) => cookie.startsWith("choice="));

function keep(answer) {
  document.cookie = `choice=${answer}; path=/; max-age=${MONTHS}; secure; samesite=lax`;
  if (answer === "all") document.cookie = `last_seen=${Date.now()}; path=/; max-age=${MONTHS}; secure; samesite=lax`;
  banner.remove();
  document.body.classList.remove("covered");
}

if (answered) {
  banner.remove();
} else {
  banner.hidden = false;
  document.body.classList.add("covered");
  banner.querySelector("[data-answer=none]").addEventListener("click", () => keep("none"));
  banner.querySelector("[data-answer=all]").addEventListener("click", () => keep("all"));
}
