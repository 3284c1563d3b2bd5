// What is asked of the page, and its address: #q=label&kind=attack&year=2019-2020&sort=title.

/** The list's papers, fields and facets, made ready once. */
class List {
  constructor(data) {
    this.data = data;
    this.columns = data.columns;
    this.papers = data.papers;
    this.fields = new Map(data.fields.map((field) => [field.name, field]));
    this.derived = data.fields.some((field) => field.offered !== undefined); // nobody declared them
    this.papers.forEach((paper, row) => {
      this.complete(paper);
      data.bibtex.entries[row].key ??= paper.key;
    });
    this.rowOf = new Map(this.papers.map((paper, row) => [paper.id, row]).reverse());
    this.facets = this.makeFacets();
    const years = this.papers.map((paper) => paper.year).filter(Boolean);
    this.firstYear = years.reduce((a, b) => Math.min(a, b), 9999);
    this.lastYear = years.reduce((a, b) => Math.max(a, b), 0);
    this.search = new Search(this.papers, data.synonyms, (filter) => this.test(filter));
  }

  /** Fills in what the data leaves out, and the six lines that a text search looks at. */
  complete(paper) {
    paper.id ??= paper.key; // where a link leads; a key that is shown for none is not enough
    paper.shownKey = paper.key + (paper.keyless ? " (no key)" : "");
    const stated = this.data.fields.map(({ name }, number) => [name, paper.values?.[number]]);
    paper.values = Object.fromEntries(stated.filter(([, values]) => values));
    paper.authors ??= [];
    paper.code ??= [];
    paper.title ??= "";
    paper.released = paper.values.released?.[0] ?? paper.released;
    for (const [name, text] of Object.entries(paper.rest ?? {})) paper.rest[name] = textOf(text, this.data.texts);
    expectAddresses(paper);
    const spelled = (name) =>
      (paper.values[name] ?? []).map((number) => this.fields.get(name).values[number].folded).join(" ");
    const subjects = this.data.fields.filter((field) => field.form === "vocabulary" && field.name !== "venue");
    paper.folded = [
      fold(paper.title),
      fold((paper.values.formerly ?? []).join(" ")),
      fold([paper.authors.join(" "), ...paper.authors.flatMap(spelledOut)].join(" ")),
      this.fields.get("venue")?.values ? spelled("venue") : fold((paper.values.venue ?? []).join(" ")),
      subjects.map((field) => spelled(field.name)).join(" "),
      this.names(paper),
    ];
    let wide;
    paper.wide = () => (wide ??= FIELDS.flatMap((name) => this.wideTexts(paper, name)).filter(Boolean).map(fold).join(APART));
  }

  /** What a paper says in words in a field that its six lines do not hold. */
  wideTexts(paper, name) {
    if (name === "abstract") return [paper.abstract];
    if (name === TAGS && paper.values[name]) return this.valuesOf(paper, name);
    return [paper.rest?.[name]];
  }

  /** What matches whole: key, year and identifiers, each one word; and the names of repositories. */
  names({ key, year, doi, eprint, code }) {
    const whole = [squash(key), String(year ?? ""), squash(doi ?? ""), squash(eprint ?? "")];
    const repositories = code.map((link) => link.replace(/\/+$/, "").split("/").at(-1).replace(/\.git$/, ""));
    return [...whole, ...wordsOf(repositories.join(" ")).filter((word) => !isDigits(word))].filter(Boolean).join(" ");
  }

  /** The names of a paper's values in a field. */
  valuesOf(paper, name) {
    const values = paper.values[name] ?? [];
    const known = this.fields.get(name)?.values;
    return known ? values.map((number) => known[number].name) : values;
  }

  /**
   * One facet a field of values, then code and state. `of` gives the numbers of its options.
   *
   * Of fields that nobody declared, only the first values are offered; then, code and state are
   * facets only where papers differ in them.
   */
  makeFacets() {
    const facets = [];
    for (const field of this.data.fields) {
      if (!field.values) continue;
      const options = offeredValues(field).map(({ name, title }) => ({ value: name, label: name, title }));
      const facet = { name: field.name, label: field.label, options };
      if (this.papers.some((paper) => !paper.values[field.name]?.length)) {
        options.push({ value: "", label: "not stated" });
      }
      const none = [options.length - 1];
      facet.of = (paper) => offeredNumbers(field, paper.values[field.name]) ?? none;
      facets.push(facet);
    }
    const two = (name, label, options, first) => facets.push({
      name, label, of: (paper) => [first(paper) ? 0 : 1],
      options: options.map(([value, text]) => ({ value, label: text })),
    });
    if (this.fields.has("code")) {
      two("has", "Code", [["code", "with code"], ["no-code", "without"]], (paper) => paper.hasCode);
    }
    two("is", "State", [["published", "published"], ["preprint", "preprint"]], (paper) => !paper.preprint);
    // The numbers of each paper's options once, not at every letter typed.
    for (const facet of facets) facet.numbers = this.papers.map(facet.of);
    const tells = (facet) => !this.derived || facet.numbers.some(([first]) => first !== facet.numbers[0][0]);
    return facets.filter((facet) => facet.options.length > 1 && tells(facet));
  }

