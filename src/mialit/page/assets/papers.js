// The papers of a list, as its other parts read them. They are stored in columns (data.py).

/** The data of the page; what stands in elements of its own is read when it is first asked for. */
function storedData() {
  const read = (id) => JSON.parse(byId(id).textContent);
  const data = read("data");
  for (const name of ["abstracts", "bibtex", "exports"]) {
    let part;
    Object.defineProperty(data, name, { get: () => (part ??= read(name)) });
  }
  return data;
}

/** A column (packing.py) as an array with a value a row, 0 for none. */
function unpacked(column, count) {
  if (Array.isArray(column)) return column;
  const values = new Array(count).fill(0);
  if (column?.at) column.at.forEach((number, row) => { if (number) values[row] = column.of[number - 1]; });
  else if (column) column.rows.forEach((row, index) => { values[row] = column.of[index]; });
  return values;
}

/** The columns of a list's papers, each unpacked when it is first asked for. */
class Columns {
  constructor(data) {
    this.data = data;
    this.known = new Map();
    const { values, rest } = data.stored;
    this.valueNames = data.fields.map(({ name }) => name).filter((name) => Object.hasOwn(values, name));
    this.restNames = Object.keys(rest);
  }

  /** The column called `name`; `kind` is "values" or "rest" for that of a field. */
  get(name, kind = "") {
    const id = `${kind} ${name}`;
    let column = this.known.get(id);
    if (!column) {
      const { stored, count } = this.data;
      column = unpacked(name === "abstract" ? this.data.abstracts : kind ? stored[kind][name] : stored[name], count);
      this.known.set(id, column);
    }
    return column;
  }

  /** An object with what a row has in the columns `names` of a kind. */
  gathered(kind, names, row) {
    const found = Object.create(null); // a field may have any name
    for (const name of names) {
      const value = this.get(name, kind)[row];
      if (value) found[name] = value;
    }
    return found;
  }
}

/**
 * One paper.
 *
 * `values` has by the name of a field its values, or their numbers where the field's are listed;
 * `rest` every other text that an export of it carries. What most parts never ask for is made when
 * it is asked for.
 */
class Paper {
  #values;
  #rest;
  #folded;
  #wide;

  constructor(list, row) {
    this.list = list;
    this.row = row;
    this.key = this.stored("key") || "";
    this.year = this.stored("year") || null;
    this.id = this.stored("id") || this.key; // where a link leads; a key that is shown for none is not enough
  }

  stored(name) {
    return this.list.stored.get(name)[this.row];
  }

  /** What is stored where it is not what one expects. */
  unexpected(name, expected) {
    const stated = this.stored(name);
    return stated === 0 ? expected : stated;
  }

  get keyless() { return Boolean(this.stored("keyless")); }

  get shownKey() { return this.key + (this.keyless ? NO_KEY : ""); }

  get title() { return this.stored("title") || ""; }

  get authors() { return this.stored("authors") || NONE; }

  get moreAuthors() { return Boolean(this.stored("moreAuthors")); }

  get preprint() { return Boolean(this.stored("preprint")); }

  get doi() { return this.stored("doi") || ""; }

  get eprint() { return this.stored("eprint") || ""; }

  get abstract() { return this.stored("abstract") || ""; }

  get released() { return this.values.released?.[0] ?? (this.stored("released") || ""); }

  /** The type of the entry, such as article. */
  get type() { return this.stored("type") || (this.list.valuesOf(this, "type")[0] ?? ""); }

  /** The venue's short name. */
  get venue() { return this.list.valuesOf(this, "venue")[0] ?? (this.stored("venue") || ""); }

  /** The web addresses of the authors' repositories. */
  get code() { return this.stored("code") || NONE; }

  /** What the entry states for them, web address or not. */
  get codeText() { return this.stored("codeText") || this.code; }

  get hasCode() { return this.codeText.length > 0; }

  get doiLink() { return this.unexpected("doiLink", this.doi && `https://doi.org/${this.doi}`); }

