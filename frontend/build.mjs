// Builds what the pages load: one style sheet, one script, the fonts and the icons. The results are committed.
import { build, transform } from "esbuild";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import subsetFont from "subset-font";

const out = "../src/motcua/ui/static/mc";
const fonts = "node_modules/@fontsource/be-vietnam-pro";
const icons = [
  "arrow-left", "arrow-right", "award", "baby", "bell", "book-open", "briefcase", "building-2", "calendar-days", "check", "chevron-right",
  "circle-alert", "circle-check", "circle-help", "clock", "door-closed", "download", "eye", "factory", "file-pen", "file-text",
  "file-warning", "files", "flower", "folder-open", "graduation-cap", "hand-helping", "handshake", "heart", "heart-handshake", "house",
  "id-card", "inbox", "info", "languages", "log-in", "log-out", "mail", "map", "map-pin", "menu", "message-square", "package", "paperclip",
  "paw-print", "phone", "plane", "plus", "printer", "qr-code", "search", "send", "shield-check", "stamp", "star", "store", "trash-2",
  "triangle-alert", "truck", "user", "users", "volume-2", "x",
];

// What Vietnamese and English pages are written with, as `unicode-range` in tokens.css says; other letters are the system's.
const letters = {
  latin: [
    [0x20, 0x7e], [0xa0, 0xff], [0x2013, 0x2014], [0x2018, 0x201d], [0x2022, 0x2022], [0x2026, 0x2026], [0x203a, 0x203a],
    [0x20ac, 0x20ac], [0x2190, 0x2193], [0x2212, 0x2212], [0x2264, 0x2265],
  ],
  vietnamese: [
    [0x102, 0x103], [0x110, 0x111], [0x128, 0x129], [0x168, 0x169], [0x1a0, 0x1a1], [0x1af, 0x1b0], [0x300, 0x301],
    [0x303, 0x304], [0x308, 0x309], [0x323, 0x323], [0x329, 0x329], [0x1ea0, 0x1ef9], [0x20ab, 0x20ab],
  ],
};
const written = (ranges) =>
  ranges.map(([first, last]) => Array.from({ length: last - first + 1 }, (_, n) => String.fromCodePoint(first + n)).join("")).join("");

mkdirSync(`${out}/fonts`, { recursive: true });
for (const weight of [400, 700])
  for (const [script, ranges] of Object.entries(letters)) {
    const font = readFileSync(`${fonts}/files/be-vietnam-pro-${script}-${weight}-normal.woff2`);
    writeFileSync(`${out}/fonts/${script}-${weight}.woff2`, await subsetFont(font, written(ranges), { targetFormat: "woff2", noLayoutClosure: true, noHinting: true }));
  }
cpSync(`${fonts}/LICENSE`, `${out}/fonts/LICENSE.txt`);
cpSync("node_modules/lucide-static/LICENSE", `${out}/icons-LICENSE.txt`);

const symbols = icons.map((name) => {
  const svg = readFileSync(`node_modules/lucide-static/icons/${name}.svg`, "utf8");
  const inside = svg.replace(/<!--[^]*?-->/g, "").replace(/^[^]*?<svg[^>]*>|<\/svg>[^]*$/g, "").replace(/\s*\n\s*/g, "");
  return `<symbol id="${name}" viewBox="0 0 24 24">${inside}</symbol>`;
});
writeFileSync(`${out}/icons.svg`, `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`);

await build({
  entryPoints: { mc: "css/index.css" }, bundle: true, minify: true, outdir: out, external: ["*.woff2", "*.svg"], target: ["chrome90", "safari14"],
});
// What a chart that stands alone looks like: the colours and the parts of the drawing, without fonts to fetch.
const colours = readFileSync("css/tokens.css", "utf8").replace(/@font-face \{[^}]*\}/g, "");
const alone = await transform(colours + readFileSync("css/graph.css", "utf8"), { loader: "css", minify: true, target: ["chrome90", "safari14"] });
writeFileSync(`${out}/graph.css`, alone.code);
await build({ entryPoints: { mc: "js/index.js" }, bundle: true, minify: true, format: "iife", outdir: out, target: "es2019" });
await build({ entryPoints: { sw: "js/sw.js" }, bundle: true, minify: true, outdir: out, target: "es2019" });
