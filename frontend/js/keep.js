// Keeps what is typed in a form on this device until it was taken: a session may end in the middle of a long text.
import { all, drop, keep, owner, read } from "./copies.js";

const PAUSE = 400;
const keyOf = () => `mc-draft:${owner()}:keep:${location.pathname}`;

function typed(form) {
  return [...form.elements].filter((one) => one.name && one.type !== "hidden" && one.value && !one.matches("button, [type=radio], [type=password]"));
}

// Taken: the page that says so is the one after it.
function forget() {
  for (const key of all()) if (key.includes(":keep:") && read(key)?.sent) drop(key);
}

function offer(form, copy) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "mc-link-button";
  button.textContent = form.dataset.mcKeep;
  button.addEventListener("click", () => {
    for (const [name, text] of copy.fields) if (form.elements[name]) form.elements[name].value = text;
    button.remove();
  });
  form.prepend(button);
}

export function keepTyped(root) {
  if (!owner()) return;
  if (root.querySelector("[data-mc-taken]")) forget();
  const form = root.querySelector("form[data-mc-keep]");
  if (!form) return;
  const copy = read(keyOf());
  const here = new Map(typed(form).map((one) => [one.name, one.value]));
  if (copy && copy.fields.some(([name, text]) => here.get(name) !== text)) offer(form, copy);
  const save = (sent) => keep(keyOf(), { fields: typed(form).map((one) => [one.name, one.value]), sent });
  let timer;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => save(false), PAUSE);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    save(true);
  });
}
