// Keeps a dossier's page on this device when its reader asks for it, and lists what is kept where there is no line.
import { owner } from "./copies.js";

const MINE = "mc-mine";
const OWNER = "/mc-owner";

async function isMine(kept) {
  const known = await kept.match(OWNER);
  return !known || (await known.text()) === owner();
}

// Somebody else uses this browser now: what was kept goes.
async function leaveNothing() {
  if (!(await caches.has(MINE))) return;
  const kept = await caches.open(MINE);
  if (owner() && !(await isMine(kept))) await caches.delete(MINE);
}

async function prepareKeeping(button) {
  const kept = await caches.open(MINE);
  const here = location.pathname;
  const show = async () => {
    button.textContent = (await kept.match(here)) ? button.dataset.drop : button.dataset.keep;
    button.hidden = false;
  };
  // What is kept is what was last seen.
  if (await kept.match(here)) await kept.add(here);
  button.addEventListener("click", async () => {
    if (await kept.match(here)) await kept.delete(here);
    else {
      await kept.put(OWNER, new Response(owner()));
      await kept.add(here);
    }
    show();
  });
  show();
}

async function list(place) {
  const kept = await caches.open(MINE);
  for (const request of await kept.keys()) {
    const { pathname } = new URL(request.url);
    if (pathname === OWNER) continue;
    const answer = await kept.match(request);
    const line = document.createElement("li");
    const link = document.createElement("a");
    link.href = pathname;
    link.textContent = decodeURIComponent(pathname.split("/").filter(Boolean).pop());
    const when = answer.headers.get("date");
    line.append(link, when ? ` (${new Date(when).toLocaleString(document.documentElement.lang)})` : "");
    place.append(line);
  }
  place.closest("section").hidden = !place.children.length;
}

export function offline(root) {
  if (!navigator.serviceWorker || !window.caches || document.body.classList.contains("mc-work")) return;
  navigator.serviceWorker.register("/sw.js").catch(() => {});
  leaveNothing();
  for (const form of root.querySelectorAll("form[data-mc-signout]")) {
    form.addEventListener("submit", (event) => {
      // The page may be gone before what is kept is: it waits for that.
      event.preventDefault();
      caches.delete(MINE).finally(() => form.submit());
    });
  }
  const button = root.querySelector("[data-mc-keep-page]");
  if (button) prepareKeeping(button);
  const place = root.querySelector("[data-mc-kept]");
  if (place) list(place);
}
