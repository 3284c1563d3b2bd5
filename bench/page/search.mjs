// Answers queries with the page's own search, outside a browser.
// Standard input: JSON {"script": the page's search, "data": what the page carries, "queries":
// [...]}; output: JSON list of the five best keys of each query.
import { readFileSync } from "node:fs";

const { script, data, queries } = JSON.parse(readFileSync(0, "utf8"));
const asset = (name) => readFileSync(new URL(`../../src/mialit/page/assets/${name}`, import.meta.url), "utf8");
const listScript = ["filters.js", "papers.js", "list.js"].map(asset).join("\n");
const { List } = new Function(`"use strict"; ${script}\n${listScript}; return { List };`)();
const list = new List(data);
const answers = queries.map((query) =>
  list.search.find(query).hits.slice(0, 5).map((hit) => [list.papers[hit.row].key, hit.score]));
process.stdout.write(JSON.stringify(answers));
