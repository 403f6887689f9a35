// Brings the list of errors to who waits for it: focus goes there when the page comes back with mistakes.
export function errors(root) {
  const list = root.querySelector("[data-mc-errors]");
  if (list) list.focus();
}
