// Papers by two fields.

const MOST = 12; // values of a field, or last years, that a matrix begins with
const MOST_DOWN = 10;

/** Two fields crossed: a cell a pair of values, shaded by the number of papers. */
class Matrix {
  constructor(list, page) {
    this.list = list;
    this.page = page;
    this.narrow = matchMedia("(max-width: 860px)");
    this.narrow.addEventListener("change", () => this.last && this.show(this.last));
    this.holder = byId("matrix");
    new ResizeObserver(([{ contentRect }]) => this.fit(contentRect.width)).observe(this.holder);
    this.selects = ["matrix-rows", "matrix-columns"].map(byId);
    for (const select of this.selects) {
      for (const name of axisNames(list)) {
        select.append(make("option", { value: name }, list.fields.get(name)?.label ?? word("year")));
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

  /** A side of the matrix: `numbers` are its values', of many the most frequent; `places` each paper's. */
  axis(name, most) {
    const { firstYear, lastYear } = this.list;
    if (name === "year") {
      const count = lastYear - firstYear + 1;
      const first = this.whole ? firstYear : Math.max(firstYear, lastYear - MOST + 1);
      const years = Array.from({ length: lastYear - first + 1 }, (_, number) => first + number);
      return {
        name, label: word("year"), values: years.map(String), limited: first > firstYear,
        numbers: years, all: count > MOST ? count : 0, total: count,
        places: this.list.papers.map(({ year }) => (year >= first ? [year - first] : [])),
      };
    }
    const field = this.list.fields.get(name);
    const total = field.values.length;
    const all = field.offered ?? total;
    const numbers = this.mostFrequent(field, this.whole ? all : Math.min(all, most));
    const places = new Map(numbers.map((number, place) => [number, place]));
    return {
      name, label: field.label, limited: numbers.length < total, numbers, all: all > most ? all : 0, total,
      values: numbers.map((number) => field.values[number].name),
      places: this.list.papers.map((paper) => (paper.values[name] ?? [])
        .map((number) => places.get(number)).filter((place) => place !== undefined)),
    };
  }

  /** The numbers of the most frequent values of a field, in the order in which the list has them. */
  mostFrequent(field, most) {
    const totals = new Uint32Array(field.values.length);
    for (const paper of this.list.papers) for (const number of paper.values[field.name] ?? []) totals[number] += 1;
    const numbers = [...totals.keys()];
    if (most >= numbers.length) return numbers;
    return numbers.sort((a, b) => totals[b] - totals[a] || a - b).slice(0, most).sort((a, b) => a - b);
  }

  show(crossed) {
    this.last = crossed;
    const names = axesOf(this.list, this.page.state);
    const sides = `${names} ${this.whole}`;
    if (this.axes?.sides !== sides) this.axes = { sides, both: [this.axis(names[0], MOST_DOWN), this.axis(names[1], MOST)] };
    let [down, across] = this.axes.both;
    // On a small screen the longer side goes down, so that nothing is wider than the screen.
    if (this.narrow.matches && across.values.length > down.values.length) [down, across] = [across, down];
    this.selects.forEach((select, index) => { select.value = [down, across][index].name; });
    const counts = new Uint32Array(down.values.length * across.values.length);
    let several = 0;
    let none = 0;
    for (const row of crossed) {
      const [first, second] = [down.places[row], across.places[row]];
      if (first.length * second.length > 1) several += 1;
      if (!first.length || !second.length) none += 1;
      for (const a of first) for (const b of second) counts[a * across.values.length + b] += 1;
    }
    this.showMore(Math.max(down.all, across.all), [down, across]);
    this.build(down, across);
    const most = counts.reduce((a, b) => Math.max(a, b), 1);
    this.cells.forEach((cell, number) => this.fill(cell, counts[number], most));
    const sidesNamed = { rows: down.label.toLowerCase(), columns: across.label.toLowerCase() };
    const isLimited = down.limited || across.limited;
    setText(byId("matrix-note"), [
      several ? word("matrix.several", { count: several }) : "",
      none ? word(isLimited ? "matrix.left-out" : "matrix.without", { count: none, ...sidesNamed }) : "",
    ].filter(Boolean).join(" "));
  }

  showMore(all, sides) {
    this.more.hidden = !all;
    if (!all) return;
    const isTotal = sides.some(({ total }) => total === all);
    setText(this.more, this.whole ? word("matrix.fewer") : word(isTotal ? "matrix.all" : "matrix.most", { number: all }));
    this.more.setAttribute("aria-expanded", String(this.whole));
  }

  /** The table for two axes, its cells empty; they are kept as long as the axes stay. */
  build(down, across) {
    if (this.drawn?.down === down && this.drawn.across === across) return;
    this.drawn = { down, across };
    this.cells = [];
    const head = make("tr", {}, make("td"), ...across.values.map((value) => make("th", { scope: "col" }, make("span", { dir: "auto" }, value))));
    const lines = down.values.map((value, a) => make("tr", {}, make("th", { scope: "row" }, make("span", { dir: "auto" }, value)),
      ...across.values.map((other, b) => {
        const pair = [[down, down.numbers[a]], [across, across.numbers[b]]];
        const button = make("button", { type: "button", onclick: () => this.pick(pair) });
        this.cells.push({ button, pair, names: { row: value, column: other } });
        return make("td", {}, button);
      })));
    const caption = make("caption", { class: "unseen" }, word("matrix.caption", { rows: down.label, columns: across.label }));
    const table = make("table", {}, caption, make("thead", {}, head), make("tbody", {}, ...lines));
    const wide = across.values.length > MOST;
    table.classList.toggle("wide", wide);
    const { holder } = this;
    // A wide matrix scrolls within its frame, which the keyboard has to reach.
    for (const [name, value] of [["tabindex", "0"], ["role", "region"], ["aria-label", word("matrix.name")]]) {
      if (wide) holder.setAttribute(name, value);
      else holder.removeAttribute(name);
    }
    holder.replaceChildren(table);
    this.width = 0;
    this.fit(holder.clientWidth);
  }

  /** Turns the heads of columns where they are many, and where turning them gives room that is needed. */
  fit(width) {
    const table = this.holder.firstElementChild;
    if (!table || !width || width === this.width) return;
    this.width = width;
    const { classList } = table;
    classList.remove("turned");
    const heads = [...table.tHead.rows[0].cells];
    const areTight = heads.some((head) => head.scrollWidth > head.clientWidth);
    const before = table.offsetWidth;
    if (!areTight && before <= this.holder.clientWidth && !classList.contains("wide")) return;
    classList.add("turned");
    if (!areTight && !classList.contains("wide") && table.offsetWidth >= before) classList.remove("turned");
  }

  fill(cell, count, most) {
    const pressed = this.isPicked(cell.pair);
    if (cell.count === count && cell.most === most && cell.pressed === pressed) return;
    Object.assign(cell, { count, most, pressed });
    const { button, names } = cell;
    setText(button, grouped(count));
    button.className = count ? "" : "gap";
    button.setAttribute("aria-label", word("matrix.cell", { count, ...names }));
    button.setAttribute("aria-pressed", String(pressed));
    button.style.setProperty("--heat", (count / most).toFixed(3));
  }

  isPicked(pair) {
    return pair.every(([axis, number]) => this.isChosen(axis, number));
  }

  isChosen(axis, number) {
    const { state } = this.page;
    if (axis.name === "year") return state.from === number && state.to === state.from;
    const chosen = state.facets.get(axis.name);
    return chosen?.size === 1 && chosen.has(number);
  }

  /** Shows the papers of a cell; of a cell that is shown already, all again. */
  pick(pair) {
    const undo = this.isPicked(pair);
    const change = { facets: new Map(this.page.state.facets) };
    for (const [axis, number] of pair) {
      const year = undo ? null : number;
      if (axis.name === "year") Object.assign(change, { from: year, to: year });
      else if (undo) change.facets.delete(axis.name);
      else change.facets.set(axis.name, new Set([number]));
    }
    this.page.change(change);
  }
}
