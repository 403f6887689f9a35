// Copies of unsaved forms on this device: one person's at a time, for a week, gone at sign-out.
const MARK = "mc-draft:";
const WEEK = 7 * 24 * 3600 * 1000;

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

export function keep(key, copy) {
  try {
    localStorage.setItem(key, JSON.stringify({ ...copy, at: Date.now() }));
  } catch {
    // A full or forbidden store: the server's copy is then the only one.
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

// Drops what the server has confirmed, what is old, and what somebody else left here.
export function copies(root) {
  for (const key of all()) {
    const copy = read(key);
    const foreign = owner() && !key.startsWith(`${MARK}${owner()}:`);
    const here = draft() && key.startsWith(`${MARK}${owner()}:${draft()}:`);
    const confirmed = here && copy && copy.sent && savedAt() > copy.base;
    if (!copy || foreign || confirmed || Date.now() - copy.at > WEEK) drop(key);
  }
  root.addEventListener("submit", (event) => {
    if (event.target.matches("[data-mc-signout], form[action*=logout], form[action*='dang-xuat']")) all().forEach(drop);
  });
}
