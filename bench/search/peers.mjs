// Answers of MiniSearch and Fuse.js: {docs, queries} as JSON on standard input, on standard output
// for each engine a list with [key, score] of the first hit, or null, for each query.
// The packages are taken from the folder in PEERS (made with: npm i minisearch fuse.js).
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const require = createRequire(process.env.PEERS + "/package.json");
const { docs, queries, only } = JSON.parse(readFileSync(0, "utf8"));
const fields = ["title", "authors", "venue", "year"];
const wanted = (name) => !only || only === name;
const answers = {};

function load(name) {
  try { const module = require(name); return module.default ?? module; } catch { return null; }
}

const MiniSearch = load("minisearch");
if (MiniSearch && wanted("MiniSearch")) {
  const index = new MiniSearch({ fields, idField: "key" });
  index.addAll(docs);
  for (const combineWith of ["AND", "OR"]) {
    const options = { prefix: true, fuzzy: 0.2, combineWith, boost: { title: 2 } };
    answers[`MiniSearch ${combineWith}`] = queries.map((query) => {
      const hit = index.search(query, options)[0];
      return hit ? [hit.id, hit.score] : null;
    });
  }
}

const Fuse = load("fuse.js");
if (Fuse && wanted("Fuse.js")) {
  const tuned = {
    ignoreLocation: true, threshold: 0.3, useExtendedSearch: true,
    keys: [{ name: "all", weight: 1 }],
  };
  const variants = {
    "Fuse.js default": [{ keys: fields }, (query) => query],
    "Fuse.js tuned": [tuned, (query) => query.replace(/["|'!=^$]/g, " ")],
  };
  const all = docs.map((doc) => ({ ...doc, all: fields.map((name) => doc[name]).join(" ") }));
  for (const [name, [options, prepare]] of Object.entries(variants)) {
    const index = new Fuse(all, { ...options, includeScore: true });
    answers[name] = queries.map((query) => {
      const hit = index.search(prepare(query))[0];
      return hit ? [hit.item.key, 1 - hit.score] : null;
    });
  }
}
process.stdout.write(JSON.stringify(answers));
