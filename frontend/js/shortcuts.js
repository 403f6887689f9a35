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

function prepareHelp(root, targets) {
  const help = root.querySelector("dialog[data-mc-shortcuts]");
  const list = help && help.querySelector("ul");
  for (const [key, target] of list ? targets : []) {
    const line = root.createElement("li");
    const letter = root.createElement("kbd");
    letter.className = "mc-key";
    letter.textContent = key.toUpperCase();
    line.append(letter, ` ${target.textContent.trim()}`);
    list.append(line);
  }
  return help;
}

export function shortcuts(root) {
  const targets = new Map([...root.querySelectorAll("[data-mc-key]")].map((one) => [one.dataset.mcKey, one]));
  const help = prepareHelp(root, targets);
  prepareSwitch(root);
  root.addEventListener("keydown", (event) => {
    const typing = event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select");
    if (typing || isOff() || (help && help.open)) return;
    if (event.key === "?" && help && help.showModal) return help.showModal();
    const target = targets.get(event.key.toLowerCase());
    if (!target) return;
    event.preventDefault();
    target.focus();
    target.click();
  });
}
