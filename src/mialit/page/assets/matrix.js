// Papers by two fields.

// The last years, and the most frequent values of a field that has many, which a matrix shows.
const MOST_YEARS = 12;
const MOST_VALUES = 10;

/** Two fields crossed: a cell a pair of values, shaded by the number of papers. */
class Matrix {
  constructor(list, page) {
    this.list = list;
    this.page = page;
    this.narrow = matchMedia("(max-width: 860px)");
    this.narrow.addEventListener("change", () => this.last && this.show(this.last));
    this.selects = ["matrix-rows", "matrix-columns"].map(byId);
    for (const select of this.selects) {
      for (const name of axisNames(list)) {
        select.append(make("option", { value: name }, list.fields.get(name)?.label ?? "Year"));
      }
      select.addEventListener("change", () => page.change({ axes: this.selects.map((each) => each.value) }));
    }
    this.whole = false; // whether values are shown that only few papers have
    this.more = byId("matrix-more");
    this.more.addEventListener("click", () => {
      this.whole = !this.whole;
      this.show(this.last);
    });
  }

  axis(name) {
    const { derived, firstYear, lastYear } = this.list;
    if (name === "year") {
      const years = [];
      const first = derived ? Math.max(firstYear, lastYear - MOST_YEARS + 1) : firstYear;
      for (let year = first; year <= lastYear; year += 1) years.push(year);
      return {
        name, label: "Year", values: years.map(String), limited: first > firstYear,
        of: (paper) => (paper.year >= first ? [paper.year - first] : []),
      };
    }
    const field = this.list.fields.get(name);
    const most = derived ? Math.min(field.offered, MOST_VALUES) : field.byNumber ? MOST_VALUES : Infinity;
    const shown = !derived && this.whole ? field.values.length : Math.min(most, field.values.length);
    return {
      name, label: field.label, limited: shown < field.values.length,
      more: !derived && field.values.length > most ? field.values.length : 0,
      values: field.values.slice(0, shown).map((value) => value.name),
      of: (paper) => (paper.values[name] ?? []).filter((number) => number < shown),
    };
  }

  show(crossed) {
    this.last = crossed;
    const names = axesOf(this.list, this.page.state);
    this.selects.forEach((select, index) => { select.value = names[index]; });
    let [down, across] = names.map((name) => this.axis(name));
    // On a small screen the longer side goes down, so that nothing is wider than the screen.
    if (this.narrow.matches && across.values.length > down.values.length) [down, across] = [across, down];
    const counts = new Uint32Array(down.values.length * across.values.length);
    let several = 0;
    let none = 0;
    for (const row of crossed) {
      const paper = this.list.papers[row];
      const [first, second] = [down.of(paper), across.of(paper)];
      if (first.length * second.length > 1) several += 1;
      if (!first.length || !second.length) none += 1;
      for (const a of first) for (const b of second) counts[a * across.values.length + b] += 1;
    }
    const more = Math.max(down.more ?? 0, across.more ?? 0);
    this.more.hidden = !more;
    setText(this.more, this.whole ? "Fewer" : `All ${more}`);
    this.more.setAttribute("aria-expanded", String(this.whole));
    const sides = [down, across].map(({ name, values }) => `${name} ${values.length}`).join(" ");
    if (this.drawn !== sides) this.build(down, across, sides);
    const most = counts.reduce((a, b) => Math.max(a, b), 1);
    this.cells.forEach((cell, number) => this.fill(cell, counts[number], most));
    const where = down.limited || across.limited ? "in no cell"
      : `without ${down.label.toLowerCase()} or ${across.label.toLowerCase()}`;
    byId("matrix-note").textContent = [
      several ? `${plural(several, "paper")} with several values ${several === 1 ? "counts" : "count"} in each.` : "",
      none ? `${plural(none, "paper")} ${where} ${none === 1 ? "is" : "are"} left out.` : "",
    ].filter(Boolean).join(" ");
  }

  /** The table for two axes, its cells empty; they are kept as long as the axes stay. */
  build(down, across, sides) {
    this.drawn = sides;
    this.cells = [];
    const head = make("tr", {}, make("td"), ...across.values.map((value) => make("th", { scope: "col" }, value)));
    const lines = down.values.map((value, a) => make("tr", {}, make("th", { scope: "row" }, value),
      ...across.values.map((other, b) => {
        const pair = [[down, a], [across, b]];
        const button = make("button", { type: "button", onclick: () => this.pick(pair) });
        this.cells.push({ button, pair, name: `${value}, ${other}` });
        return make("td", {}, button);
      })));
    const caption = make("caption", { class: "unseen" }, `${down.label} by ${across.label}: number of papers`);
    const table = make("table", {}, caption, make("thead", {}, head), make("tbody", {}, ...lines));
    const wide = across.values.length > 12;
    table.classList.toggle("wide", wide);
    const holder = byId("matrix");
    // A wide matrix scrolls within its frame, which the keyboard has to reach.
    for (const [name, value] of [["tabindex", "0"], ["role", "region"], ["aria-label", "Matrix"]]) {
      if (wide) holder.setAttribute(name, value);
      else holder.removeAttribute(name);
    }
    holder.replaceChildren(table);
  }

  fill(cell, count, most) {
    const pressed = this.isPicked(cell.pair);
    if (cell.count === count && cell.most === most && cell.pressed === pressed) return;
    Object.assign(cell, { count, most, pressed });
    const { button, name } = cell;
    setText(button, grouped(count));
    button.className = count ? "" : "gap";
    button.setAttribute("aria-label", `${name}: ${plural(count, "paper")}`);
    button.setAttribute("aria-pressed", String(pressed));
    button.style.setProperty("--heat", (count / most).toFixed(3));
  }

  isPicked(pair) {
    return pair.every(([axis, number]) => this.isChosen(axis, number));
  }

  isChosen(axis, number) {
    const { state } = this.page;
    if (axis.name === "year") return state.from === Number(axis.values[number]) && state.to === state.from;
    const chosen = state.facets.get(axis.name);
    return chosen?.size === 1 && chosen.has(number);
  }

  /** Shows the papers of a cell; of a cell that is shown already, all again. */
  pick(pair) {
    const undo = this.isPicked(pair);
    const change = { facets: new Map(this.page.state.facets) };
    for (const [axis, number] of pair) {
      const year = undo ? null : Number(axis.values[number]);
      if (axis.name === "year") Object.assign(change, { from: year, to: year });
      else if (undo) change.facets.delete(axis.name);
      else change.facets.set(axis.name, new Set([number]));
    }
    this.page.change(change);
  }
}
