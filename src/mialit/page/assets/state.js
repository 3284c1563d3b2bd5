// What is asked of the page, and its address: #q=label&kind=attack&year=2019-2020&sort=title.

const MOST_NAMED = 100; // papers that an address names as chosen; of more it names none

/** A state without anything asked. */
function emptyState() {
  return {
    query: "", facets: new Map(), from: null, to: null, sort: "", paper: "", missing: "", chosen: new Set(), axes: null,
    columns: null,
  };
}

/** The state that an address stands for; what does not fit the list is passed over. */
function readState(hash, list) {
  const state = emptyState();
  const parts = new URLSearchParams(hash.replace(/^#/, ""));
  state.query = parts.get("q") ?? "";
  const years = /^(\d{4})?-(\d{4})?$|^(\d{4})$/.exec(parts.get("year") ?? "");
  if (years) {
    [state.from, state.to] = inYearOrder(Number(years[1] ?? years[3]) || null, Number(years[2] ?? years[3]) || null);
  }
  for (const facet of list.facets) {
    const numbers = parts.getAll(facet.name).map((value) => facet.numberOf(value === "-" ? "" : value))
      .filter((number) => number !== undefined);
    if (numbers.length) state.facets.set(facet.name, new Set(numbers));
  }
  state.sort = readSort(parts.get("sort") ?? "", list);
  state.columns = askedColumns(parts, list);
  const paper = parts.get("paper") ?? "";
  if (list.rowOf.has(paper)) state.paper = paper;
  else state.missing = paper; // said, and no part of the address that is written
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
  if (state.columns) parts.set("columns", state.columns.join(","));
  if (state.axes) parts.set("matrix", state.axes.join(","));
  if (state.chosen.size <= MOST_NAMED) for (const row of state.chosen) parts.append("chosen", list.papers[row].id);
  if (state.paper) parts.set("paper", state.paper);
  return `#${parts}`;
}

const axisNames = (list) => [...list.data.fields.filter((field) => field.values).map((field) => field.name), "year"];
