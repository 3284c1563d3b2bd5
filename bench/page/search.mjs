// Answers queries with the page's own search, outside a browser.
// Standard input: JSON {"script": the page's classes and functions, "data": what the page carries, "words": those
// of its interface, "queries": [...], "why": whether to say why nothing is found}; output: JSON list
// with, for each query, `hits` (key and score, best first), `problems`, `notes` and `why`, as texts.
import { readFileSync } from "node:fs";

const { script, data, words, queries, why } = JSON.parse(readFileSync(0, "utf8"));
const document = {
  documentElement: { lang: "en" },
  getElementById: () => ({ textContent: JSON.stringify(words) }),
  querySelector: () => null,
};
const parts = new Function("document", `"use strict"; ${script}; return { List, word, whyNothing, mended, withoutSigns };`);
const { List, word, whyNothing, mended, withoutSigns } = parts(document);
const list = new List(data);
const said = ({ name, facts }) => word(name, facts);
const answers = queries.map((query) => {
  const found = list.search.find(query);
  const answer = {
    hits: found.hits.map((hit) => [list.papers[hit.row].key, hit.score]),
    problems: found.problems.map(said),
    meant: found.problems.flatMap((problem) => mended(withoutSigns(found.asked), problem).map((one) => one.query)),
    notes: found.notes.map(said),
  };
  if (why && !found.hits.length) {
    const reason = whyNothing(list.search, found);
    answer.why = [said(reason), ...reason.tries.map((one) => `${one.label ?? said(one)} -> ${one.query}`)];
  }
  return answer;
});
process.stdout.write(JSON.stringify(answers));
