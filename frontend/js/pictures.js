// A picture on a canvas, and a canvas as a photograph again.

// The picture on a canvas whose longer side is no longer than this, upright as the telephone held it.
export async function drawn(file, most) {
  const picture = await createImageBitmap(file);
  const part = Math.min(1, most / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * part);
  canvas.height = Math.round(picture.height * part);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return { canvas, part };
}

// Nothing where this browser cannot.
export async function photograph(canvas, name) {
  const made = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
  return made && new File([made], name.replace(/(\.\w+)?$/, ".jpg"), { type: "image/jpeg" });
}
