// A dossier is shown beside the list without leaving it; once one is, it follows the row on which one stands.
const WIDE = "(min-width: 1500px)";

export function glances(root) {
  const whole = root.querySelector("[data-mc-glances]");
  if (!whole) return;
  let latest = 0;
  const show = async (link) => {
    const asked = (latest += 1);
    try {
      const answer = await fetch(link.href, { credentials: "same-origin" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const made = page.querySelector("[data-mc-pane]:not([hidden])");
      if (!made) throw new Error(link.href);
      if (asked !== latest) return;
      whole.querySelector("[data-mc-pane]").replaceWith(made);
      whole.classList.add("mc-aside--open");
      whole.querySelectorAll(".mc-list__seen").forEach((row) => row.classList.remove("mc-list__seen"));
      link.closest("tr").classList.add("mc-list__seen");
      history.replaceState(history.state, "", link.href);
    } catch {
      // Without a line, or signed out meanwhile: the page itself says so.
      location.assign(link.href);
    }
  };
  whole.addEventListener("click", (event) => {
    const link = event.target.closest("[data-mc-glance]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(link);
  });
  let waiting = 0;
  whole.addEventListener("focusin", (event) => {
    const row = event.target.matches("[data-mc-row]") && event.target.closest("tr");
    if (!row || !matchMedia(WIDE).matches || !whole.classList.contains("mc-aside--open")) return;
    clearTimeout(waiting);
    // Who goes down a list does not wait for each of its rows.
    waiting = setTimeout(() => show(row.querySelector("[data-mc-glance]")), 200);
  });
}
