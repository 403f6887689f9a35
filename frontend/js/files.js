// Shows what was chosen, and says before sending that a file is too large, not after a long wait on a weak line.
function size(bytes) {
  const [value, unit] = bytes < 1048576 ? [bytes / 1024, "KB"] : [bytes / 1048576, "MB"];
  return `${value.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 })} ${unit}`;
}

export function files(root) {
  root.querySelectorAll("input[type=file][data-mc-max]").forEach((input) => {
    const shown = input.parentElement.querySelector("[data-mc-chosen]");
    input.addEventListener("change", () => {
      const most = Number(input.dataset.mcMax);
      const chosen = [...input.files];
      const big = chosen.find((file) => file.size > most);
      input.setCustomValidity(big ? `${big.name}: ${input.dataset.mcTooLarge}` : "");
      if (shown) shown.textContent = chosen.map((file) => `${file.name} (${size(file.size)})`).join("\n");
      if (big) input.reportValidity();
    });
  });
}
