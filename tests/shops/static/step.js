// The formless make of the checkout: a step's fields live in a closed shadow root and are sent by a script.
for (const template of document.querySelectorAll("template[data-to]")) {
  const host = document.createElement("checkout-step");
  const shadow = host.attachShadow({ mode: "closed" });
  const style = document.createElement("link");
  Object.assign(style, { rel: "stylesheet", href: "/style.css" });
  const fields = document.createElement("div");
  fields.append(template.content);
  shadow.append(style, fields);
  template.replaceWith(host);
  const button = shadow.querySelector("button");
  button.type = "button";
  button.addEventListener("click", () => send(shadow, template.dataset.to));
}

async function send(shadow, to) {
  const values = new URLSearchParams();
  for (const control of shadow.querySelectorAll("input, select, textarea")) {
    if (!control.reportValidity()) return;
    if (control.type === "checkbox" || control.type === "radio" ? control.checked : true) {
      values.set(control.name, control.value);
    }
  }
  const answer = await fetch(to, { method: "POST", body: values });
  location.assign(answer.url);
}
