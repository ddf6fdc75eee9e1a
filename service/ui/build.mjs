// Copies the parts of the pages that come from npm into ../static/vendor: the editor, the fonts, the map of the world,
// the pages of the HTTP interface.
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { drawWorld } from "./world.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "node_modules");
const vendor = join(here, "..", "static", "vendor");
const SUBSETS = ["latin", "latin-ext", "cyrillic"];
const FACES = [
  ["source-sans-3", "wght.css"],
  ["source-sans-3", "wght-italic.css"],
  ["source-serif-4", "wght.css"],
  ["source-serif-4", "wght-italic.css"],
];

rmSync(vendor, { recursive: true, force: true });
mkdirSync(join(vendor, "fonts"), { recursive: true });
copyEditor();
copyFonts();
copyMap();
copyDescription();
copyLicences();
console.log(readdirSync(vendor, { recursive: true }).sort().join("\n"));

// The content security policy allows no style attribute, so the one that the editor writes into a tooltip is taken out.
function copyEditor() {
  const build = join(modules, "@zazuko", "yasqe", "build");
  const script = readFileSync(join(build, "yasqe.min.js"), "utf8");
  const styled = "<strong style='text-decoration:underline'>";
  if (!script.includes(styled)) throw new Error(`yasqe.min.js no longer writes ${styled}: look at it again`);
  const bare = script.replaceAll(styled, "<strong>").replace(/\/\/# sourceMappingURL=.*$/m, "");
  writeFileSync(join(vendor, "yasqe.js"), bare);
  cpSync(join(build, "yasqe.min.css"), join(vendor, "yasqe.css"));
}

// Only the subsets whose letters occur in names of donors and places here; any other script is the system's.
function copyFonts() {
  const rules = [];
  for (const [family, sheet] of FACES) {
    const folder = join(modules, "@fontsource-variable", family);
    for (const rule of readFileSync(join(folder, sheet), "utf8").split(/(?=\/\* )/)) {
      const file = /files\/([\w-]+\.woff2)/.exec(rule)?.[1];
      if (!file || !SUBSETS.some((subset) => file.startsWith(`${family}-${subset}-wght-`))) continue;
      cpSync(join(folder, "files", file), join(vendor, "fonts", file));
      rules.push(rule.replace("./files/", "fonts/").replaceAll(" Variable'", "'").trim());
    }
  }
  writeFileSync(join(vendor, "fonts.css"), `${rules.join("\n")}\n`);
}

function copyMap() {
  const topology = JSON.parse(readFileSync(join(modules, "world-atlas", "countries-50m.json"), "utf8"));
  const turtle = readFileSync(join(here, "..", "..", "ontology", "countries.ttl"), "utf8");
  const world = drawWorld(topology, turtle);
  writeFileSync(join(vendor, "world.json"), `${JSON.stringify(world.data)}\n`);
  writeFileSync(join(vendor, "world.svg"), world.svg);
}

// Swagger UI, without the addresses of its source maps.
function copyDescription() {
  const build = join(modules, "swagger-ui-dist");
  for (const [from, to] of [["swagger-ui-bundle.js", "swagger-ui.js"], ["swagger-ui.css", "swagger-ui.css"]]) {
    const text = readFileSync(join(build, from), "utf8");
    writeFileSync(join(vendor, to), text.replace(/^\/[/*]# sourceMappingURL=.*$/m, ""));
  }
}

function copyLicences() {
  const packages = ["@zazuko/yasqe", "@fontsource-variable/source-sans-3", "@fontsource-variable/source-serif-4", "world-atlas", "swagger-ui-dist"];
  const lines = packages.map((name) => {
    const about = JSON.parse(readFileSync(join(modules, name, "package.json"), "utf8"));
    return `${name} ${about.version}: ${about.license}`;
  });
  writeFileSync(join(vendor, "LICENCES.txt"), `${lines.join("\n")}\nThe map is made of Natural Earth, which is in the public domain.\n`);
}
