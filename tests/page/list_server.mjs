// Answers, for lists one a line of standard input, what the page's script reads of them.
// A line is JSON {"data": what the page carries, "names": of fields, "rows": lists of rows}; the first
// line is {"script", "words": those of its interface}. An answer has `texts`, for each paper those of
// the fields, `values` and `papers`, what the script's parts read, and `bibtex`, the text of the .bib
// for each list of rows.
import { createInterface } from "node:readline";

const READ = [
  "key", "keyless", "title", "authors", "moreAuthors", "year", "released", "preprint", "doi", "eprint", "code", "doiLink",
  "arxivLink", "url", "paper", "abstract", "folded",
];

let parts;
for await (const line of createInterface({ input: process.stdin })) {
  if (!parts) {
    const { script, words } = JSON.parse(line);
    const document = { documentElement: { lang: "en" }, getElementById: () => ({ textContent: JSON.stringify(words) }) };
    parts = new Function("document", `"use strict"; ${script}\nreturn { List, joinBibtex };`)(document);
    continue;
  }
  let answer;
  try {
    answer = answerTo(JSON.parse(line));
  } catch (error) {
    answer = { error: error.stack };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

function answerTo({ data, names, rows }) {
  const list = new parts.List(data);
  const values = (paper) => Object.keys(paper.values).map((name) => [name, list.valuesOf(paper, name)]);
  const read = (paper) => READ.map((name) => [name, paper[name]]);
  return {
    texts: list.papers.map((paper) => names.map((name) => paper.text(name))),
    values: list.papers.map((paper) => Object.fromEntries(values(paper))),
    papers: list.papers.map((paper) => ({ ...Object.fromEntries(read(paper)), wide: paper.wide() })),
    bibtex: rows.map((chosen) => parts.joinBibtex(list.data, chosen)),
  };
}
