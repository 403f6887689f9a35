// One letter for one action in the workspace, never while somebody types; "?" lists them, and they can be switched off.
const OFF = "mc-shortcuts-off";

function isOff() {
  try {
    return localStorage.getItem(OFF) === "1";
  } catch {
    return false;
  }
}

function prepareSwitch(root) {
  const button = root.querySelector("[data-mc-shortcuts-switch]");
  if (!button) return;
  const show = () => {
    button.textContent = isOff() ? button.dataset.turnOn : button.dataset.turnOff;
    button.hidden = false;
  };
  button.addEventListener("click", () => {
    try {
      localStorage.setItem(OFF, isOff() ? "0" : "1");
    } catch {
      return;
    }
    show();
  });
  show();
}

// What the page offers now, the last of each letter: parts of it come and go.
function targetsOf(root) {
  return new Map([...root.querySelectorAll("[data-mc-key]")].map((one) => [one.dataset.mcKey, one]));
}

// What a target is called, without the letter that stands in it.
function saidOf(target) {
  const copy = target.cloneNode(true);
  copy.querySelectorAll(".mc-key").forEach((letter) => letter.remove());
  return copy.textContent.trim();
}

function openHelp(root, help) {
  const list = help.querySelector("ul");
  list.querySelectorAll("[data-mc-found-key]").forEach((line) => line.remove());
  for (const [key, target] of targetsOf(root)) {
    const line = root.createElement("li");
    line.dataset.mcFoundKey = key;
    const letter = root.createElement("kbd");
    letter.className = "mc-key";
    letter.textContent = key.toUpperCase();
    line.append(letter, ` ${saidOf(target)}`);
    list.append(line);
  }
  help.showModal();
}

const isSeen = (one) => one.getClientRects().length > 0;

// A box that is ticked takes no letters: keys go on working after it.
const TYPED = 'textarea, select, input:not([type="checkbox"], [type="radio"], [type="submit"], [type="button"])';

// The rows of a list: the next one, the one before, open it, tick it. Focus stands on the link of the row.
function rowKeys(root) {
  const rows = () => [...root.querySelectorAll("[data-mc-row]")];
  let last = null;
  const current = () => {
    const row = root.activeElement && root.activeElement.closest("tr");
    return (row && row.querySelector("[data-mc-row]")) || (last && last.isConnected ? last : null);
  };
  const step = (by) => {
    const all = rows();
    const place = all.indexOf(current());
    last = all[place < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(place + by, 0), all.length - 1)];
    last.focus();
    last.scrollIntoView({ block: "nearest" });
  };
  if (!rows().length) return {};
  return {
    j: () => step(1),
    k: () => step(-1),
    o: () => (current() || rows()[0]).click(),
    e: () => {
      const link = (current() || rows()[0]).closest("tr").querySelector("[data-mc-glance]");
      if (link && isSeen(link)) link.click();
    },
    x: () => {
      const row = (current() || rows()[0]).closest("tr");
      const box = row.querySelector('input[type="checkbox"]');
      if (box) box.click();
    },
  };
}

function prepareOpen(root, help) {
  const button = root.querySelector("[data-mc-shortcuts-open]");
  if (!button || !help || !help.showModal) return;
  button.addEventListener("click", () => openHelp(root, help));
  button.hidden = false;
}

export function shortcuts(root) {
  const help = root.querySelector("dialog[data-mc-shortcuts]");
  const keys = rowKeys(root);
  prepareSwitch(root);
  prepareOpen(root, help);
  root.addEventListener("keydown", (event) => {
    const typing = event.ctrlKey || event.metaKey || event.altKey || event.target.closest(TYPED);
    if (typing || isOff() || (help && help.open)) return;
    if (event.key === "?" && help && help.showModal) return openHelp(root, help);
    const key = event.key.toLowerCase();
    if (keys[key]) {
      event.preventDefault();
      return keys[key]();
    }
    const target = targetsOf(root).get(key);
    if (!target) return;
    event.preventDefault();
    target.focus();
    target.click();
  });
}
