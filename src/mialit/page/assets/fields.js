// The names of fields as a person may type them, and what a paper says in a field. Mirrors
// records/naming.py and vocabulary/model.py of mialit; what the vocabulary knows besides the fields
// that the page shows is in `data.language` (language.py).

const SPECIAL_FILTERS = ["has", "no", "is"];
const ALSO_CALLED = { authors: "author", arxiv: "eprint", link: "url", paper: "url" };
const OF_PAPERS = ["year", "title", "type", "doi", "eprint", "url"]; // what a paper says beside its fields

/** The fields of a list. */
class FieldNames {
  constructor(list) {
    const { known, declared, standard, curated, withheld } = list.data.language;
    this.list = list;
    this.declared = declared;
    this.curated = curated;
    this.standard = new Set(standard);
    this.specs = new Map(Object.entries(known).map(([name, about]) => [name, new FieldSpec(name, about)]));
    const names = [...this.specs.values()].flatMap((spec) => [...spec.names, spec.label].map((called) => [fold(called), spec.name]));
    this.called = new Map([...names.reverse(), ...[...this.specs.keys()].map((name) => [fold(name), name])]);
    this.stated = new Set(list.stored.restNames);
    this.withheld = new Set(withheld); // papers have them, and the page does not carry them
    this.carried = new Map();
  }

  /** The field that a name asks for; "" where no field of entries is called so. */
  named(asked) {
    const name = asked.trim().toLowerCase();
    if (Object.hasOwn(OWN, name) || this.specs.has(name)) return name;
    if (Object.hasOwn(ALSO_CALLED, name) && !this.declared.includes(name)) return ALSO_CALLED[name];
    if ([this.standard, this.stated, this.withheld].some((names) => names.has(name))) return name;
    const folded = fold(asked);
    return this.called.get(folded) ?? Object.keys(OWN).find((own) => fold(OWN[own]) === folded) ?? "";
  }

  /** The names that a filter may have, sorted; entries' other fields may be asked for too. */
  get filters() {
    return [...new Set([...Object.keys(OWN), ...this.declared, ...SPECIAL_FILTERS])].sort();
  }

  /** The values that papers have in a field, sorted. */
  carriedIn(field) {
    if (!this.carried.has(field)) {
      const values = this.list.papers.flatMap((paper) => (field === "type" && !this.specs.has(field) ? [paper.type] : this.values(paper, field)));
      this.carried.set(field, [...new Set(values)].sort());
    }
    return this.carried.get(field);
  }

  /** The values of a paper in a field that the vocabulary knows. */
  values(paper, field) {
    if (field === "code") return paper.codeText;
    if (this.list.fields.has(field)) return this.list.valuesOf(paper, field);
    if (field === "venue") return paper.venue ? [paper.venue] : [];
    if (field === "released") return paper.released ? [paper.released] : [];
    if (field === TAGS) return paper.rest[TAGS]?.split("; ") ?? [];
    return [];
  }

  /** All texts of a paper in a field. */
  texts(paper, field) {
    if (field === "title") return [paper.title];
    if (field === "abstract") return [paper.abstract];
    if (field === TAGS) return this.values(paper, TAGS);
    return [...this.values(paper, field), paper.rest[field] ?? ""];
  }

  /** Whether a paper says something in a field. */
  has(paper, field) {
    if (field === "key") return !paper.keyless;
    if (field === "author") return paper.authors.length > 0;
    if (OF_PAPERS.includes(field)) return Boolean(paper[field]);
    return this.texts(paper, field).some(Boolean);
  }
}

/** A field as the vocabulary knows it. */
class FieldSpec {
  constructor(name, { label, form, names = [], values = [] }) {
    Object.assign(this, { name, label, form, names, declared: values.map(([value]) => value) });
    // An earlier value has its spellings, and a value its own name, before others.
    const spelled = values.flatMap((spellings) => spellings.map((text) => [squash(text), spellings[0]]));
    this.spellings = new Map([...spelled.reverse(), ...this.declared.map((value) => [squash(value), value])]);
  }

  /** The declared value that a text spells; undefined where there is none. */
  value(text) {
    return this.spellings.get(squash(text));
  }
}
