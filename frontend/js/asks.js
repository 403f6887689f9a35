// Shows a question only while the answers it depends on ask for it: <div data-mc-when='{"co_cha": ["co"]}'>.
export function asks() {
  for (const form of document.querySelectorAll("form")) {
    const parts = [...form.querySelectorAll("[data-mc-when]")];
    const show = () => {
      const told = new FormData(form);
      for (const part of parts) {
        const when = Object.entries(JSON.parse(part.dataset.mcWhen));
        part.hidden = !when.every(([name, values]) => values.includes(told.get(name) || ""));
      }
    };
    if (!parts.length) continue;
    form.addEventListener("change", show);
    show();
  }
}
