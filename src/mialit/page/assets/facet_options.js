// The facets: by which values a reader narrows the list.

/** A field by whose values papers are chosen. */
class Facet {
  /** `options` are the values, the one of papers without any last; `numbers` has those of each paper. */
  constructor(name, label, options, numbers) {
    this.name = name;
    this.label = label;
    this.options = options;
    this.numbers = numbers;
  }

  /** The number of a value; undefined where the facet does not have it. */
  numberOf(value) {
    this.places ??= new Map(this.options.map((option, number) => [option.value, number]));
    return this.places.get(value);
  }

  /** The options' numbers by how many papers of the whole list have them; "not stated" last. */
  get ranked() {
    if (!this.order) {
      const totals = new Uint32Array(this.options.length);
      for (const numbers of this.numbers) for (const number of numbers) totals[number] += 1;
      const last = (number) => (this.options[number].value ? 0 : 1);
      this.order = [...totals.keys()].sort((a, b) => last(a) - last(b) || totals[b] - totals[a] || a - b);
    }
    return this.order;
  }
}

/**
 * One facet a field of values, then authors, code and state.
 *
 * Of a list that nobody described, code and state are facets only where papers differ in them.
 */
function makeFacets(list) {
  const { papers } = list;
  const facets = list.data.fields.filter((field) => field.values).map((field) => withoutValues(
    field.name, field.label, field.values.map(({ name, title }) => ({ value: name, label: name, title })),
    papers.map((paper) => paper.values[field.name])));
  facets.push(authorFacet(papers));
  const two = (name, label, options, isFirst) => facets.push(new Facet(
    name, word(label), options.map((value) => ({ value, label: word(`facet.${value}`) })),
    papers.map((paper) => [isFirst(paper) ? 0 : 1])));
  if (list.fields.has("code")) two("has", "facet.has", ["code", "no-code"], (paper) => paper.hasCode);
  two("is", "facet.is", ["published", "preprint"], (paper) => !paper.preprint);
  const tells = ({ numbers }) => !list.derived || numbers.some(([first]) => first !== numbers[0][0]);
  return facets.filter((facet) => facet.options.length > 1 && tells(facet));
}

/** A facet whose papers may lack a value; there is an option for those, if any do. */
function withoutValues(name, label, options, numbers) {
  const none = [options.length];
  if (numbers.some((some) => !some?.length)) options.push({ value: "", label: word("facet.not-stated") });
  return new Facet(name, label, options, numbers.map((some) => (some?.length ? some : none)));
}

const isAscii = (text) => /^[\x00-\x7f]*$/.test(text);

/** Papers by their authors; a name is the same with and without accents. */
function authorFacet(papers) {
  const spelled = new Map(); // each spelling is folded once
  const known = new Map();
  const options = [];
  const numberOf = (name) => {
    let number = spelled.get(name);
    if (number === undefined) {
      const folded = fold(name);
      number = known.get(folded);
      if (number === undefined) {
        number = options.push({ value: name, label: nameAsRead(name) }) - 1;
        known.set(folded, number);
      } else if (isAscii(options[number].value) && !isAscii(name)) {
        options[number] = { value: name, label: nameAsRead(name) }; // the accents are what one leaves out
      }
      spelled.set(name, number);
    }
    return number;
  };
  const numbers = papers.map(({ authors }) => (authors.length > 1 ? [...new Set(authors.map(numberOf))] : authors.map(numberOf)));
  const count = options.length;
  const facet = withoutValues("author", word("authors"), options, numbers);
  const none = facet.options.length > count ? count : undefined;
  facet.numberOf = (name) => (name ? spelled.get(name) ?? known.get(fold(name)) : none);
  return facet;
}
