// Cuts and turns a photograph before it is sent: by dragging over it, or by four sliders that keys move too.
import { drawn, photograph } from "./pictures.js";

const LEAST = 0.1;

// What is kept, as parts of the width and the height.
const WHOLE = { left: 0, top: 0, right: 1, bottom: 1 };

function turned(canvas) {
  const next = document.createElement("canvas");
  next.width = canvas.height;
  next.height = canvas.width;
  const pen = next.getContext("2d");
  pen.translate(next.width, 0);
  pen.rotate(Math.PI / 2);
  pen.drawImage(canvas, 0, 0);
  return next;
}

function cut(canvas, kept) {
  const x = Math.round(kept.left * canvas.width);
  const y = Math.round(kept.top * canvas.height);
  const next = document.createElement("canvas");
  next.width = Math.max(1, Math.round(kept.right * canvas.width) - x);
  next.height = Math.max(1, Math.round(kept.bottom * canvas.height) - y);
  next.getContext("2d").drawImage(canvas, -x, -y);
  return next;
}

// The photograph as somebody left it, or nothing where they kept it as it was.
export async function cropped(file, template, most) {
  let { canvas } = await drawn(file, most);
  let kept = { ...WHOLE };
  let is_changed = false;
  const dialog = template.content.firstElementChild.cloneNode(true);
  const shown = dialog.querySelector("canvas");
  const sides = [...dialog.querySelectorAll("[data-mc-side]")];

  function show() {
    const part = Math.min(1, 720 / Math.max(canvas.width, canvas.height));
    shown.width = Math.round(canvas.width * part);
    shown.height = Math.round(canvas.height * part);
    const pen = shown.getContext("2d");
    pen.drawImage(canvas, 0, 0, shown.width, shown.height);
    pen.fillStyle = "rgb(0 0 0 / 65%)";
    const [x, y] = [kept.left * shown.width, kept.top * shown.height];
    const [right, bottom] = [kept.right * shown.width, kept.bottom * shown.height];
    pen.fillRect(0, 0, shown.width, y);
    pen.fillRect(0, bottom, shown.width, shown.height - bottom);
    pen.fillRect(0, y, x, bottom - y);
    pen.fillRect(right, y, shown.width - right, bottom - y);
    for (const side of sides) {
      const value = kept[side.dataset.mcSide];
      const taken = side.dataset.mcSide === "left" || side.dataset.mcSide === "top" ? value : 1 - value;
      side.value = Math.round(taken * 100);
    }
  }

  function keep(next) {
    if (next.right - next.left < LEAST || next.bottom - next.top < LEAST) return show();
    kept = next;
    is_changed = true;
    return show();
  }

  sides.forEach((side) => side.addEventListener("input", () => {
    const name = side.dataset.mcSide;
    const taken = Number(side.value) / 100;
    keep({ ...kept, [name]: name === "left" || name === "top" ? taken : 1 - taken });
  }));

  let from = null;
  const at = (event) => {
    const box = shown.getBoundingClientRect();
    const within = (value) => Math.min(1, Math.max(0, value));
    return { x: within((event.clientX - box.left) / box.width), y: within((event.clientY - box.top) / box.height) };
  };
  shown.addEventListener("pointerdown", (event) => {
    from = at(event);
    shown.setPointerCapture(event.pointerId);
  });
  shown.addEventListener("pointermove", (event) => {
    if (!from) return;
    const to = at(event);
    keep({
      left: Math.min(from.x, to.x), top: Math.min(from.y, to.y),
      right: Math.max(from.x, to.x), bottom: Math.max(from.y, to.y),
    });
  });
  shown.addEventListener("pointerup", () => {
    from = null;
  });

  dialog.querySelector("[data-mc-turn]").addEventListener("click", () => {
    canvas = turned(cut(canvas, kept));
    kept = { ...WHOLE };
    is_changed = true;
    show();
  });
  dialog.querySelector("[data-mc-take]").addEventListener("click", () => dialog.close("take"));
  dialog.querySelector("[data-mc-leave]").addEventListener("click", () => dialog.close());
  document.body.append(dialog);
  show();
  dialog.showModal();
  await new Promise((done) => {
    dialog.addEventListener("close", done, { once: true });
  });
  dialog.remove();
  return dialog.returnValue === "take" && is_changed ? photograph(cut(canvas, kept), file.name) : null;
}
