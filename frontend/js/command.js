// Ctrl K opens the command field: what this page offers stands first, then what the server finds. Arrows and Enter.
const PAUSE = 120;

// Without marks, as people type in a hurry.
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d").toLowerCase().trim();

function offeredHere(root) {
  const seen = new Set();
  return [...root.querySelectorAll(".mc-todo a[href], .mc-todo button[type=submit], .mc-actions a[href]")].filter((one) => {
    const words = one.textContent.trim();
    return words && !seen.has(words) && seen.add(words);
  });
}

function lineFor(root, target, kind) {
  const line = root.createElement("li");
  const link = root.createElement("a");
  const small = root.createElement("small");
  link.href = target.href || "#";
  link.textContent = `${target.textContent.trim().replace(/\s+/g, " ")} `;
  small.className = "mc-soft";
  small.textContent = kind;
  link.append(small);
  link.addEventListener("click", (event) => {
    if (target.href) return;
    event.preventDefault();
    target.click();
  });
  line.append(link);
  return line;
}

export function command(root) {
  const dialog = root.querySelector("dialog[data-mc-command]");
  if (!dialog || !dialog.showModal) return;
  const box = dialog.querySelector("input");
  const found = dialog.querySelector("[data-mc-found]");
  let timer;
  let round = 0;
  let place = -1;
  // What stands there answers what was typed before: nothing of it is opened.
  let isOld = false;
  const links = () => [...dialog.querySelectorAll(".mc-commands a")];
  const mark = (next) => {
    const all = links();
    place = all.length ? (next + all.length) % all.length : -1;
    all.forEach((link, n) => link.classList.toggle("mc-commands__on", n === place));
    if (place >= 0) {
      all[place].id = all[place].id || `mc-command-${place}`;
      box.setAttribute("aria-activedescendant", all[place].id);
      all[place].scrollIntoView({ block: "nearest" });
    }
  };
  const show = (html, words) => {
    found.innerHTML = html;
    const list = found.querySelector(".mc-commands");
    const here = offeredHere(root).filter((one) => words.every((word) => fold(one.textContent).includes(word)));
    if (list) list.prepend(...here.slice(0, 8).map((one) => lineFor(root, one, dialog.dataset.mcHere)));
    mark(0);
  };
  const ask = async () => {
    const mine = ++round;
    const text = box.value.trim();
    try {
      const answer = await fetch(`${dialog.dataset.mcCommand}?phan=1&q=${encodeURIComponent(text)}`);
      const html = answer.ok && !answer.redirected ? await answer.text() : "";
      if (mine !== round) return;
      isOld = false;
      show(html, fold(text).split(/\s+/).filter(Boolean));
    } catch {
      // Without a line the field says nothing; the page stays as it is.
    }
  };
  const open = () => {
    if (!dialog.open) dialog.showModal();
    box.select();
    ask();
  };
  root.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      open();
    }
  });
  for (const button of root.querySelectorAll("[data-mc-command-open]")) {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      open();
    });
  }
  box.addEventListener("input", () => {
    isOld = true;
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  // Scanners end with Enter, people in a hurry too: what they mean is the answer to what they typed.
  const enter = async () => {
    clearTimeout(timer);
    if (isOld) await ask();
    const link = links()[place];
    if (isOld || !link) return box.form.submit();
    dialog.close();
    link.click();
  };
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      mark(place + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && event.target === box && !event.isComposing) {
      event.preventDefault();
      enter();
    }
  });
}
