// Opens a section when the answer it belongs to is chosen: <details data-mc-opens-with="holder=khac">.
export function opens() {
  for (const section of document.querySelectorAll("details[data-mc-opens-with]")) {
    const [name, value] = section.dataset.mcOpensWith.split("=");
    for (const choice of document.querySelectorAll(`input[type=radio][name="${name}"]`))
      choice.addEventListener("change", () => {
        section.open = choice.checked && choice.value === value;
      });
  }
}
