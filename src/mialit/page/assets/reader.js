// Where the reader is: what has the focus, and where the list is scrolled to.

/** Keeps the reader's place while the page draws around it. */
class Reader {
  constructor(page) {
    this.page = page;
    this.forget();
  }

  /** Forgets how the paper that is open was reached. */
  forget() {
    this.opened = ""; // the key of a paper that was opened from its row
    this.turned = false; // whether the reader went on from paper to paper
  }

  /** The height, in px, from which on rows are seen: search and heads of columns are above. */
  top() {
    const heads = this.page.head.bottom();
    return Math.max(byId("finder").getBoundingClientRect().bottom, heads);
  }

  // ---- the focus

  /** Puts the focus on the row of a paper just closed, which is brought on the screen unless it is. */
  returnTo(key) {
    const { list, rows, shown } = this.page;
    const index = shown.indexOf(list.rowOf.get(key));
    const line = rows.drawnAt(index);
    const { top, bottom } = line?.getBoundingClientRect() ?? {};
    const [from, to] = [this.top(), innerHeight];
    // A row that was clicked may be seen in part; one turned to is shown whole.
    const seen = line && (this.turned ? top >= from && bottom <= to : bottom > from && top < to);
    // Who came by an address has not been in the list, and finds its beginning.
    const fromList = this.turned || this.opened === key;
    if (seen) focusIn(line);
    else if (index >= 0 && fromList) rows.focus(index);
    else this.settle();
    this.forget();
  }

  /** Puts the focus on the table, where what had it is gone. */
  settle() {
    const table = byId("papers");
    (table.hidden ? this.page.query : table).focus({ preventScroll: true });
  }

  /** Gives the focus back, after drawing, to what had it, or to the table where that is gone. */
  keepFocus(active) {
    if (active === this.page.query || active === document.body) return;
    if (!active.isConnected || !active.checkVisibility() || active.matches(":disabled")) this.settle();
    else if (document.activeElement !== active) active.focus({ preventScroll: true });
  }

  // ---- the list's place

  /** Whether the result's count and filters are above the screen, or behind the search. */
  isBeyond() {
    return byId("bar").getBoundingClientRect().top < byId("finder").getBoundingClientRect().bottom - 1;
  }

  /** Scrolls to the result's count and filters. */
  goToResult() {
    const { bottom } = byId("finder").getBoundingClientRect();
    scrollBy({ top: byId("bar").getBoundingClientRect().top - bottom, behavior: "instant" });
    this.page.rows.update();
  }

  /** Where the list is scrolled to: beyond its beginning, at which row, and where that is. */
  place() {
    const scrolled = scrollY;
    if (!this.isBeyond()) return { scrolled };
    const { rows } = this.page;
    const from = this.top();
    const line = rows.lines().find((one) => one.getBoundingClientRect().bottom > from);
    return line ? { scrolled, index: rows.indexOf(line), top: line.getBoundingClientRect().top } : { scrolled };
  }

  /** Scrolls to where the list was. */
  goTo(place) {
    if (!place) return;
    scrollTo({ top: place.scrolled, behavior: "instant" });
    this.page.rows.update();
    const line = place.index === undefined ? null : this.page.rows.at(place.index);
    if (line) scrollBy({ top: line.getBoundingClientRect().top - place.top, behavior: "instant" });
  }
}

/** Puts the focus into a row, without scrolling. */
const focusIn = (line) =>
  (line.querySelector(".title") ?? line.querySelector("input")).focus({ preventScroll: true });
