// The rows of the table.

const PORTION = 24; // rows drawn at once; the next ones when the reader comes near the end

/** The rows of the table; each is made once and kept. */
class Rows {
  constructor(list, page) {
    this.list = list;
    this.page = page;
    this.made = new Map();
    this.body = byId("papers").tBodies[0];
    this.body.replaceChildren(); // the rows for readers without script
    this.order = [];
    this.drawn = 0;
  }

  /** Makes all rows afresh: the table has other columns. */
  forget() {
    this.made.clear();
    this.main = this.list.columns.some(({ name }) => name === "title") ? "title" : this.list.columns[0].name;
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

  portion(start, end) {
    const { chosen } = this.page.state;
    return this.order.slice(start, end).map((row) => {
      const one = this.row(row);
      const terms = this.hits?.get(row) ?? [];
      for (const { element, text, column } of one.texts) showMarked(element, text, terms, column);
      one.tick.checked = chosen.has(row);
      one.line.classList.toggle("is-chosen", one.tick.checked);
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
      const cell = make("td", { role: "cell", class: columnClass(name) });
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
