// bibtex-tidy on the BibTeX on standard input, with everything that corrects switched on; prints
// {bibtex, warnings} as JSON. The package is taken from the folder in PEERS (npm i bibtex-tidy).
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const require = createRequire(process.env.PEERS + "/package.json");
const { tidy } = require("bibtex-tidy");
const { bibtex, warnings } = tidy(readFileSync(0, "utf8"), {
  curly: true, numeric: true, months: true, duplicates: ["doi", "key", "citation"],
  merge: "combine", stripEnclosingBraces: true, dropAllCaps: true, escape: true,
  sort: ["-year"], encodeUrls: true, removeEmptyFields: true, removeDuplicateFields: true,
});
console.log(JSON.stringify({ bibtex, warnings: warnings.map((each) => each.message) }));
