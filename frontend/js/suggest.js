// Suggests questions under a search box: arrows choose, Enter asks, Escape closes. Without it the box works as it is.
const PAUSE = 120;
const LEAST = 2;

function option(text, id, take) {
  const item = document.createElement("li");
  item.id = id;
  item.setAttribute("role", "option");
  item.setAttribute("aria-selected", "false");
  item.textContent = text;
  // Pressed, not clicked: the box must not lose the focus first.
  item.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    take(text);
  });
  return item;
}

function prepare(form, number) {
  const box = form.querySelector("input[type=search]");
  const list = document.createElement("ul");
  const status = document.createElement("p");
  list.id = `mc-suggestions-${number}`;
  list.className = "mc-suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.labels[0] ? box.labels[0].textContent : "");
  status.className = "mc-hidden";
  status.setAttribute("role", "status");
  const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
  for (const [name, value] of Object.entries(attributes)) box.setAttribute(name, value);
  box.parentElement.append(list, status);

  let timer;
  let round = 0;
  let chosen = -1;
  const show = (isOpen) => {
    list.hidden = !isOpen;
    box.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) choose(-1);
  };
  const choose = (place) => {
    chosen = place;
    if (place >= 0) {
      // Who chooses keeps what they choose among: an answer that comes late does not replace it.
      clearTimeout(timer);
      round += 1;
    }
    [...list.children].forEach((item, n) => item.setAttribute("aria-selected", String(n === place)));
    if (place < 0) box.removeAttribute("aria-activedescendant");
    else box.setAttribute("aria-activedescendant", list.children[place].id);
  };
  const take = (text) => {
    box.value = text;
    show(false);
    form.requestSubmit ? form.requestSubmit() : form.submit();
  };
  const ask = async () => {
    const mine = ++round;
    const typed = box.value.trim();
    if (typed.length < LEAST) return show(false);
    try {
      const answer = await fetch(`${form.dataset.mcSuggest}?q=${encodeURIComponent(typed)}`, { credentials: "omit" });
      if (!answer.ok || mine !== round) return undefined;
      const { suggestions } = await answer.json();
      if (mine !== round || document.activeElement !== box) return undefined;
      // What was chosen among the suggestions before is not what stands in its place now.
      choose(-1);
      list.replaceChildren(...suggestions.map((text, n) => option(text, `${list.id}-${n}`, take)));
      status.textContent = suggestions.length ? form.dataset.mcSuggestions.replace("%d", suggestions.length) : "";
      return show(suggestions.length > 0);
    } catch {
      return show(false);
    }
  };
  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  box.addEventListener("blur", () => show(false));
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    round += 1;
  });
  box.addEventListener("keydown", (event) => {
    const last = list.children.length - 1;
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      show(false);
    } else if (event.key === "ArrowDown" && last >= 0) {
      event.preventDefault();
      show(true);
      choose(chosen < last ? chosen + 1 : 0);
    } else if (event.key === "ArrowUp" && !list.hidden) {
      event.preventDefault();
      choose(chosen > 0 ? chosen - 1 : last);
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      take(list.children[chosen].textContent);
    }
  });
}

export function suggest(root) {
  root.querySelectorAll("form[data-mc-suggest]").forEach(prepare);
}
