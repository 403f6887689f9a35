// Builds what the pages load: one style sheet, one script, the fonts and the icons. The results are committed.
import { build } from "esbuild";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";

const out = "../src/motcua/ui/static/mc";
const fonts = "node_modules/@fontsource/be-vietnam-pro";
const icons = [
  "arrow-left", "arrow-right", "award", "baby", "bell", "book-open", "briefcase", "building-2", "calendar-days", "check", "chevron-right",
  "circle-alert", "circle-check", "circle-help", "clock", "door-closed", "download", "eye", "factory", "file-pen", "file-text",
  "file-warning", "files", "flower", "folder-open", "graduation-cap", "hand-helping", "handshake", "heart", "heart-handshake", "house",
  "id-card", "inbox", "info", "languages", "log-in", "log-out", "mail", "map", "map-pin", "menu", "message-square", "package", "paperclip",
  "paw-print", "phone", "plane", "plus", "printer", "qr-code", "search", "send", "shield-check", "stamp", "star", "store", "trash-2",
  "triangle-alert", "truck", "user", "users", "x",
];

mkdirSync(`${out}/fonts`, { recursive: true });
for (const weight of [400, 700])
  for (const script of ["vietnamese", "latin"])
    cpSync(`${fonts}/files/be-vietnam-pro-${script}-${weight}-normal.woff2`, `${out}/fonts/${script}-${weight}.woff2`);
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
await build({ entryPoints: { mc: "js/index.js" }, bundle: true, minify: true, format: "iife", outdir: out, target: "es2019" });
