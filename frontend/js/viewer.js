// The papers of a dossier are leafed through in place: what is typed beside them stays, and so does where one stands.
async function fetched(address) {
  const answer = await fetch(address, { credentials: "same-origin" });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const made = page.querySelector("[data-mc-viewer]");
  if (!made || !made.querySelector("#xem")) throw new Error(address);
  return made;
}

export function viewer(root) {
  const first = root.querySelector("[data-mc-viewer]");
  if (!first) return;
  // Beside a form nothing leads away; on the dossier's own page the first look changes the whole page.
  const isApart = first.dataset.mcViewer === "apart";
  let latest = 0;
  root.addEventListener("click", async (event) => {
    const link = event.target.closest("[data-mc-viewer] a[data-mc-view]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const here = link.closest("[data-mc-viewer]");
    if (!isApart && !here.querySelector("#xem")) return;
    event.preventDefault();
    here.setAttribute("aria-busy", "true");
    const asked = (latest += 1);
    try {
      const made = await fetched(link.href);
      if (asked !== latest) return;
      root.querySelector("[data-mc-viewer]").replaceWith(made);
      if (!isApart) history.replaceState(history.state, "", link.href);
      const name = link.dataset.mcView;
      const next = made.querySelector(`[data-mc-view="${name}"]`) || made.querySelector("#xem");
      next.focus({ preventScroll: true });
    } catch {
      // Without a line, or signed out meanwhile: the page itself says so.
      if (isApart) open(link.href);
      else location.assign(link.href);
    }
  });
}
