// Saves a form as it is typed, and keeps a copy on the device until a later page proves that the server has it.
const PAUSE = 1200;
const PREFIX = "mc-draft:";

function clock() {
  return new Date().toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });
}

function restore(form, kept) {
  for (const pair of new URLSearchParams(kept)) {
    const field = form.elements[pair[0]];
    if (!field || pair[0] === "csrfmiddlewaretoken") continue;
    if (field instanceof RadioNodeList) field.value = pair[1];
    else if (field.type === "checkbox") field.checked = true;
    else if (field.type !== "file" && field.type !== "hidden") field.value = pair[1];
  }
}

function watch(form) {
  const address = form.dataset.mcAutosave;
  // The copy belongs to one person: another who signs in on the same device never sees it.
  const key = `${PREFIX}${form.dataset.mcOwner}:${address}`;
  const say = form.querySelector("[data-mc-saved]");
  const tell = (words) => say && (say.textContent = words);
  let timer;
  const write = () => {
    const data = new URLSearchParams(new FormData(form));
    const kept = new URLSearchParams(data);
    kept.delete("csrfmiddlewaretoken");
    localStorage.setItem(key, JSON.stringify({ at: Date.now(), data: kept.toString() }));
    // A redirect here is the sign-in page: nothing was saved, whatever its status says.
    fetch(address, { method: "POST", body: data, headers: { "X-Requested-With": "fetch" }, credentials: "same-origin", redirect: "manual" })
      .then((answer) => {
        if (answer.type === "opaqueredirect" || answer.status === 403) return tell(say.dataset.expired);
        if (answer.status !== 204) throw new Error(String(answer.status));
        localStorage.removeItem(key);
        return tell(`${say.dataset.saved} ${clock()}`);
      })
      .catch(() => tell(say.dataset.waiting));
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(write, PAUSE);
  };
  const copy = JSON.parse(localStorage.getItem(key) || "null");
  // Only what was typed after the server last saved this draft is newer than what the page shows.
  if (copy && copy.at > Number(form.dataset.mcSavedAt) * 1000) {
    restore(form, copy.data);
    later();
  } else localStorage.removeItem(key);
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  addEventListener("online", () => localStorage.getItem(key) && write());
  // The copy stays when the form is sent: the next page shows a newer draft, and then it goes.
  form.addEventListener("submit", () => clearTimeout(timer));
}

function forget(form) {
  form.addEventListener("submit", () => {
    Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)).forEach((key) => localStorage.removeItem(key));
  });
}

export function autosave(root) {
  root.querySelectorAll("form[data-mc-autosave]").forEach(watch);
  root.querySelectorAll("form[data-mc-sign-out]").forEach(forget);
}
