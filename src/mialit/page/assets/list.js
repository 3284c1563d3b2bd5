// The list: its papers, fields and facets.

/** The list's papers, fields and facets, made ready once. */
class List {
  constructor(data) {
    this.data = data;
    this.ownColumns = data.columns.map(({ name }) => name);
    this.columns = data.columns; // those that are shown
    this.choices = [...data.columns, ...data.furtherColumns];
    this.choiceNamed = new Map(this.choices.map((column) => [column.name, column]));
    this.fields = new Map(data.fields.map((field) => [field.name, field]));
    this.subjects = data.fields.filter(({ form, name }) => form === "vocabulary" && name !== "venue").map(({ name }) => name);
    this.spellings = new Map(data.fields.map(({ name }) => [name, new Map()]));
    this.spelledAs = new Map(); // by field, then value
    this.derived = data.fields.some((field) => field.offered !== undefined); // nobody declared them
    this.stored = new Columns(data);
    this.papers = Array.from({ length: data.count }, (_, row) => new Paper(this, row));
    data.papers = this.papers; // for bibtex.js
    this.rowOf = new Map(this.papers.map((paper, row) => [paper.id, row]).reverse());
    const years = this.papers.map((paper) => paper.year).filter(Boolean);
    this.firstYear = years.reduce((a, b) => Math.min(a, b), 9999);
    this.lastYear = years.reduce((a, b) => Math.max(a, b), 0);
  }

  /** What a reader narrows the list by; of no use to the list and its search themselves. */
  get facets() {
    return (this.madeFacets ??= makeFacets(this));
  }

  get facetNamed() {
    return (this.facetsByName ??= new Map(this.facets.map((facet) => [facet.name, facet])));
  }

  /** The list's search; its index is made when it is first asked for. */
  get search() {
    return (this.searched ??= new Search(this));
  }

  /** The names of fields, as a query may have them. */
  get names() {
    return (this.named ??= new FieldNames(this));
  }

  /** All spellings of values, by their numbers, of a field whose values are listed; folded. */
  spelled(name, numbers) {
    if (!numbers) return "";
    const known = this.spellings.get(name); // by list of numbers: papers mostly share theirs
    let text = known.get(numbers);
    if (text === undefined) {
      const { values } = this.fields.get(name);
      text = numbers.map((number) => fold(this.spellingsOf(name, values[number].name).join(" "))).join(" ");
      known.set(numbers, text);
    }
    return text;
  }

  /** A value of a field as it is spelled, its own name first. */
  spellingsOf(name, value) {
    if (!this.spelledAs.has(name)) {
      const { values = [] } = this.data.language.known[name] ?? {};
      this.spelledAs.set(name, new Map(values.map((spellings) => [spellings[0], spellings])));
    }
    return this.spelledAs.get(name).get(value) ?? [value];
  }

  /** The names of a paper's values in a field. */
  valuesOf(paper, name) {
    const values = paper.values[name] ?? [];
    const known = this.fields.get(name)?.values;
    return known ? values.map((number) => known[number].name) : values;
  }
}
