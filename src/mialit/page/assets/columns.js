// The table's columns: their heads, which of them are shown, and room for all of them.

/** The columns that a text names, as the state has them: null for those of the list itself. */
function readColumns(text, list) {
  const names = [...new Set((text ?? "").split(","))].filter((name) => list.choiceNamed.has(name));
  return names.length && names.join() !== list.ownColumns.join() ? names : null;
}

/** The columns that an address asks for; else those that the reader settled for this page. */
const askedColumns = (parts, list) =>
  readColumns(parts.has("columns") ? parts.get("columns") : kept("columns"), list);

/** The table's heads, and the frame within which a table of many columns is moved sideways. */
class TableHead {
  constructor(list, page) {
    this.list = list;
    this.page = page;
    this.table = byId("papers");
    this.frame = byId("sheet");
    this.cards = matchMedia("(max-width: 720px)"); // there each row is a card
    this.withoutKey = matchMedia("(max-width: 1239px)"); // the style sheet leaves the key out
    // A frame that scrolls would keep heads from staying in sight, so a copy of them does.
    this.copy = make("div", { id: "head-copy", "aria-hidden": "true", hidden: true });
    this.frame.before(this.copy);
    this.frame.addEventListener("scroll", () => { this.copy.firstElementChild.scrollLeft = this.frame.scrollLeft; });
    new ResizeObserver(([{ contentRect }]) => this.fit(contentRect.width)).observe(this.frame);
  }

  /** Shows the state's columns; whether they are other ones than before. */
  show(state) {
    const names = state.columns ?? this.list.ownColumns;
    const areOthers = names.join() !== this.names;
    if (areOthers) {
      this.names = names.join();
      this.list.columns = names.map((name) => this.list.choiceNamed.get(name));
      document.documentElement.classList.toggle("own-columns", Boolean(state.columns));
      this.build();
    }
    this.mark(state.sort);
    return areOthers;
  }

  build() {
    const { table } = this;
    table.querySelector("colgroup").replaceChildren(...this.cols());
    this.heads = this.makeHeads();
    table.tHead.rows[0].replaceChildren(make("th", { role: "columnheader", scope: "col", class: "tick" },
      make("span", { class: "unseen" }, word("choose"))), ...this.heads.map(({ cell }) => cell));
    this.copied = null;
    this.fit();
  }

  cols() {
    return [make("col", { class: "tick" }), ...this.list.columns.map(({ name }) => make("col", { class: columnClass(name) }))];
  }

  makeHeads(tabIndex = 0) {
    return this.list.columns.map(({ name, label }) => {
      const place = make("span", { class: "place" });
      const unseen = make("span", { class: "unseen" });
      const button = make("button", {
        type: "button", tabIndex, title: word("columns.sort-hint"),
        onclick: (event) => this.page.sortBy(name, event.shiftKey),
        onkeydown: (event) => {
          // The click that Firefox makes of a key says nothing of Shift.
          if (event.key !== "Enter" || !event.shiftKey) return;
          event.preventDefault();
          this.page.sortBy(name, true);
        },
      }, label, place, unseen);
      return { name, place, unseen, cell: make("th", { role: "columnheader", scope: "col", class: columnClass(name) }, button) };
    });
  }

  /** Marks the columns by which the papers are sorted; only one may be so for a screen reader. */
  mark(sort) {
    this.sort = sort;
    const keys = sortKeys(sort);
    for (const { name, cell, place, unseen } of [...this.heads, ...this.copied ?? []]) {
      const number = keys.findIndex((key) => key.name === name);
      const order = number < 0 ? null : isAscending(keys[number]) ? "ascending" : "descending";
      if (number === 0) cell.setAttribute("aria-sort", order);
      else cell.removeAttribute("aria-sort");
      if (order) cell.dataset.order = order;
      else delete cell.dataset.order;
      setText(place, order && keys.length > 1 ? String(number + 1) : "");
      setText(unseen, number > 0 ? word(`columns.then-${order}`) : "");
    }
  }

