// What narrows the list, each with a button that takes it away.

/** The filters of a state, beside its query: how each is called, and what takes it away. */
function filtersOf(page) {
  const { state, list } = page;
  const filters = [];
  if (state.from || state.to) {
    const label = state.from === state.to ? String(state.from) : `${state.from ?? ""}–${state.to ?? ""}`;
    filters.push({ label, undo: () => page.change({ from: null, to: null }) });
  }
  for (const facet of list.facets) {
    for (const number of state.facets.get(facet.name) ?? []) {
      const option = facet.options[number];
      const label = option.value ? option.label : `${facet.label}: ${option.label}`;
      filters.push({ label, undo: () => page.toggle(facet.name, number) });
    }
  }
  return filters;
}

/** Draws the chips above the table, and the number of filters where those are folded away. */
function drawChips(page) {
  const holder = byId("chips");
  const filters = filtersOf(page);
  const chips = filters.map(({ label, undo }, index) => make("button", {
    type: "button", class: "chip", "aria-label": word("remove-filter", { filter: label }),
    onclick: () => {
      undo();
      // The chip is gone: on to the one in its place, or the one before.
      const left = holder.querySelectorAll(".chip");
      if (left.length) left[Math.min(index, left.length - 1)].focus();
      else page.reader.settle();
    },
  }, label));
  if (chips.length > 1) {
    chips.push(make("button", { type: "button", class: "quiet", onclick: () => page.clear() }, word("clear-filters")));
  }
  holder.replaceChildren(...chips);
  const number = filters.length ? word("active-filters", { count: filters.length }) : "";
  setText(byId("active"), number);
}
