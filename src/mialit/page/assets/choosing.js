// Which papers are shown, and how many would be.

/** The rows that a state shows, best or newest first. */
function shownRows(list, state, found) {
  const { papers } = list;
  const wanted = list.facets.filter((facet) => state.facets.has(facet.name))
    .map(({ name, numbers }) => ({ numbers, options: state.facets.get(name) }));
  const rows = candidates(list, found).filter((row) => inYears(papers[row], state) &&
    wanted.every(({ numbers, options }) => numbers[row].some((option) => options.has(option))));
  if (state.sort) sortRows(list, rows, state.sort);
  return rows;
}

/** The rows that the search has found, best first; all where nothing is searched for. */
const candidates = (list, found) => (found ? found.hits.map((hit) => hit.row) : [...list.papers.keys()]);

/**
 * How many papers each option of each facet has, and each year; and `crossed`, the rows that pass
 * everything but the two fields of the matrix.
 *
 * A facet's counts are of the papers that pass everything but that facet itself, so that they say
 * what choosing one more value would bring.
 */
function countsOf(list, state, found) {
  const { papers, facets } = list;
  const wanted = facets.map((facet) => state.facets.get(facet.name) ?? null);
  const counts = facets.map((facet) => new Uint32Array(facet.options.length));
  const years = new Map();
  const [rowsAxis, columnsAxis] = axesOf(list, state).map((axis) => axisNumber(list, axis));
  const crossed = [];
  const YEAR = facets.length;
  for (const row of candidates(list, found)) {
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
      if (failed > 2) break;
    }
    if (failed > 2) continue;
    if (!beside) crossed.push(row);
    if (failed > 1) continue;
    for (let number = 0; number < YEAR; number += 1) {
      if (failed && which !== number) continue;
      const options = facets[number].numbers[row];
      for (let index = 0; index < options.length; index += 1) counts[number][options[index]] += 1;
    }
    if ((!failed || which === YEAR) && paper.year) years.set(paper.year, (years.get(paper.year) ?? 0) + 1);
  }
  return { counts, years, crossed };
}

const inYears = (paper, { from, to }) =>
  (!from || (paper.year && paper.year >= from)) && (!to || (paper.year && paper.year <= to));

const axisNumber = (list, name) =>
  (name === "year" ? list.facets.length : list.facets.findIndex((facet) => facet.name === name));

const axesOf = (list, state) => state.axes ?? list.data.matrix;
