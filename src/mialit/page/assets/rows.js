// The rows of the table: those near the screen are drawn, gaps as high as the others stand for them.

const ROWS_OF_BLOCK = 12; // rows of one `<tbody>`, drawn and taken away together
const SCREENS_AHEAD = 2; // screens above and below the reader for which rows stand ready
const PAUSE_OF_TYPING = 120; // ms without typing after which they are made
const ROWS_KEPT = 600; // rows kept for another time
const ROW_HEIGHT = 48; // px: a row's height before any is drawn

/** The rows of the table. */
class Rows {
  constructor(list, page) {
    this.list = list;
    this.page = page;
    this.table = byId("papers");
    this.made = new Map();
    this.order = [];
    this.drawn = []; // blocks from top to bottom
    this.heights = new Map(); // of blocks that were drawn, by number
    this.whole = false; // while it is printed
    this.view = { start: 0, scrolled: scrollY }; // of the document, in px, when last seen
    for (const body of [...this.table.tBodies]) body.remove(); // the rows for readers without script
    this.last = makeGap();
    this.table.append(this.last);
    this.table.tHead.rows[0].setAttribute("aria-rowindex", "1");
    addEventListener("scroll", () => this.update(), { passive: true });
    new ResizeObserver(([{ contentRect }]) => {
      if (contentRect.width === this.width) return;
      this.width = contentRect.width;
      this.forgetHeights();
      this.update();
    }).observe(this.table);
  }

  /** Makes all rows afresh: the table has other columns. */
  forget() {
    this.made.clear();
    this.forgetHeights();
    this.main = this.list.columns.some(({ name }) => name === "title") ? "title" : this.list.columns[0].name;
  }

  // ---- what is shown

  /**
   * Shows these rows; `termsOf` says which terms one matches. While one is `typing` only what the
   * screen has room for is drawn at once.
   */
  show(order, termsOf = () => [], typing = false) {
    this.order = order;
    this.termsOf = termsOf;
    this.heights.clear();
    this.table.setAttribute("aria-rowcount", String(order.length + 1));
    const active = this.table.contains(document.activeElement) ? document.activeElement : null;
    const top = this.view.scrolled - this.view.start;
    const ahead = typing ? 0 : SCREENS_AHEAD * innerHeight;
    const wanted = this.whole ? this.all() : this.between(top - ahead, top + innerHeight + ahead);
    const known = new Map(this.drawn.map((block) => [block.number, block]));
    for (const number of wanted) if (known.has(number)) this.fill(known.get(number));
    this.draw(wanted);
    if (active && document.activeElement !== active) {
      (active.isConnected ? active : this.table).focus({ preventScroll: true });
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.update(), PAUSE_OF_TYPING);
  }

  /** Shows which papers are ticked. */
  showChosen() {
    for (const { body } of this.drawn) for (const line of body.rows) this.showTick(this.made.get(line.row));
  }

  showTick({ line, tick }) {
    const chosen = this.page.state.chosen.has(line.row);
    if (tick.checked !== chosen) tick.checked = chosen;
    line.classList.toggle("is-chosen", chosen);
  }

  /** The index, among the rows shown, of a row that is drawn. */
  indexOf(line) {
    return line.index;
  }

  /** The rows that are drawn, from top to bottom. */
  lines() {
    return this.drawn.flatMap(({ body }) => [...body.rows]);
  }

  /** The row of an index, if it is drawn. */
  drawnAt(index) {
    const number = Math.floor(index / ROWS_OF_BLOCK);
    const block = this.drawn.find((one) => one.number === number);
    return block?.body.rows[index - number * ROWS_OF_BLOCK];
  }

  /** The row of an index, drawn if need be. */
  at(index) {
    if (!this.drawnAt(index)) {
      const numbers = [...this.drawn.map((block) => block.number), Math.floor(index / ROWS_OF_BLOCK)];
      this.draw(numbers.sort((a, b) => a - b));
    }
    return this.drawnAt(index);
  }

  /** Puts the focus on a row, and it on the screen; the nearest one where there is none so far. */
  focus(index) {
    if (!this.order.length) return;
    const line = this.at(Math.max(0, Math.min(index, this.order.length - 1)));
    focusIn(line);
    line.scrollIntoView({ block: "nearest", behavior: "instant" });
  }

  /** Draws all rows, to be printed, or only those near the screen again. */
  print(whole) {
    this.whole = whole;
    if (whole) this.draw(this.all());
    else this.update();
  }

  /** Draws the rows near the screen; what is on it stays where it is. */
  update() {
    clearTimeout(this.timer);
    if (this.whole || !this.drawn.length) return;
    this.measure();
    const { top } = this.drawn[0].gap.getBoundingClientRect();
    this.view = { start: top + scrollY, scrolled: scrollY };
    const ahead = SCREENS_AHEAD * innerHeight;
    const wanted = new Set(this.between(-top - ahead, -top + innerHeight + ahead));
    // What is a little farther away stays, so that a small step back draws nothing.
    const near = new Set(this.between(-top - ahead - innerHeight, -top + 2 * innerHeight + ahead));
    for (const { number } of this.drawn) if (near.has(number)) wanted.add(number);
    const focused = document.activeElement.closest("#papers tbody tr");
    if (focused) wanted.add(Math.floor(focused.index / ROWS_OF_BLOCK)); // a reader may scroll away from it
    const [anchor, before] = this.anchor(wanted);
    this.draw([...wanted].sort((a, b) => a - b));
    const moved = anchor ? anchor.getBoundingClientRect().top - before : 0;
    if (Math.abs(moved) >= 1) scrollBy({ top: moved, behavior: "instant" });
  }

