// The list: its papers, fields and facets.

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
    this.search = new Search(this.papers, data.synonyms, (filter) => filterTest(this, filter));
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
