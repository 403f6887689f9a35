// Says before sending that a file is too large, instead of after a long wait on a weak line.
export function files(root) {
  root.querySelectorAll("input[type=file][data-mc-max]").forEach((input) => {
    input.addEventListener("change", () => {
      const most = Number(input.dataset.mcMax);
      const big = [...input.files].find((file) => file.size > most);
      input.setCustomValidity(big ? `${big.name}: ${input.dataset.mcTooLarge}` : "");
      if (big) input.reportValidity();
    });
  });
}
