// The list: its papers, fields and facets.

/** The list's papers, fields and facets, made ready once. */
class List {
  constructor(data) {
    this.data = data;
    this.columns = data.columns;
    this.fields = new Map(data.fields.map((field) => [field.name, field]));
    this.derived = data.fields.some((field) => field.offered !== undefined); // nobody declared them
    this.stored = new Columns(data);
    this.papers = Array.from({ length: data.count }, (_, row) => new Paper(this, row));
    data.papers = this.papers; // for bibtex.js
    this.rowOf = new Map(this.papers.map((paper, row) => [paper.id, row]).reverse());
    this.facets = this.makeFacets();
    const years = this.papers.map((paper) => paper.year).filter(Boolean);
    this.firstYear = years.reduce((a, b) => Math.min(a, b), 9999);
    this.lastYear = years.reduce((a, b) => Math.max(a, b), 0);
  }

  /** The list's search; its index is made when it is first asked for. */
  get search() {
    return (this.searched ??= new Search(this));
  }

  /** The names of fields, as a query may have them. */
  get names() {
    return (this.named ??= new FieldNames(this));
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

/** The values of a field that a reader is offered: all but of one that nobody declared. */
const offeredValues = (field) => field.values.slice(0, field.offered);

/** Those of a paper's values that are offered; undefined where it has none at all. */
const offeredNumbers = (field, numbers) =>
  (field.offered < field.values.length ? numbers?.filter((number) => number < field.offered) : numbers);