  /** Where the heads that are seen end, in px from the top of the screen. */
  bottom() {
    const seen = this.copy.hidden ? this.table.tHead : this.copy.firstElementChild;
    return seen.getBoundingClientRect().bottom;
  }

  /** The least width of the table. */
  least(title) {
    const isThere = ({ name }) => name !== "key" || this.page.state.columns || !this.withoutKey.matches;
    const widths = this.list.columns.filter(isThere)
      .map(({ name }) => (name === "title" ? title : COLUMN_WIDTHS[name] ?? OTHER_COLUMN_WIDTH));
    return widths.reduce((a, b) => a + b, TICK_WIDTH);
  }

  /** Gives the table a frame of its own where the title would be squeezed. */
  fit(width = this.width) {
    this.width = width;
    if (!width || !this.heads) return;
    const wide = !this.cards.matches && this.least(LEAST_TITLE_WIDTH) > width;
    const least = wide ? `${this.least(WIDE_TITLE_WIDTH)}px` : "";
    if (this.table.style.minWidth !== least) this.table.style.minWidth = least;
    if (this.frame.classList.contains("wide") !== wide) {
      this.frame.classList.toggle("wide", wide);
      // What scrolls the keyboard has to reach.
      for (const [name, value] of [["tabindex", "0"], ["role", "region"], ["aria-label", word("columns.frame")]]) {
        if (wide) this.frame.setAttribute(name, value);
        else this.frame.removeAttribute(name);
      }
    }
    this.copy.hidden = !wide || this.table.hidden;
    if (wide && !this.copied) this.makeCopy();
    if (wide) this.copy.querySelector("table").style.minWidth = least;
  }

  makeCopy() {
    this.copied = this.makeHeads(-1);
    const row = make("tr", {}, make("th", { class: "tick" }), ...this.copied.map(({ cell }) => cell));
    for (const { cell } of this.copied) cell.removeAttribute("role");
    this.copy.replaceChildren(make("div", {}, make("table", { class: "papers", role: "presentation" },
      make("colgroup", {}, ...this.cols()), make("thead", {}, row))));
    this.copy.firstElementChild.scrollLeft = this.frame.scrollLeft;
    this.mark(this.sort ?? "");
  }
}

const columnClass = (name) => `c-${name in COLUMN_WIDTHS || name === "title" ? name : "other"}`;

/** The popover in which the reader chooses columns. */
class ColumnChooser {
  constructor(list, page) {
    this.list = list;
    this.page = page;
    this.boxes = list.choices.map(({ name, label }) => {
      const box = make("input", { type: "checkbox", onchange: () => this.change() });
      return { name, box, line: make("label", {}, box, label) };
    });
    this.reset = make("button", { type: "button", class: "quiet", onclick: () => this.settle(null) }, word("columns.reset"));
    this.details = make("details", { id: "columns" }, make("summary", {}, word("columns.head")),
      make("fieldset", { class: "sheet" }, make("legend", { class: "unseen" }, word("columns.legend")),
        make("div", { class: "values" }, ...this.boxes.map(({ line }) => line)), this.reset));
    byId("sort").closest("label").after(this.details);
    document.addEventListener("pointerdown", (event) => {
      if (this.details.open && !this.details.contains(event.target)) this.details.open = false;
    });
    this.details.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !this.details.open) return;
      event.stopPropagation();
      this.details.open = false;
      this.details.firstElementChild.focus();
    });
  }

  show(state) {
    const names = state.columns ?? this.list.ownColumns;
    const last = names.length === 1;
    for (const { name, box } of this.boxes) {
      box.checked = names.includes(name);
      box.disabled = last && box.checked; // a table has a column
    }
    this.reset.disabled = !state.columns;
  }

  change() {
    const names = this.boxes.filter(({ box }) => box.checked).map(({ name }) => name);
    this.settle(readColumns(names.join(), this.list));
  }

  /** Which columns are shown is a setting, and no step that one goes back. */
  settle(columns) {
    keep("columns", columns && columns.join());
    this.page.change({ columns }, false);
  }
}
