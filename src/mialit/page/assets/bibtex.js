// BibTeX of chosen papers, joined exactly as `mialit export` joins it (bibtex_export.py).

const LONGEST_CHAIN = 5; // steps of a chain of cross-references that are put in order

/** The source of an entry: the texts of its frame, its values between them (bibtex_sources.py). */
function sourceOf({ bibtex, papers, texts }, row) {
  const { frame, values } = bibtex.entries[row];
  return bibtex.frames[frame].map((before, index) => {
    const value = values[index] ?? "";
    if (value !== 0) return before + textOf(value, texts);
    const [name] = /[\w-]+(?=[ \t]*=[ \t]*[{"]?$)/.exec(before) ?? ["key"];
    return before + written(papers[row], name.toLowerCase());
  }).join("");
}

/** What a paper says, as its entry writes it (`_written` in data.py). */
function written(paper, name) {
  if (name === "author") return [...paper.authors, ...(paper.moreAuthors ? ["others"] : [])].join(" and ");
  if (name === "pages") return paper.rest.pages.replaceAll("–", "--");
  return String(paper[name] ?? paper.rest?.[name] ?? "");
}

/** The text of the .bib for some papers (by row, in any order: it comes in file order). */
function joinBibtex(data, rows) {
  const { entries, strings, preambles } = data.bibtex;
  const entry = (row) => entries[row];
  const inFile = [...rows].sort((a, b) =>
    (entry(a).library ?? 0) - (entry(b).library ?? 0) || entry(a).at - entry(b).at);
  const keys = new Set();
  const chosen = inFile.filter((row) => !keys.has(entry(row).key) && keys.add(entry(row).key));
  const name = (row) => `${entry(row).library ?? 0} ${entry(row).key.toLowerCase()}`;

  // The entries that these refer to, behind them; the list grows while it is walked.
  const present = new Set(chosen.map(name));
  for (const row of chosen) {
    const { parent } = entry(row);
    if (parent !== undefined && !present.has(name(parent))) {
      present.add(name(parent));
      chosen.push(parent);
    }
  }
  const ordered = parentsLast(chosen, (row) => entry(row).parent, name);
  const libraries = [...new Set(ordered.map((row) => entry(row).library ?? 0))];
  const heads = [
    ...neededStrings(ordered.map(entry), libraries, strings, preambles),
    ...new Set(libraries.flatMap((library) =>
      preambles.filter((each) => each.library === library).map((each) => each.source))),
  ];
  const bodies = ordered.map((row) => sourceOf(data, row));
  const newline = bodies.some((body) => body.includes("\r\n")) ? "\r\n" : "\n";
  return heads.map((head) => head + newline).join("") +
    (heads.length && bodies.length ? newline : "") +
    bodies.map((body) => body + newline).join(newline);
}

/** Rows with every entry after all that refer to it; otherwise the order stays. */
function parentsLast(rows, parentOf, name) {
  const depth = new Map(rows.map((row) => [name(row), 0]));
  const pairs = rows.filter((row) => parentOf(row) !== undefined)
    .map((row) => [name(row), name(parentOf(row))]);
  for (let step = 0; step < LONGEST_CHAIN; step += 1) {
    for (const [child, parent] of pairs) {
      if (!depth.has(parent)) continue;
      const deeper = Math.min(depth.get(child) + 1, LONGEST_CHAIN);
      depth.set(parent, Math.max(depth.get(parent), deeper));
    }
  }
  return [...rows].sort((a, b) => depth.get(name(a)) - depth.get(name(b)));
}

/** Sources of the `@string`s that entries and preambles use; of two files' equal names the first's. */
function neededStrings(entries, libraries, strings, preambles) {
  const owner = new Map();
  const sources = [];
  for (const library of libraries) {
    const users = [
      ...entries.filter((each) => (each.library ?? 0) === library),
      ...preambles.filter((each) => each.library === library),
    ];
    const used = new Set(users.flatMap((user) => user.strings ?? []));
    strings.forEach((each, number) => {
      if (!used.has(number)) return;
      if (!owner.has(each.name)) owner.set(each.name, library);
      if (owner.get(each.name) === library) sources.push(each.source);
    });
  }
  return sources;
}

/** The bytes of a .bib: UTF-8, and single surrogates U+DC80-U+DCFF as the bytes they stand for. */
function bytesOf(text) {
  const encoder = new TextEncoder();
  const parts = [];
  let start = 0;
  for (const found of text.matchAll(/(?<![\ud800-\udbff])[\udc80-\udcff]/g)) {
    parts.push(encoder.encode(text.slice(start, found.index)));
    parts.push(Uint8Array.of(text.charCodeAt(found.index) - 0xdc00));
    start = found.index + 1;
  }
  parts.push(encoder.encode(text.slice(start)));
  return parts;
}