  /** A test of a row for a filter typed into the query; null for an unknown field. */
  test({ name, values }) {
    const { papers } = this;
    const any = (accepts) => (row) => values.some((value) => accepts(papers[row], value));
    if (name === "year") {
      return any((paper, value) => {
        const range = /^(\d{4})?(?:(?:-|\.\.)(\d{4})?)?$/.exec(value);
        if (!range || !paper.year) return false;
        const single = !/-|\.\./.test(value);
        return paper.year >= (range[1] ?? 0) && paper.year <= (single ? range[1] : range[2] ?? 9999);
      });
    }
    if (name === "has" || name === "no") {
      return any((paper, value) => {
        const there = value === "code" ? paper.hasCode : value === "key" ? !paper.keyless
          : Boolean(paper[value] ?? paper.values[value] ?? paper.rest?.[value]);
        return there === (name === "has");
      });
    }
    if (name === "is") return any((paper, value) => "preprint".startsWith(value) === Boolean(paper.preprint));
    if (name === "author" || name === "authors") {
      return any((paper, value) => paper.authors.some((author) => [author, ...spelledOut(author)].some((name) =>
        [value, ...spelledOut(value)].some((asked) => wordsOf(asked).every((word) => ` ${fold(name)}`.includes(` ${word}`))))));
    }
    if (name === "title") return any((paper, value) => ` ${paper.folded[TITLE]}`.includes(` ${fold(value)}`));
    if (name === "key") return any((paper, value) => paper.key.toLowerCase().includes(value.toLowerCase()));
    const field = this.fields.get(name) ?? this.data.fields.find((each) => each.names?.includes(name));
    if (!field?.values) return null;
    const numbers = new Map(values.map((value) => [value, this.numbersFor(field, value)]));
    return any((paper, value) => (paper.values[field.name] ?? []).some((number) => numbers.get(value).has(number)));
  }

  /** The values that a text asks for: one so called, or spelled, else all with a word so begun. */
  numbersFor(field, text) {
    const asked = squash(text);
    const numbers = field.values.map((_, number) => number);
    const exact = numbers.filter((number) => squash(field.values[number].name) === asked);
    const begun = (spellings) => (number) => ` ${spellings(field.values[number])}`.includes(` ${fold(text)}`);
    if (exact.length) return new Set(exact);
    const named = numbers.filter(begun((value) => fold(value.name)));
    return new Set(named.length ? named : numbers.filter(begun((value) => value.folded)));
  }
}

/** A text that stands itself, or a number, from 1, among the texts that occur several times. */
const textOf = (text, texts) => (typeof text === "number" ? texts[text - 1] : text);

/** Fills in the addresses that follow from what a paper says; others are stated, "" for none. */
function expectAddresses(paper) {
  paper.doiLink ??= paper.doi ? `https://doi.org/${paper.doi}` : "";
  paper.arxivLink ??= paper.eprint ? `https://arxiv.org/abs/${paper.eprint}` : "";
  paper.url ??= paper.arxivLink || paper.doiLink;
  paper.paper ??= paper.url || paper.doiLink || paper.arxivLink;
  paper.hasCode ??= paper.code.length > 0;
}

/** The values of a field that a reader is offered: all but of one that nobody declared. */
const offeredValues = (field) => field.values.slice(0, field.offered);

/** Those of a paper's values that are offered; undefined where it has none at all. */
const offeredNumbers = (field, numbers) =>
  (field.offered < field.values.length ? numbers?.filter((number) => number < field.offered) : numbers);

const CLASSIC_SORTS = { year: -1, released: -1 }; // newest first where nothing else is asked

/** A state without anything asked. */
function emptyState() {
  return { query: "", facets: new Map(), from: null, to: null, sort: "", paper: "", chosen: new Set(), axes: null };
}

