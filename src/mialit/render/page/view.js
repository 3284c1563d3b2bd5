// Drawing: rows, detail, facets, chart and matrix. Text reaches the page as text nodes only.

const PORTION = 24; // rows drawn at once; the next ones when the reader comes near the end

const byId = (id) => document.getElementById(id);

/** An element. `properties` are DOM properties, `data-`/`aria-` attributes, or `class`. */
function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name in element && !name.includes("-")) element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** A link to the web; text alone where the address is none. */
function outward(text, address, label) {
  if (!/^https?:\/\//i.test(address ?? "")) return text;
  return make("a", { href: address, target: "_blank", rel: "noopener noreferrer", "aria-label": label }, text);
}

/** Shows `text` in `element`, with what matches `terms` marked. */
function showMarked(element, text, terms, column) {
  if (!terms.length) {
    if (element.firstElementChild || element.textContent !== text) element.textContent = text;
    return;
  }
  const parts = [];
  let at = 0;
  element.shown ??= new ShownText(text);
  for (const [start, end] of element.shown.marks(terms, column)) {
    parts.push(text.slice(at, start), make("mark", {}, text.slice(start, end)));
    at = end;
  }
  element.replaceChildren(...parts, text.slice(at));
}

/** `Family, Given` of several people as a line: all of four, else three and "et al." */
function shortAuthors({ authors, moreAuthors }) {
  const names = authors.map((name) => name.split(",")[0]);
  if (moreAuthors) names.push("et al.");
  return names.length > 4 ? `${names.slice(0, 3).join(", ")} et al.` : names.join(", ");
}

/** A number with commas; `toLocaleString` takes a hundred times as long. */
const grouped = (count) => String(count).replace(/\B(?=(?:\d{3})+$)/g, ",");

const plural = (count, word) => `${grouped(count)} ${word}${count === 1 ? "" : "s"}`;

/** Sets a text if it is another one: what stays the same costs the browser nothing. */
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

// ---------------------------------------------------------------- rows

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

// ---------------------------------------------------------------- facets

/** The filters at the side: a list of values with counts for each facet, and the range of years. */
class Facets {
  constructor(list, page) {
    this.list = list;
    this.page = page;
    this.boxes = list.facets.map((facet) => this.make(facet));
    const years = this.makeYears();
    byId("facets").append(...(years ? [years] : []), ...this.boxes.map((box) => box.group));
  }

  makeYears() {
    const { firstYear, lastYear } = this.list;
    if (!lastYear) return null;
    const input = (label, name) => make("input", {
      type: "number", min: String(firstYear), max: String(lastYear), "aria-label": label, inputMode: "numeric",
      placeholder: String(name === "from" ? firstYear : lastYear),
      onchange: (event) => this.page.change({ [name]: Number(event.target.value) || null }),
    });
    this.from = input("From year", "from");
    this.to = input("To year", "to");
    return make("fieldset", { class: "facet years" }, make("legend", {}, "Year"),
      make("div", { class: "range" }, this.from, "to", this.to));
  }

  make(facet) {
    const options = facet.options.map((option, number) => {
      const box = make("input", {
        type: "checkbox", onchange: () => this.page.toggle(facet.name, number),
      });
      const count = make("span", { class: "number" });
      const label = make("label", { title: option.title }, box,
        make("span", { class: option.value ? "value" : "value none" }, option.label), count);
      return { box, count, label };
    });
    const rest = make("button", { type: "button", class: "quiet", onclick: () => {
      group.classList.toggle("whole");
      rest.textContent = group.classList.contains("whole") ? "Fewer" : `All ${facet.options.length}`;
      rest.setAttribute("aria-expanded", String(group.classList.contains("whole")));
      if (this.counts) this.show(this.counts);
    } }, `All ${facet.options.length}`);
    rest.setAttribute("aria-expanded", "false");
    const values = make("div", { class: "values" }, ...options.map((option) => option.label));
    const group = make("fieldset", { class: "facet" }, make("legend", {}, facet.label), values,
      facet.options.length > 10 ? rest : null);
    return { facet, group, options, values };
  }

  /** Shows counts; a long list shows its most frequent values and the chosen ones. */
  show(counts) {
    this.counts = counts;
    const { state } = this.page;
    this.boxes.forEach(({ facet, group, options, values }, index) => {
      const chosen = state.facets.get(facet.name);
      options.forEach(({ box, count, label }, number) => {
        box.checked = Boolean(chosen?.has(number));
        setText(count, grouped(counts[index][number]));
        label.classList.toggle("zero", !counts[index][number]);
      });
      if (options.length <= 10) return;
      const whole = group.classList.contains("whole");
      this.ranks ??= new Map();
      if (!this.ranks.has(index)) {
        // By number in the whole list: an order that stays while one types.
        const totals = new Uint32Array(options.length);
        for (const numbers of facet.numbers) for (const option of numbers) totals[option] += 1;
        const ranked = options.map((_, number) => number).sort((a, b) => totals[b] - totals[a] || a - b);
        this.ranks.set(index, ranked);
        values.append(...ranked.map((number) => options[number].label));
      }
      this.ranks.get(index).forEach((number, rank) => {
        const hidden = !whole && rank >= 8 && !chosen?.has(number);
        if (options[number].label.hidden !== hidden) options[number].label.hidden = hidden;
      });
    });
    if (this.from) {
      if (document.activeElement !== this.from) this.from.value = state.from ?? "";
      if (document.activeElement !== this.to) this.to.value = state.to ?? "";
    }
  }
}

// ---------------------------------------------------------------- chart and matrix

/** Papers per year: a bar for each year, which filters by it; with Shift, up to the year chosen before. */
class YearChart {
  constructor(list, page) {
    this.page = page;
    this.bars = [];
    const last = list.lastYear;
    const first = Math.max(list.firstYear, last - 39);
    const box = make("div", { class: "bars" });
    // As many names of years as there is room for.
    const count = last - first + 1;
    const every = count <= 8 ? 1 : count <= 16 ? 2 : 5;
    // A short year keeps its century for those who hear it.
    const name = (year) => (count <= 6 || count > 16 ? [String(year)]
      : [make("span", { class: "unseen" }, String(year).slice(0, 2)), make("span", { class: "short" }, String(year).slice(2))]);
    for (let year = first; year <= last; year += 1) {
      const number = make("span", { class: "number" });
      const fill = make("span", { class: "fill" });
      const bar = make("button", {
        type: "button", class: (last - year) % every ? "bar unnamed" : "bar",
        onclick: (event) => this.pick(year, event.shiftKey),
      }, number, make("span", { class: "unseen" }, " papers in "), fill, make("span", { class: "year" }, ...name(year)));
      this.bars.push({ year, bar, number, fill });
      box.append(bar);
    }
    byId("years").append(box);
  }

  pick(year, extend) {
    const { from, to } = this.page.state;
    if (extend && from) this.page.change({ from: Math.min(from, year), to: Math.max(to ?? from, year) });
    else if (from === year && to === year) this.page.change({ from: null, to: null });
    else this.page.change({ from: year, to: year });
  }

  show(counts) {
    const { from, to } = this.page.state;
    const most = Math.max(1, ...this.bars.map(({ year }) => counts.get(year) ?? 0));
    for (const { year, bar, number, fill } of this.bars) {
      const count = counts.get(year) ?? 0;
      const within = (!from || year >= from) && (!to || year <= to);
      setText(number, String(count));
      number.classList.toggle("unseen", !count || this.bars.length > 12 || most > (this.bars.length > 7 ? 99 : 999));
      fill.style.setProperty("--part", (count / most).toFixed(3));
      bar.setAttribute("aria-pressed", String(Boolean((from || to) && within)));
      bar.classList.toggle("outside", !within);
    }
  }
}

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

// ---------------------------------------------------------------- detail

/** One paper in full, in the dialog. */
class Detail {
  constructor(list, page) {
    this.list = list;
    this.page = page;
    this.dialog = byId("detail");
    this.dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      page.closePaper();
    });
    this.dialog.addEventListener("click", (event) => {
      if (event.target === this.dialog) page.closePaper(); // beside the sheet
    });
  }

  show(key) {
    const paper = this.list.papers[this.list.rowOf.get(key)];
    if (!paper) {
      if (this.dialog.open) this.dialog.close();
      return;
    }
    if (this.dialog.open && this.dialog.dataset.key === key) return;
    this.dialog.dataset.key = key;
    this.dialog.replaceChildren(this.sheet(paper));
    if (!this.dialog.open) this.dialog.showModal();
    this.dialog.firstElementChild.scrollTop = 0;
  }

  sheet(paper) {
    const row = this.list.rowOf.get(paper.id);
    const facts = [];
    const fact = (label, value) => value && facts.push(make("div", {}, make("dt", {}, label), make("dd", {}, value)));
    fact("Formerly", (paper.values.formerly ?? []).join("; "));
    const names = paper.authors.map(nameAsRead);
    fact("Authors", [...names, ...(paper.moreAuthors ? ["et al."] : [])].join(", "));
    for (const field of this.list.data.fields) {
      if (!field.values) continue;
      const values = (paper.values[field.name] ?? []).map((number) => field.values[number]);
      fact(field.label, values.map(({ name, title }) => (title ? `${name} (${title})` : name)).join("; "));
    }
    fact("Year", String(paper.year ?? ""));
    for (const [name, label] of Object.entries(this.list.data.details)) fact(label, paper.rest?.[name]);
    for (const field of this.list.data.fields) {
      if (!field.values && field.name !== "formerly") fact(field.label, (paper.values[field.name] ?? []).join("; "));
    }
    fact("DOI", paper.doi);
    fact("Eprint", paper.eprint);
    const links = [["Paper", paper.paper], ["DOI", paper.doiLink], ["arXiv", paper.arxivLink],
      ...paper.code.map((address) => ["Code", address])]
      .filter(([, address], index, all) => address && all.findIndex((each) => each[1] === address) === index)
      .map(([text, address]) => make("li", {}, outward(text, address)));
    const source = joinBibtex(this.list.data, [row]);
    const reference = plainReference(paper, this.list.valuesOf(paper, "venue")[0] ?? paper.venue);
    return make("article", {},
      make("header", {}, make("p", { class: "fine key" }, paper.shownKey),
        make("button", { type: "button", class: "quiet close", "aria-label": "Close", onclick: () => this.page.closePaper() }, "✕")),
      make("h2", { id: "detail-title" }, paper.title || paper.key),
      links.length ? make("ul", { class: "links" }, ...links) : null,
      paper.abstract ? make("section", { class: "abstract" }, make("h3", {}, "Abstract"), make("p", {}, paper.abstract)) : null,
      make("dl", {}, ...facts),
      make("section", {}, make("div", { class: "source-head" }, make("h3", {}, "Reference"),
        make("button", { type: "button", class: "copy-reference", onclick: () => this.page.copyText(reference, "reference") }, "Copy")),
        make("p", { class: "reference" }, reference)),
      make("section", {}, make("div", { class: "source-head" }, make("h3", {}, "BibTeX"),
        make("button", { type: "button", class: "copy", onclick: () => this.page.copy([row]) }, "Copy"),
        make("button", { type: "button", class: "save", onclick: () => this.page.save([row]) }, "Download .bib")),
      make("pre", { tabIndex: 0, role: "region", "aria-label": "BibTeX source" }, readable(source))));
  }
}

/** Source as text to look at: control and direction characters become visible stand-ins. */
function readable(source) {
  return source.replace(/\r\n?/g, "\n").replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, (character) => {
    if (character === "\n" || character === "\t") return character;
    const code = character.codePointAt(0);
    if (code >= 0xdc80 && code <= 0xdcff) return new TextDecoder("windows-1252").decode(Uint8Array.of(code - 0xdc00));
    return `\\u${code.toString(16).padStart(4, "0")}`;
  });
}
