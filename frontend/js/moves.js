// On a long page Enter leads to the next field, and from the last one to its main button; in a field that looks
// something up it asks, as long as what it finds is not there yet.
const FIELDS = "input:not([type=hidden]), select, textarea, button.mc-button:not(.mc-button--plain)";

// What a closed part of the page holds is not seen, and has its box all the same.
const isSeen = (one) => (one.checkVisibility ? one.checkVisibility() : one.offsetParent);

function fieldsOf(form) {
  const shown = [...form.querySelectorAll(FIELDS)].filter((one) => !one.disabled && isSeen(one) && one.tabIndex >= 0);
  // Of a group of which one is chosen, that one stands for all of them.
  return shown.filter((one) => one.type !== "radio" || one.checked || !form.querySelector(`[name="${one.name}"]:checked`));
}

function asks(form, field) {
  const [asking, found] = form.dataset.mcMoves.split(" ");
  return field.name === asking && field.value.trim() && (field.value.includes("|") || !form.elements[found].value.trim());
}

function move(form, event) {
  const field = event.target;
  if (event.key !== "Enter" || event.isComposing || !field.matches("input, select") || asks(form, field)) return;
  event.preventDefault();
  const fields = fieldsOf(form);
  const after = fields.slice(fields.indexOf(field) + 1).find((one) => one.type !== "radio" || one.name !== field.name);
  if (after) after.focus();
}

function printed(frame) {
  frame.addEventListener("load", () => {
    try {
      frame.contentWindow.focus();
      frame.contentWindow.print();
    } catch {
      // The browser opens papers elsewhere: the button beside opens it.
    }
  });
}

export function moves(root) {
  for (const form of root.querySelectorAll("form[data-mc-moves]")) form.addEventListener("keydown", (event) => move(form, event));
  // Only once, when it was received a moment ago: not whenever the page is opened again.
  if (root.querySelector("[data-mc-taken]")) root.querySelectorAll("iframe[data-mc-print]").forEach(printed);
}
