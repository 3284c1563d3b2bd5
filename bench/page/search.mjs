// Answers queries with the page's own search, outside a browser.
// Standard input: JSON {"data": what the page carries, "queries": [...]}; output: JSON list of
// the five best keys of each query.
import { readFileSync } from "node:fs";

const folder = new URL("../../src/mialit/page/", import.meta.url);
const script = ["text", "words", "search", "state"]
  .map((name) => readFileSync(new URL(`${name}.js`, folder), "utf8")).join("\n");
const { List } = new Function(`"use strict"; ${script}; return { List };`)();

const { data, queries } = JSON.parse(readFileSync(0, "utf8"));
const list = new List(data);
const answers = queries.map((query) =>
  list.search.find(query).hits.slice(0, 5).map((hit) => [list.papers[hit.row].key, hit.score]));
process.stdout.write(JSON.stringify(answers));
