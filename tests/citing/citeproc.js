// Formats items of CSL-JSON by styles with citeproc-js, for the tests to compare.
// Arguments: the items, the locale, the styles, all as files. Prints for each style, in their
// order, an object of references in HTML by the items' keys.
const fs = require("fs");
const CSL = require("citeproc");

const [items, locale, ...styles] = process.argv.slice(2);
const byKey = new Map(JSON.parse(fs.readFileSync(items, "utf8")).map((item) => [item.id, item]));
const system = {
  retrieveLocale: () => fs.readFileSync(locale, "utf8"),
  retrieveItem: (key) => byKey.get(key),
};
const formatted = styles.map((style) => {
  const engine = new CSL.Engine(system, fs.readFileSync(style, "utf8"), "en-US", false);
  engine.setOutputFormat("html");
  engine.updateItems([...byKey.keys()]);
  const [about, references] = engine.makeBibliography();
  return Object.fromEntries(about.entry_ids.map((keys, at) => [keys[0], references[at]]));
});
console.log(JSON.stringify(formatted));