  // ---- blocks

  all() {
    return Array.from({ length: Math.ceil(this.order.length / ROWS_OF_BLOCK) }, (_, number) => number);
  }

  /** The numbers of the blocks between two heights, in px from the first row. */
  between(top, bottom) {
    const numbers = this.all();
    let end = 0;
    const found = numbers.filter((number) => {
      const begin = end;
      end += this.height(number);
      return end > top && begin < bottom;
    });
    return found.length ? found : numbers.slice(-1);
  }

  /** Draws just these blocks, given in order; those that are drawn already are not touched. */
  draw(numbers) {
    const known = new Map(this.drawn.map((block) => [block.number, block]));
    for (const number of numbers) {
      if (!known.has(number)) known.set(number, this.makeBlock(number));
    }
    const wanted = new Set(numbers);
    for (const { number, gap, body } of this.drawn) {
      if (wanted.has(number)) continue;
      gap.remove();
      body.remove();
    }
    this.drawn = numbers.map((number) => known.get(number));
    let from = 0;
    let before = null;
    for (const { number, gap, body } of this.drawn) {
      if (!body.isConnected) {
        if (before) before.after(gap, body);
        else (this.table.tBodies[0]).before(gap, body);
      }
      before = body;
      setGap(gap, this.heightBetween(from, number));
      from = number + 1;
    }
    setGap(this.last, this.heightBetween(from, Math.ceil(this.order.length / ROWS_OF_BLOCK)));
    if (this.made.size > ROWS_KEPT + ROWS_OF_BLOCK * this.drawn.length) {
      for (const [row, { line }] of this.made) if (!line.isConnected) this.made.delete(row);
    }
  }

  makeBlock(number) {
    const block = { number, gap: makeGap(), body: make("tbody", { role: "rowgroup" }) };
    this.fill(block);
    return block;
  }

  /** Puts its rows into a block. */
  fill({ number, body }) {
    const first = number * ROWS_OF_BLOCK;
    const lines = this.order.slice(first, first + ROWS_OF_BLOCK).map((row, offset) => {
      const one = this.row(row);
      const terms = this.termsOf(row);
      for (const { element, text, column } of one.texts) showMarked(element, text, terms, column);
      this.showTick(one);
      if (one.line.index !== first + offset) {
        one.line.index = first + offset;
        one.line.setAttribute("aria-rowindex", String(first + offset + 2)); // the head is the first
      }
      return one.line;
    });
    const same = lines.length === body.rows.length && lines.every((line, offset) => line === body.rows[offset]);
    if (!same) body.replaceChildren(...lines);
  }

  // ---- heights

  /** Takes the heights of what is drawn; the first time, what the others may have. */
  measure() {
    let height = 0;
    let count = 0;
    for (const { number, body } of this.drawn) {
      const one = body.getBoundingClientRect().height;
      this.heights.set(number, one);
      height += one;
      count += body.rows.length;
    }
    if (count && height) this.guess ??= height / count;
  }

  forgetHeights() {
    this.heights.clear();
    this.guess = undefined;
  }

  height(number) {
    const rows = Math.min(ROWS_OF_BLOCK, this.order.length - number * ROWS_OF_BLOCK);
    return this.heights.get(number) ?? rows * (this.guess ?? ROW_HEIGHT);
  }

  heightBetween(from, to) {
    let height = 0;
    for (let number = from; number < to; number += 1) height += this.height(number);
    return height;
  }

  /** A row on the screen that stays drawn, and where it is. */
  anchor(wanted) {
    for (const { number, body } of this.drawn) {
      if (!wanted.has(number) || body.getBoundingClientRect().bottom <= 0) continue;
      for (const line of body.rows) {
        const { top, bottom } = line.getBoundingClientRect();
        if (bottom > 0) return top < innerHeight ? [line, top] : [];
      }
    }
    return [];
  }

  // ---- rows

  row(row) {
    if (!this.made.has(row)) this.made.set(row, this.make(row));
    return this.made.get(row);
  }

  make(row) {
    const paper = this.list.papers[row];
    const texts = [];
    const marked = (element, text, column) => {
      texts.push({ element, text, column });
      return element;
    };
    const tick = make("input", { type: "checkbox", "aria-label": word("row.choose", { key: paper.key }) });
    const line = make("tr", { role: "row" }, make("td", { role: "cell", class: "tick" }, tick));
    line.row = row;
    for (const { name, label } of this.list.columns) {
      const className = columnClass(name);
      const cell = make("td", { role: "cell", class: className, "data-label": className === "c-other" && label });
      fillCell(cell, paper, name, name === this.main, marked);
      line.append(cell);
    }
    return { line, tick, texts };
  }
}

/** A space as high as rows that are not drawn. */
const makeGap = () => make("tbody", { class: "gap", role: "presentation" });

function setGap(gap, height) {
  const wanted = `${height}px`;
  if (gap.style.height !== wanted) gap.style.height = wanted;
}
