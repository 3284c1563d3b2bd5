// The rows of the table.

const PORTION = 24; // rows drawn at once; the next ones when the reader comes near the end

/** The rows of the table; each is made once and kept. */
class Rows {
  constructor(list, page) {
    this.list = list;
    this.page = page;
    this.made = new Map();
    this.body = byId("papers").tBodies[0];
    this.main = list.columns.some(({ name }) => name === "title") ? "title" : list.columns[0].name;
    this.body.replaceChildren(); // the rows for readers without script
    this.order = [];
    this.drawn = 0;
  }

  /** Shows these rows; `hits` has the terms that each matches. */
  show(order, hits) {
    this.order = order;
    this.hits = hits;
    this.drawn = Math.min(PORTION, order.length);
    this.body.replaceChildren(...this.portion(0, this.drawn));
  }

  /** Draws on until row number `count` (of those shown) is there; all of them by default. */
  extend(count = this.order.length) {
    const end = Math.min(this.order.length, Math.max(count, this.drawn));
    if (end === this.drawn) return;
    this.body.append(...this.portion(this.drawn, end));
    this.drawn = end;
  }

  /** The rows that are drawn, from top to bottom. */
  lines() {
    return [...this.body.rows];
  }

  /** The index, among the rows shown, of a row that is drawn. */
  indexOf(line) {
    return this.lines().indexOf(line);
  }

  /** The row of an index, if it is drawn. */
  drawnAt(index) {
    return this.lines()[index];
  }

  /** The row of an index, drawn if need be. */
  at(index) {
    this.extend(index + 1);
    return this.drawnAt(index);
  }

  /** Puts the focus on a row, and it on the screen; the nearest one where there is none so far. */
  focus(index) {
    const line = this.at(Math.max(0, Math.min(index, this.order.length - 1)));
    if (!line) return;
    focusIn(line);
    line.scrollIntoView({ block: "nearest", behavior: "instant" });
  }

  /** Shows which papers are ticked. */
  showChosen() {
    for (const line of this.lines()) this.showTick(this.made.get(line.row));
  }

  showTick({ line, tick }) {
    tick.checked = this.page.state.chosen.has(line.row);
    line.classList.toggle("is-chosen", tick.checked);
  }

  portion(start, end) {
    return this.order.slice(start, end).map((row) => {
      const one = this.row(row);
      const terms = this.hits?.get(row) ?? [];
      for (const { element, text, column } of one.texts) showMarked(element, text, terms, column);
      this.showTick(one);
      return one.line;
    });
  }

  row(row) {
    if (!this.made.has(row)) this.made.set(row, this.make(row));
    return this.made.get(row);
  }

  make(row) {
    const paper = this.list.papers[row];
    const texts = [];
    const text = (element, content, column) => {
      texts.push({ element, text: content, column });
      return element;
    };
    const tick = make("input", { type: "checkbox", "aria-label": `Choose ${paper.key}` });
    const line = make("tr", { role: "row" }, make("td", { role: "cell", class: "tick" }, tick));
    line.row = row;
    for (const { name } of this.list.columns) {
      const cell = make("td", { role: "cell", class: `c-${name}` });
      if (name === this.main) {
        const href = `#paper=${encodeURIComponent(paper.id)}`;
        cell.append(text(make("a", { class: "title", href }), paper.title || paper.key, TITLE));
        const authors = shortAuthors(paper);
        if (authors) cell.append(text(make("span", { class: "authors", title: paper.authors.join("; ") }), authors, AUTHORS));
      } else if (name === "url") {
        if (paper.paper) cell.append(outward("Paper", paper.paper, `Paper of ${paper.key}`));
      } else if (name === "code") {
        paper.code.forEach((address, number) => cell.append(outward("Code", address, `Code ${number ? number + 1 : ""} of ${paper.key}`), " "));
      } else {
        const content = this.content(paper, name);
        const column = { venue: VENUE, key: REST, year: REST, authors: AUTHORS, formerly: FORMERLY }[name];
        if (content) text(cell, content, column ?? SUBJECTS);
      }
      line.append(cell);
    }
    return { line, tick, texts };
  }

  content(paper, name) {
    if (this.list.fields.has(name)) return this.list.valuesOf(paper, name).join("; ");
    if (name === "authors") return paper.authors.join("; ");
    if (name === "preprint") return paper.preprint ? "yes" : "no";
    if (name === "key") return paper.shownKey;
    return String(paper[name] ?? "");
  }
}
