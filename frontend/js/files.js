// Shows what was chosen, shrinks photographs, and says before sending that a file is too large, not after a long wait.
import { cropped } from "./crop.js";
import { drawn, photograph } from "./pictures.js";

const MOST = 2500;
const SEEN = 240;
const PHOTOGRAPH = /^image\/(jpeg|webp)$/;
const prepared = new WeakMap();

// When the files of an input are as they will be sent.
export const ready = (input) => prepared.get(input) || Promise.resolve();

export function put(input, files) {
  const all = new DataTransfer();
  for (const file of files) all.items.add(file);
  input.files = all.files;
}

function size(bytes) {
  const [value, unit] = bytes < 1048576 ? [bytes / 1024, "KB"] : [bytes / 1048576, "MB"];
  return `${value.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 })} ${unit}`;
}

// Where this browser cannot, or nothing is won, the photograph goes as it is.
async function shrunk(file) {
  try {
    if (!PHOTOGRAPH.test(file.type)) return file;
    const { canvas, part } = await drawn(file, MOST);
    if (part === 1) return file;
    const smaller = await photograph(canvas, file.name);
    return smaller && smaller.size < file.size ? smaller : file;
  } catch {
    return file;
  }
}

// A photograph that this field takes may be cut and turned before it goes.
function cutting(file, input, say) {
  const template = document.querySelector("template[data-mc-cropping]");
  if (!template || !window.DataTransfer || !("mcShrink" in input.dataset)) return [];
  const button = document.createElement("button");
  button.type = "button";
  button.className = "mc-link-button";
  button.textContent = template.dataset.mcCropping;
  button.setAttribute("aria-label", `${template.dataset.mcCropping}: ${file.name}`);
  button.addEventListener("click", async () => {
    const next = await cropped(file, template, MOST);
    if (next) put(input, [...input.files].map((one) => (one === file ? next : one)));
    await say();
    const place = [...input.files].indexOf(next || file);
    input.parentElement.querySelectorAll("[data-mc-chosen] button")[place]?.focus();
  });
  return [button];
}

async function look(file, line, input, say) {
  try {
    const { canvas } = await drawn(file, SEEN);
    canvas.setAttribute("aria-hidden", "true");
    line.append(canvas, ...cutting(file, input, say));
  } catch {
    // What this browser cannot draw has its name.
  }
}

// Done when the pictures are drawn.
function tell(shown, inputs) {
  const say = () => tell(shown, inputs);
  const looks = [];
  const chosen = inputs.flatMap((input) => [...input.files].map((file) => [input, file]));
  const lines = chosen.map(([input, file]) => {
    const line = document.createElement("span");
    line.textContent = `${file.name} (${size(file.size)})\n`;
    if (file.type.startsWith("image/")) looks.push(look(file, line, input, say));
    return line;
  });
  shown.replaceChildren(...lines);
  return Promise.all(looks);
}

function judge(input, files) {
  const big = files.find((file) => file.size > Number(input.dataset.mcMax));
  input.setCustomValidity(big ? `${big.name}: ${input.dataset.mcTooLarge}` : "");
  if (big) input.reportValidity();
}

async function prepare(input) {
  const files = [...input.files];
  const small = await Promise.all(files.map(shrunk));
  // Chosen anew meanwhile: those are prepared by themselves.
  if (files.some((file, place) => file !== input.files[place])) return;
  if (small.some((file, place) => file !== files[place])) put(input, small);
  judge(input, small);
}

export function files(root) {
  root.querySelectorAll("input[type=file][data-mc-max]").forEach((input) => {
    const field = input.parentElement;
    const shown = field.querySelector("[data-mc-chosen]");
    const inputs = [...field.querySelectorAll("input[type=file][data-mc-max]")];
    const say = () => shown && tell(shown, inputs);
    input.addEventListener("change", () => {
      const canShrink = "mcShrink" in input.dataset && window.createImageBitmap && window.DataTransfer;
      judge(input, [...input.files].filter((file) => !canShrink || !PHOTOGRAPH.test(file.type)));
      say();
      if (canShrink) prepared.set(input, prepare(input).then(say));
    });
  });
}