  get arxivLink() { return this.unexpected("arxivLink", this.eprint && `https://arxiv.org/abs/${this.eprint}`); }

  /** The address that the entry states. */
  get url() { return this.unexpected("url", this.arxivLink || this.doiLink); }

  /** Where the paper can be read. */
  get paper() { return this.unexpected("paper", this.url || this.doiLink || this.arxivLink); }

  get values() {
    const { stored } = this.list;
    return (this.#values ??= stored.gathered("values", stored.valueNames, this.row));
  }

  get rest() {
    const { stored } = this.list;
    return (this.#rest ??= stored.gathered("rest", stored.restNames, this.row));
  }

  /** What the program shows of any field, by its name (`shown_cell` in render/columns.py). */
  text(name) {
    const { list } = this;
    if (name === "code") return this.codeText.join(" ");
    if (name === "venue" && !this.values.venue) return this.venue;
    const field = list.fields.get(name);
    if (field) return list.valuesOf(this, name).join(field.form === "urls" ? " " : "; ");
    switch (name) {
      case "key": return this.shownKey;
      case "author": case "authors": return this.authors.join("; ");
      case "preprint": return this.preprint ? "yes" : "no";
      case "year": return String(this.year ?? "");
      case "type": case "title": case "doi": case "eprint": case "url": case "abstract": return this[name];
      default: return this.rest[name] ?? "";
    }
  }

  /** The six lines that a text search looks at. */
  get folded() { return (this.#folded ??= foldedLines(this)); }

  /** What else the paper says in words, such as its abstract, folded, on one line. */
  wide() {
    return (this.#wide ??= FIELDS.flatMap((name) => wideTexts(this, name)).filter(Boolean).map(fold).join(APART));
  }
}

const NONE = [];

/** The lines of `Record.folded`: title; earlier title; authors; venue; other values; key and numbers. */
function foldedLines(paper) {
  const { list, values, authors } = paper;
  return [
    fold(paper.title),
    values.formerly ? fold(values.formerly.join(" ")) : "",
    fold([authors.join(" "), ...authors.flatMap(spelledOut)].join(" ")),
    list.fields.get("venue")?.values ? list.spelled("venue", values.venue) : fold((values.venue ?? NONE).join(" ")),
    list.subjects.map((name) => list.spelled(name, values[name])).join(" "),
    handles(paper),
  ];
}

/** What matches whole: key, year and identifiers, each one word; and the names of repositories. */
function handles({ key, year, doi, eprint, code }) {
  const whole = [squash(key), String(year ?? ""), squash(doi), squash(eprint)];
  if (!code.length) return whole.filter(Boolean).join(" ");
  const repositories = code.map((link) => link.replace(/\/+$/, "").split("/").at(-1).replace(/\.git$/, ""));
  return [...whole, ...wordsOf(repositories.join(" ")).filter((word) => !isDigits(word))].filter(Boolean).join(" ");
}

/** What a paper says in words in a field that its six lines do not hold. */
function wideTexts(paper, name) {
  if (name === "abstract") return [paper.abstract];
  if (name === TAGS && paper.values[name]) return paper.list.valuesOf(paper, name);
  return [paper.rest[name]];
}

// ---------------------------------------------------------------- what the first letter typed needs

/** Makes, step by step, what a search needs. */
function* preparation(list) {
  for (const paper of list.papers) yield paper.folded;
  yield list.search;
  for (const paper of list.papers) yield paper.wide();
  yield list.search.index.widePostings;
}

/** Does the steps whenever the browser has nothing else to do. */
function whenIdle(steps) {
  const SLICE = 10; // ms, where the browser does not say how long it has
  const later = globalThis.requestIdleCallback ?? ((go) => setTimeout(() => {
    const end = performance.now() + SLICE;
    go({ timeRemaining: () => end - performance.now() });
  }, SLICE));
  const go = (idle) => {
    while (idle.timeRemaining() > 1) if (steps.next().done) return;
    later(go);
  };
  later(go);
}
