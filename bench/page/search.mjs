// Answers queries with the page's own search, outside a browser.
// Standard input: JSON {"script": the page's search, "data": what the page carries, "queries":
// [...]}; output: JSON list of the five best keys of each query.
import { readFileSync } from "node:fs";

const { script, data, queries } = JSON.parse(readFileSync(0, "utf8"));
const state = readFileSync(new URL("../../src/mialit/render/page/state.js", import.meta.url), "utf8");
const { List } = new Function(`"use strict"; ${script}\n${state}; return { List };`)();
const list = new List(data);
const answers = queries.map((query) =>
  list.search.find(query).hits.slice(0, 5).map((hit) => [list.papers[hit.row].key, hit.score]));
process.stdout.write(JSON.stringify(answers));
