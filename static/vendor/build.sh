#!/usr/bin/env bash
# Rebuilds everything in this folder from package.json, package-lock.json and icons.txt:
# the third-party files that Afterword serves itself. Needs node and npm; the results are
# committed, so installing Afterword needs neither.
set -euo pipefail
cd "$(dirname "$0")"

if [ -f package-lock.json ]; then npm ci --silent; else npm install --silent; fi
rm -rf fonts licences && mkdir -p fonts licences
modules=node_modules

# Source maps are not shipped, and a comment that names one would not resolve.
without_map() { sed -E 's@/\*# sourceMappingURL=[^*]*\*/@@; s@//# sourceMappingURL=.*$@@' "$1"; }
without_map $modules/bootstrap/dist/css/bootstrap.min.css > bootstrap.min.css
without_map $modules/htmx.org/dist/htmx.min.js > htmx.min.js

# The editor: one ES module of what editor.entry.mjs names. The content security policy
# refuses code made from words, so a library that brings some is found here.
node $modules/esbuild/bin/esbuild editor.entry.mjs --bundle --minify --format=esm \
  --target=es2022 --legal-comments=none --log-level=warning --outfile=editor.min.js \
  --metafile=$modules/editor.json
if grep -Eq '\beval\(|\bnew Function\b' editor.min.js; then
  echo "editor.min.js makes code from words" >&2
  exit 1
fi

cp $modules/bootstrap/LICENSE licences/bootstrap.txt
cp $modules/htmx.org/LICENSE licences/htmx.txt
cp $modules/bootstrap-icons/LICENSE licences/bootstrap-icons.txt
cp $modules/@fontsource-variable/inter/LICENSE licences/inter.txt
cp $modules/@fontsource-variable/newsreader/LICENSE licences/newsreader.txt

node --input-type=module <<'JS'
import { readFileSync, writeFileSync, copyFileSync } from "node:fs";

const modules = "node_modules";

// Icons: one sprite of the names in icons.txt.
const names = readFileSync("icons.txt", "utf8").split(/\s+/).filter(Boolean);
const sorted = [...new Set(names)].sort();
const symbols = sorted.map((name) => {
  const svg = readFileSync(`${modules}/bootstrap-icons/icons/${name}.svg`, "utf8");
  const body = svg.replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "");
  return `<symbol id="${name}" viewBox="0 0 16 16">${body.replace(/\s*\n\s*/g, "")}</symbol>`;
});
writeFileSync("icons.svg", `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`);
writeFileSync("icons.txt", sorted.join("\n") + "\n");

// Fonts: the latin and latin-ext cuts of the style sheets that the packages bring. Newsreader
// without its optical sizes: they would double what a reader on a phone waits for.
const sheets = [
  ["inter", "wght.css"],
  ["inter", "wght-italic.css"],
  ["newsreader", "wght.css"],
  ["newsreader", "wght-italic.css"],
];
let css = "/* The two voices: Newsreader is read, Inter is operated. SIL OFL 1.1, see licences/. */\n";
for (const [font, sheet] of sheets) {
  const folder = `${modules}/@fontsource-variable/${font}`;
  const rules = readFileSync(`${folder}/${sheet}`, "utf8").match(/@font-face \{[^}]*\}/g);
  for (const rule of rules) {
    const file = rule.match(/files\/([\w-]+\.woff2)/)[1];
    if (!/-latin-/.test(file)) continue;
    copyFileSync(`${folder}/files/${file}`, `fonts/${file}`);
    css += rule
      .replace(/url\([^)]*\) format\([^)]*\)/, `url("fonts/${file}") format("woff2")`)
      .replaceAll("'", '"') + "\n";
  }
}
writeFileSync("fonts.css", css);

// The licences of every package that came into the editor, those behind the named ones too.
const { inputs } = JSON.parse(readFileSync(`${modules}/editor.json`, "utf8"));
const inside = Object.keys(inputs).map((path) => path.match(/^node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1]);
const bundled = [...new Set(inside.filter(Boolean))].sort();
const licences = bundled.map((name) => {
  const { version } = JSON.parse(readFileSync(`${modules}/${name}/package.json`, "utf8"));
  return `${name} ${version}\n\n${readFileSync(`${modules}/${name}/LICENSE`, "utf8").trim()}\n`;
});
writeFileSync("licences/editor.txt", licences.join("\n\n"));

// What is here, in which version, under which licence.
const wanted = JSON.parse(readFileSync("package.json", "utf8")).dependencies;
const manifest = {};
for (const name of Object.keys(wanted).sort()) {
  const { version, license } = JSON.parse(readFileSync(`${modules}/${name}/package.json`, "utf8"));
  manifest[name] = { version, licence: license };
}
writeFileSync("manifest.json", JSON.stringify(manifest, null, 2) + "\n");
JS

if grep -Eq '"resolved"|https?://[^"]*registry' package-lock.json; then
  echo "package-lock.json names a registry" >&2
  exit 1
fi

# Left here, it would be collected with the static files.
rm -rf node_modules
