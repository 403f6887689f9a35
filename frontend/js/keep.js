// Keeps what is typed in a form on this device until it was taken: a session may end in the middle of a long text.
import { all, drop, fill, keep, owner, read, typed } from "./copies.js";

const PAUSE = 400;
const TEXT = "textarea, input:not([type=hidden], [type=password], [type=file], [type=radio], [type=checkbox], [autocomplete=one-time-code])";

// Where a form goes is what it is known by, wherever the page stands that it is on.
const addressOf = (form) => new URL(form.getAttribute("action") || location.href, location.href).pathname;
const keyOf = (form, place) => `mc-draft:${owner()}:keep:${addressOf(form)}:${form.dataset.mcKeepOf || ""}:${place}`;

// Taken: the page that says so is the one after it.
function forget() {
  for (const key of all()) if (key.includes(":keep:") && read(key)?.sent) drop(key);
}

function restore(form, copy) {
  fill(form, copy.fields);
  for (const section of form.querySelectorAll("details")) section.open ||= [...section.querySelectorAll(TEXT)].some((field) => field.value);
  form.dispatchEvent(new Event("change"));
}

function offer(form, copy) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "mc-link-button";
  button.textContent = document.body.dataset.mcKeep;
  button.addEventListener("click", () => {
    restore(form, copy);
    button.remove();
  });
  form.prepend(button);
}

function watch(root, form, place) {
  const key = keyOf(form, place);
  const copy = read(key);
  const before = typed(form);
  // A page that answers what was sent holds all of it.
  const isAnswer = document.body.dataset.mcTold === addressOf(form);
  const isTold = copy?.sent && isAnswer;
  const save = (sent, carried = false) => keep(key, { fields: typed(form), sent, carried });
  let timer;
  // The same page in the other language, in large letters, in wider rows: nobody has left it.
  if (copy?.carried) {
    restore(form, copy);
    save(false);
  } else if (copy && copy.fields !== before && !isTold) offer(form, copy);
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      timer = undefined;
      save(false);
    }, PAUSE);
  };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  const isChanged = () => typed(form) !== before;
  const carry = () => {
    clearTimeout(timer);
    timer = undefined;
    if (isChanged() || isAnswer) save(false, true);
  };
  root.querySelectorAll("a[data-mc-same-page]").forEach((link) => link.addEventListener("click", carry));
  // Who leaves at once leaves nothing behind that was typed last.
  addEventListener("pagehide", () => timer && save(false));
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    timer = undefined;
    if (copy || typed(form) !== before) save(true);
  });
}

export function keepTyped(root) {
  if (!owner()) return;
  if (root.querySelector("[data-mc-taken]")) forget();
  const forms = [...root.querySelectorAll("main form[method=post]:not([data-mc-autosave])")];
  forms.filter((form) => form.querySelector(TEXT)).forEach((form, place) => watch(root, form, place));
}