/** The state that an address stands for; what does not fit the list is passed over. */
function readState(hash, list) {
  const state = emptyState();
  const parts = new URLSearchParams(hash.replace(/^#/, ""));
  state.query = parts.get("q") ?? "";
  const years = /^(\d{4})?-(\d{4})?$|^(\d{4})$/.exec(parts.get("year") ?? "");
  if (years) {
    state.from = Number(years[1] ?? years[3]) || null;
    state.to = Number(years[2] ?? years[3]) || null;
  }
  for (const facet of list.facets) {
    const asked = parts.getAll(facet.name);
    const numbers = facet.options.map((_, number) => number)
      .filter((number) => asked.includes(facet.options[number].value || "-"));
    if (numbers.length) state.facets.set(facet.name, new Set(numbers));
  }
  const sort = parts.get("sort") ?? "";
  if (list.columns.some((column) => column.name === sort.replace(/^-/, ""))) state.sort = sort;
  if (list.rowOf.has(parts.get("paper"))) state.paper = parts.get("paper");
  for (const key of parts.getAll("chosen")) if (list.rowOf.has(key)) state.chosen.add(list.rowOf.get(key));
  const axes = (parts.get("matrix") ?? "").split(",");
  const known = axisNames(list);
  if (axes.length === 2 && axes.every((name) => known.includes(name))) state.axes = axes;
  return state;
}

/** The address of a state, "#" for an empty one. */
function writeState(state, list) {
  const parts = new URLSearchParams();
  if (state.query.trim()) parts.set("q", state.query.trim());
  if (state.from || state.to) {
    parts.set("year", state.from === state.to ? String(state.from) : `${state.from ?? ""}-${state.to ?? ""}`);
  }
  for (const facet of list.facets) {
    for (const number of state.facets.get(facet.name) ?? []) {
      parts.append(facet.name, facet.options[number].value || "-");
    }
  }
  if (state.sort) parts.set("sort", state.sort);
  if (state.axes) parts.set("matrix", state.axes.join(","));
  for (const row of state.chosen) parts.append("chosen", list.papers[row].id);
  if (state.paper) parts.set("paper", state.paper);
  return `#${parts}`;
}

const axisNames = (list) => [...list.data.fields.filter((field) => field.values).map((field) => field.name), "year"];

/**
 * Which papers a state shows, best or newest first, and how many each option of each facet has.
 *
 * A facet's counts are of the papers that pass everything but that facet itself, so that they say
 * what choosing one more value would bring.
 */
function choose(list, state, found) {
  const { papers, facets } = list;
  const wanted = facets.map((facet) => state.facets.get(facet.name) ?? null);
  const counts = facets.map((facet) => new Uint32Array(facet.options.length));
  const years = new Map();
  const [rowsAxis, columnsAxis] = axesOf(list, state).map((axis) => axisNumber(list, axis));
  const crossed = []; // papers that pass everything but the two fields of the matrix
  const rows = [];
  const YEAR = facets.length;
  const visit = (row) => {
    const paper = papers[row];
    let failed = 0;
    let which = -1;
    let beside = 0; // facets that fail and are none of the matrix's
    for (let number = 0; number <= YEAR; number += 1) {
      const passes = number === YEAR ? inYears(paper, state)
        : !wanted[number] || facets[number].numbers[row].some((option) => wanted[number].has(option));
      if (passes) continue;
      failed += 1;
      which = number;
      if (number !== rowsAxis && number !== columnsAxis) beside += 1;
      if (failed > 2) return;
    }
    if (!beside) crossed.push(row);
    if (failed > 1) return;
    if (!failed) rows.push(row);
    for (let number = 0; number < YEAR; number += 1) {
      if (failed && which !== number) continue;
      const options = facets[number].numbers[row];
      for (let index = 0; index < options.length; index += 1) counts[number][options[index]] += 1;
    }
    if ((!failed || which === YEAR) && paper.year) years.set(paper.year, (years.get(paper.year) ?? 0) + 1);
  };
  if (found) for (const hit of found.hits) visit(hit.row);
  else for (let row = 0; row < papers.length; row += 1) visit(row);
  if (state.sort) sortRows(list, rows, state.sort);
  return { rows, counts, years, crossed };
}

const inYears = (paper, { from, to }) =>
  (!from || (paper.year && paper.year >= from)) && (!to || (paper.year && paper.year <= to));

const axisNumber = (list, name) =>
  (name === "year" ? list.facets.length : list.facets.findIndex((facet) => facet.name === name));

const axesOf = (list, state) => state.axes ?? list.data.matrix;

/** Sorts rows by a column, `-` before it for the other direction; papers without a value last. */
function sortRows(list, rows, sort) {
  const name = sort.replace(/^-/, "");
  const sign = (sort.startsWith("-") ? -1 : 1) * (CLASSIC_SORTS[name] ?? 1);
  const key = (row) => {
    const paper = list.papers[row];
    if (name === "year") return paper.year ?? null;
    if (name === "url") return paper.paper ? 0 : 1;
    if (name === "code") return paper.hasCode ? 0 : 1;
    const text = name in paper.values ? list.valuesOf(paper, name).join("; ") : paper[name];
    return Array.isArray(text) ? fold(text.join(" ")) || null : text ? fold(String(text)) : null;
  };
  const keys = new Map(rows.map((row) => [row, key(row)]));
  rows.sort((a, b) => {
    const [first, second] = [keys.get(a), keys.get(b)];
    if (first === null || second === null) return (first === null) - (second === null) || a - b;
    return sign * (first < second ? -1 : first > second ? 1 : 0) || a - b;
  });
}
