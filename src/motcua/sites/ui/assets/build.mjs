// Bundles the screens' styles, scripts, fonts and icons. Called by motcua.workbench.assets:
//   node build.mjs <folder of node_modules> <output folder>
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const [modules, output] = process.argv.slice(2);
const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(pathToFileURL(join(modules, "x.js")));
const sass = require("sass");
const esbuild = require("esbuild");

const work = join(output, ".css");
rmSync(output, { recursive: true, force: true });
mkdirSync(work, { recursive: true });

for (const name of ["portal", "desk", "kiosk"]) {
  const { css } = sass.compile(join(here, "scss", `${name}.scss`), {
    loadPaths: [modules],
    quietDeps: true,
  });
  writeFileSync(join(work, `${name}.css`), css);
}

const shared = {
  bundle: true,
  minify: true,
  metafile: true,
  nodePaths: [modules],
  outdir: output,
  outbase: here,
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  loader: { ".woff2": "file" },
  legalComments: "none",
  logLevel: "warning",
};
const [styles, scripts, offline] = await Promise.all([
  esbuild.build({ ...shared, entryPoints: ["portal", "desk", "kiosk"].map((name) => join(work, `${name}.css`)), target: ["chrome111", "firefox113", "safari16.4"] }),
  esbuild.build({ ...shared, entryPoints: ["portal", "desk", "kiosk", "screen"].map((name) => join(here, "js", `${name}.js`)), format: "esm", splitting: true, target: "es2022" }),
  // one file: the machine keeps what it knows the name of
  esbuild.build({ ...shared, entryPoints: [join(here, "js", "offline.js")], format: "esm", target: "es2022" }),
]);

// What a template asks for -> the file with its hash
const manifest = {};
for (const { metafile } of [styles, scripts, offline])
  for (const [path, { entryPoint, inputs }] of Object.entries(metafile.outputs)) {
    const file = relative(output, path);
    const source = entryPoint ?? (path.endsWith(".woff2") ? Object.keys(inputs)[0] : null);
    if (source) manifest[source.split("/").pop()] = file;
  }

const icons = readFileSync(join(here, "icons", "icons.svg"));
const hash = createHash("sha256").update(icons).digest("hex").slice(0, 8).toUpperCase();
manifest["icons.svg"] = `icons-${hash}.svg`;
writeFileSync(join(output, manifest["icons.svg"]), icons);

rmSync(work, { recursive: true });
writeFileSync(join(output, "manifest.json"), JSON.stringify(manifest, Object.keys(manifest).sort(), 1));
