// JSON of chosen papers, as `mialit list --format json` prints it (`facts` in render/data_formats.py).

/** The text of the JSON: an array with a line for each paper. */
function joinJson(list, rows) {
  if (!rows.length) return "[]\n";
  return `[\n${rows.map((row) => jsonText(factsOf(list, row))).join(",\n")}\n]\n`;
}

/** A value as Python's json writes it: with a blank behind commas and colons. */
function jsonText(value) {
  if (Array.isArray(value)) return `[${value.map(jsonText).join(", ")}]`;
  if (value instanceof Map) return `{${[...value].map(([name, each]) => `${JSON.stringify(name)}: ${jsonText(each)}`).join(", ")}}`;
  return JSON.stringify(value);
}

/** What JSON says of a paper, by name; the vocabulary's own fields behind those of every list. */
function factsOf(list, row) {
  const paper = list.papers[row];
  const { sources, declared } = list.data.exports;
  const several = (name) => {
    if (name === "code") return paper.codeText;
    if (name === "keywords" && !list.fields.has(name)) return paper.rest[name]?.split("; ") ?? [];
    return list.valuesOf(paper, name);
  };
  const facts = new Map(Object.entries({
    key: paper.key,
    type: paper.type,
    title: paper.title,
    authors: paper.authors,
    year: paper.year,
    released: paper.released || null,
    kind: several("kind"),
    knowledge: several("knowledge"),
    target: several("target"),
    venue: paper.venue || null,
    preprint: paper.preprint,
    url: paper.url || null,
    code: several("code"),
    doi: paper.doi || null,
    eprint: paper.eprint || null,
    authors_complete: !paper.moreAuthors,
    keywords: several("keywords"),
    source: sources[exportColumn(list, "source")[row] - 1],
    line: exportColumn(list, "line")[row],
    provisional_key: paper.keyless,
  }));
  for (const [name, isList] of declared) {
    if (!facts.has(name)) facts.set(name, isList ? several(name) : several(name)[0] ?? null);
  }
  return facts;
}

/** A column of what only exports say of papers (page/exports.py). */
function exportColumn(list, name) {
  list.exported ??= new Map();
  if (!list.exported.has(name)) list.exported.set(name, unpacked(list.data.exports[name], list.data.count));
  return list.exported.get(name);
}
