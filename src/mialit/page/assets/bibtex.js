// BibTeX of chosen papers, joined exactly as `mialit export` joins it (bibtex_export.py).

const LONGEST_CHAIN = 5; // steps of a chain of cross-references that are put in order

/** The entries of the list, made of their columns when they are first asked for. */
function entriesOf(data) {
  const { bibtex, papers } = data;
  bibtex.listed ??= (() => {
    const { count, entries } = bibtex;
    const [keys, at, library, frame, values, parent, strings] =
      ["key", "at", "library", "frame", "values", "parent", "strings"].map((name) => unpacked(entries[name], count));
    return keys.map((key, row) => ({
      key: key === 0 ? papers[row].key : key,
      at: at[row], library: library[row], frame: frame[row], values: values[row] || NONE,
      parent: parent[row] ? parent[row] - 1 : undefined, strings: strings[row] || NONE,
    }));
  })();
  return bibtex.listed;
}

/** The source of an entry: the texts of its frame, and what stands between them (bibtex_sources.py). */
function sourceOf(data, row) {
  const { frames, texts } = data.bibtex;
  const { frame, values } = entriesOf(data)[row];
  let next = 0;
  return frames[frame].map((part, index) => {
    if (index % 2 === 0) return part;
    if (part !== 0) return written(data.papers[row], part);
    const value = values[next++];
    return typeof value === "number" ? texts[value - 1] : value;
  }).join("");
}

/** What a paper says, as its entry writes it (`_written` in data.py). */
function written(paper, name) {
  if (name === "key") return paper.key;
  if (name === "author") return [...paper.authors, ...(paper.moreAuthors ? ["others"] : [])].join(" and ");
  if (name === "pages") return paper.text(name).replaceAll("–", "--");
  return paper.text(name);
}

/** The text of the .bib for some papers (by row, in any order: it comes in file order). */
function joinBibtex(data, rows) {
  const { strings, preambles } = data.bibtex;
  const entries = entriesOf(data);
  const entry = (row) => entries[row];
  const inFile = [...rows].sort((a, b) =>
    entry(a).library - entry(b).library || entry(a).at - entry(b).at);
  const keys = new Set();
  const chosen = inFile.filter((row) => !keys.has(entry(row).key) && keys.add(entry(row).key));
  const name = (row) => `${entry(row).library} ${entry(row).key.toLowerCase()}`;

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
  const libraries = [...new Set(ordered.map((row) => entry(row).library))];
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
      ...entries.filter((each) => each.library === library),
      ...preambles.filter((each) => each.library === library),
    ];
    const used = new Set(users.flatMap((user) => user.strings ?? NONE));
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
