// Which papers are shown.

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
