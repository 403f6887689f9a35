// Shows what was chosen, shrinks photographs, and says before sending that a file is too large, not after a long wait.
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

// The picture on a canvas whose longer side is no longer than this, upright as the telephone held it.
async function drawn(file, most) {
  const picture = await createImageBitmap(file);
  const part = Math.min(1, most / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * part);
  canvas.height = Math.round(picture.height * part);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return { canvas, part };
}

// Where this browser cannot, or nothing is won, the photograph goes as it is.
async function shrunk(file) {
  try {
    if (!PHOTOGRAPH.test(file.type)) return file;
    const { canvas, part } = await drawn(file, MOST);
    if (part === 1) return file;
    const smaller = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
    if (!smaller || smaller.size >= file.size) return file;
    return new File([smaller], file.name.replace(/(\.\w+)?$/, ".jpg"), { type: "image/jpeg" });
  } catch {
    return file;
  }
}

async function look(file, line) {
  try {
    const { canvas } = await drawn(file, SEEN);
    canvas.setAttribute("aria-hidden", "true");
    line.append(canvas);
  } catch {
    // What this browser cannot draw has its name.
  }
}

function tell(shown, inputs) {
  const lines = inputs.flatMap((input) => [...input.files]).map((file) => {
    const line = document.createElement("span");
    line.textContent = `${file.name} (${size(file.size)})\n`;
    if (file.type.startsWith("image/")) look(file, line);
    return line;
  });
  shown.replaceChildren(...lines);
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
