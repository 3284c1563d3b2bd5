// Filters typed into a query, such as `venue:ccs`.

/** A test of a row for a filter typed into the query; null for an unknown field. */
function filterTest(list, { name, values }) {
  const { papers } = list;
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
  const field = list.fields.get(name) ?? list.data.fields.find((each) => each.names?.includes(name));
  if (!field?.values) return null;
  const numbers = new Map(values.map((value) => [value, numbersFor(field, value)]));
  return any((paper, value) => (paper.values[field.name] ?? []).some((number) => numbers.get(value).has(number)));
}

/** The values that a text asks for: one so called, or spelled, else all with a word so begun. */
function numbersFor(field, text) {
  const asked = squash(text);
  const numbers = field.values.map((_, number) => number);
  const exact = numbers.filter((number) => squash(field.values[number].name) === asked);
  const begun = (spellings) => (number) => ` ${spellings(field.values[number])}`.includes(` ${fold(text)}`);
  if (exact.length) return new Set(exact);
  const named = numbers.filter(begun((value) => fold(value.name)));
  return new Set(named.length ? named : numbers.filter(begun((value) => value.folded)));
}
