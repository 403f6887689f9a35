// Saves a form as it is typed, and keeps a copy on the device until the server has it.
const PAUSE = 1200;

function clock() {
  return new Date().toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });
}

function restore(form, key) {
  const kept = localStorage.getItem(key);
  if (!kept) return false;
  for (const [name, value] of new URLSearchParams(kept)) {
    const field = form.elements[name];
    if (!field || name === "csrfmiddlewaretoken") continue;
    if (field instanceof RadioNodeList) field.value = value;
    else if (field.type === "checkbox") field.checked = true;
    else if (field.type !== "file" && field.type !== "hidden") field.value = value;
  }
  return true;
}

function watch(form) {
  const address = form.dataset.mcAutosave;
  const key = `mc-draft:${address}`;
  const say = form.querySelector("[data-mc-saved]");
  let timer;
  const write = () => {
    const data = new URLSearchParams(new FormData(form));
    const kept = new URLSearchParams(data);
    kept.delete("csrfmiddlewaretoken");
    localStorage.setItem(key, kept.toString());
    fetch(address, { method: "POST", body: data, headers: { "X-Requested-With": "fetch" }, credentials: "same-origin" })
      .then((answer) => {
        if (!answer.ok) throw new Error(String(answer.status));
        localStorage.removeItem(key);
        if (say) say.textContent = `${say.dataset.saved} ${clock()}`;
      })
      .catch(() => {
        if (say) say.textContent = say.dataset.waiting;
      });
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(write, PAUSE);
  };
  if (restore(form, key)) later();
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    localStorage.removeItem(key);
  });
  addEventListener("online", () => localStorage.getItem(key) && write());
}

export function autosave(root) {
  root.querySelectorAll("form[data-mc-autosave]").forEach(watch);
}
