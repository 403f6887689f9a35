// One letter for one action in the workspace, never while somebody types.
export function shortcuts(root) {
  const targets = new Map([...root.querySelectorAll("[data-mc-key]")].map((one) => [one.dataset.mcKey, one]));
  if (!targets.size) return;
  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
    const target = targets.get(event.key.toLowerCase());
    if (!target) return;
    event.preventDefault();
    target.focus();
    target.click();
  });
}
