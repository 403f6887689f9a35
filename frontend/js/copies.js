// Copies of unsaved forms on this device: one person's at a time, for a week (what an ended session left: for a day), gone
// at sign-out.
const MARK = "mc-draft:";
const DAY = 24 * 3600 * 1000;
const lasts = (key) => (key.includes(":keep:") ? DAY : 7 * DAY);

export const owner = () => document.body.dataset.mcOwner || "";
export const draft = () => document.body.dataset.mcDraft || "";
export const savedAt = () => Date.parse(document.body.dataset.mcSavedAt) || 0;
export const keyOf = (address) => `${MARK}${owner()}:${draft()}:${address}`;

export function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

// Whether it lies here now: in a full or forbidden store the server's copy is the only one.
export function keep(key, copy) {
  try {
    localStorage.setItem(key, JSON.stringify({ ...copy, at: Date.now() }));
    return true;
  } catch {
    return false;
  }
}

export function drop(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    // Nothing was kept where nothing may be kept.
  }
}

export function all() {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(MARK));
  } catch {
    return [];
  }
}

// What stands in a form, but for what the server gives with each page, what is secret, and files.
export function typed(form) {
  const data = new URLSearchParams();
  for (const field of form.elements) {
    const is_told = field.name && field.name !== "kept" && !["file", "hidden", "password", "submit"].includes(field.type);
    if (is_told && (!["radio", "checkbox"].includes(field.type) || field.checked)) data.append(field.name, field.value);
  }
  return data.toString();
}

export function fill(form, fields) {
  const values = new URLSearchParams(fields);
  for (const field of form.elements) {
    // Files that the server holds are ticked by it alone: their names are signed anew with each page.
    if (!field.name || field.name === "kept" || ["file", "hidden", "submit"].includes(field.type)) continue;
    if (field.type === "radio" || field.type === "checkbox") field.checked = values.getAll(field.name).includes(field.value);
    else if (values.has(field.name)) field.value = values.get(field.name);
  }
}

// Drops what the server has confirmed, what is old, and what somebody else left here.
export function copies(root) {
  for (const key of all()) {
    const copy = read(key);
    const foreign = owner() && !key.startsWith(`${MARK}${owner()}:`);
    const here = draft() && key.startsWith(`${MARK}${owner()}:${draft()}:`);
    const confirmed = here && copy && copy.sent && savedAt() > copy.base;
    if (!copy || foreign || confirmed || Date.now() - copy.at > lasts(key)) drop(key);
  }
  root.addEventListener("submit", (event) => {
    if (event.target.matches("[data-mc-signout], form[action*=logout], form[action*='dang-xuat']")) all().forEach(drop);
  });
}
