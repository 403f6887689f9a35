// Saves a form as it is typed, and keeps a copy on the device until the server says it has it.
import { drop, fill, keep, keyOf, owner, read, savedAt, typed } from "./copies.js";

const PAUSE = 1200;
// After so long what could not be saved for the server's sake is tried again by itself.
const AGAIN = 15000;
const PREFIX = "mc-draft:";

function clock() {
  return new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
}

// The session ended here and was begun again elsewhere in this browser: the page takes its mark, if it is the same person's.
async function renewed() {
  const answer = await fetch(location.href, { headers: { "X-Requested-With": "fetch" }, credentials: "same-origin" });
  if (answer.redirected || !answer.ok) return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const mark = page.querySelector("main [name=csrfmiddlewaretoken]");
  if (!mark || page.body.dataset.mcOwner !== owner()) return false;
  for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = mark.value;
  return true;
}

function watch(form) {
  const address = form.dataset.mcAutosave;
  const key = keyOf(address);
  const say = form.querySelector("[data-mc-saved]");
  const tell = (text) => {
    if (say) say.textContent = text;
  };
  let base = savedAt();
  let timer;
  let round = 0;
  // What the server will never take is not sent again; whether the device holds it is said as it is.
  let over = false;
  const tellOf = (why) => tell(is_here ? say?.dataset[why] || say?.dataset.waiting : say?.dataset.lost);
  let is_here = true;
  const post = () => fetch(address, {
    method: "POST", body: new URLSearchParams(new FormData(form)),
    headers: { "X-Requested-With": "fetch" }, credentials: "same-origin",
  });
  const isOver = (answer) => answer.redirected || answer.status === 401 || answer.status === 403;
  const again = () => {
    clearTimeout(timer);
    timer = setTimeout(write, AGAIN);
  };
  const write = async () => {
    const mine = ++round;
    timer = undefined;
    is_here = keep(key, { base, fields: typed(form), sent: false });
    if (over) return tellOf("never");
    try {
      let answer = await post();
      if (isOver(answer) && (await renewed())) answer = await post();
      if (isOver(answer)) {
        if (mine === round) again();
        return tellOf("expired");
      }
      // Refused, in words for the person: filed or thrown away elsewhere meanwhile.
      if (answer.status === 409) return tell(await answer.text());
      // Thrown away meanwhile, or more than a page may hold; asked too often or too slowly may go well the next time.
      over = answer.status >= 400 && answer.status < 500 && ![408, 425, 429].includes(answer.status);
      if (answer.status !== 204) {
        if (!over && mine === round) again();
        return tellOf(over ? "never" : "failed");
      }
      // The header counts whole seconds, so the save may lie anywhere within that second.
      base = Math.max(base, (Date.parse(answer.headers.get("Date")) || 0) + 999);
      if (mine !== round) return undefined;
      drop(key);
      return tell(`${say?.dataset.saved} ${clock()}`);
    } catch {
      if (mine === round) again();
      return tellOf("waiting");
    }
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(write, PAUSE);
  };
  const use = (copy) => {
    fill(form, copy.fields);
    later();
  };
  const copy = read(key);
  if (copy && copy.base >= base) use(copy);
  else if (copy && copy.fields !== typed(form) && say && say.dataset.newer) offer(say, copy, use);
  else if (copy) drop(key);
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    timer = undefined;
    round += 1;
    if (!navigator.onLine) {
      // Sent now, the page would give way to the browser's own error.
      event.preventDefault();
      is_here = keep(key, { base, fields: typed(form), sent: false });
      return tellOf("waiting");
    }
    keep(key, { base, fields: typed(form), sent: true });
    return undefined;
  });
  addEventListener("online", () => read(key) && write());
  // Who leaves at once, by the switch of languages or a link, leaves nothing behind that was typed last.
  addEventListener("pagehide", () => timer && keep(key, { base, fields: typed(form), sent: false }));
}

// The server has something newer: the copy is used only when the person asks for it.
function offer(say, copy, use) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "mc-link-button";
  button.textContent = say.dataset.use;
  button.addEventListener("click", () => use(copy));
  say.replaceChildren(`${say.dataset.newer} `, button);
}

export function autosave(root) {
  if (owner()) root.querySelectorAll("form[data-mc-autosave]").forEach(watch);
}
