// The page: joins state, drawing and what the reader does.

const AFTER_FRAME = 1; // ms; a timer of 0 would come before what else waits for the frame

class Page {
  constructor(data) {
    this.list = new List(data);
    this.state = readState(location.hash, this.list);
    this.name = document.title;
    this.query = byId("query");
    this.query.value = this.state.query;
    this.rows = new Rows(this.list, this);
    this.facets = new Facets(this.list, this);
    this.head = new TableHead(this.list, this);
    this.sorts = new SortSelect(this.list, this);
    this.columns = new ColumnChooser(this.list, this);
    this.years = this.list.lastYear > this.list.firstYear ? new YearChart(this.list, this) : null;
    this.matrix = axesOf(this.list, this.state).length === 2 ? new Matrix(this.list, this) : null;
    this.downloads = new Downloads(this.list, (text) => this.say(text));
    this.detail = new Detail(this.list, this);
    this.answer = new Answer(this.list, this);
    prepareHelp(this);
    this.announcer = new Announcer(this.detail.dialog);
    this.reader = new Reader(this);
    this.prepare();
    this.steps = new Steps(this);
    this.listen();
    this.draw();
    this.reader.goTo(this.steps.place);
  }

  // ---- what the static page lacks

  prepare() {
    for (const id of ["side", "finder", "bar", "theme", "keys", "overview"]) byId(id).hidden = false;
    byId("overview").hidden = !this.years && !this.matrix;
    if (!this.matrix) byId("matrix-head").closest("section").hidden = true;
    if (!this.years) byId("years-head").closest("section").hidden = true;
    document.documentElement.classList.add("live");
    prepareFolds();
    prepareTheme();
    prepareAbout(this.list, this);
  }

  // ---- changing what is asked

  /**
   * Changes what is asked, as one step of the browser's history unless `step` is false.
   *
   * Asked from within a paper, it closes the paper, and takes the place of its step.
   */
  change(change, step = true) {
    const reading = Boolean(this.state.paper);
    Object.assign(this.state, { paper: "", missing: "" }, change);
    if (reading) this.reader.forget(); // it goes on at the result's beginning, not at the paper's row
    // Before drawing: a step remembers where the list was scrolled to.
    this.steps.write(step && !reading);
    this.draw();
  }

  toggle(name, number) {
    const facets = new Map(this.state.facets);
    const values = new Set(facets.get(name));
    if (!values.delete(number)) values.add(number);
    if (values.size) facets.set(name, values);
    else facets.delete(name);
    this.change({ facets });
  }

  sortBy(name, added) {
    this.change({ sort: nextSort(this.state.sort, name, added) });
  }

  /** Asks another query, as if it had been typed. */
  ask(query) {
    this.query.value = query;
    this.change({ query });
    this.query.focus();
  }

  clear() {
    this.query.value = "";
    this.change({ query: "", facets: new Map(), from: null, to: null });
    this.query.focus();
  }

  /** Reads the address again: the reader went back or forward, or edited it. */
  restore(place) {
    clearTimeout(this.typed);
    this.typing = false;
    const { chosen } = this.state;
    this.state = readState(location.hash, this.list);
    if (chosen.size > MOST_NAMED && !this.state.chosen.size) this.state.chosen = chosen;
    if (this.query.value.trim() !== this.state.query) this.query.value = this.state.query;
    this.draw({ place });
  }

  type() {
    if (this.frame) return;
    // All that is typed within one frame is searched for once.
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      const before = this.state.query;
      if (before.trim() === this.query.value.trim()) return;
      Object.assign(this.state, { query: this.query.value, missing: "" });
      clearTimeout(this.typed);
      // A run of typing is one step of history; its first letter makes the step.
      if (!this.typing) {
        this.typing = true;
        this.steps.write(true);
      } else {
        this.typed = setTimeout(() => this.steps.write(false), 200);
      }
      this.draw({ typing: true });
    });
  }

  // ---- drawing

  /**
   * Draws what is asked: the result where that is another one, and the paper that is open.
   *
   * A new result shows from its beginning, where the reader had scrolled beyond it, or from `place`,
   * where the reader left it. While one is `typing`, rows come before the counts.
   */
  draw({ place = null, typing = false } = {}) {
    const { state, list } = this;
    const asked = writeState({ ...state, paper: "", chosen: new Set() }, list);
    const another = asked !== this.asked;
    if (another) {
      const beyond = this.asked !== undefined && this.reader.isBeyond();
      this.asked = asked;
      this.drawResult(typing);
      if (place) this.reader.goTo(place);
      else if (beyond) this.reader.goToResult();
    } else {
      this.rows.showChosen();
    }
    this.drawMissing();
    this.drawChosen();
    this.drawPaper();
    if (!typing) this.drawTitle();
  }

  drawResult(typing) {
    performance.mark("filter-begin");
    const { state, list } = this;
    const active = document.activeElement;
    const query = state.query.trim();
    if (!query) this.found = null;
    else if (query !== this.found?.query) {
      performance.mark("search-begin");
      this.found = { query, ...list.search.find(query) };
      performance.measure("search", "search-begin");
    }
    this.shown = shownRows(list, state, this.found);
    performance.measure("filter", "filter-begin");
    if (this.head.show(state)) {
      this.columns.show(state);
      this.rows.forget();
    }
    this.rows.show(this.shown, this.found?.termsOf, typing);
    this.drawBar();
    clearTimeout(this.counting);
    // A reader who types looks at the rows: counts and title come after the frame that shows them.
    if (typing) this.counting = setTimeout(() => {
      this.drawCounts();
      this.drawTitle();
    }, AFTER_FRAME);
    else this.drawCounts();
    this.reader.keepFocus(active);
    performance.measure("draw", "filter-begin"); // all of it; bench/page reads these measures
  }

  /** How many papers each value, year and cell of the matrix has. */
  drawCounts() {
    const { counts, years, crossed } = countsOf(this.list, this.state, this.found);
    this.facets.show(counts);
    if (!byId("overview").open) return; // drawn when it opens
    this.years?.show(years);
    this.matrix?.show(crossed);
  }

  drawBar() {
    const { state, list, shown } = this;
    const all = list.papers.length;
    const text = shown.length === all ? word("papers", { count: all }) : word("papers-of", { shown: shown.length, count: all });
    setText(byId("count"), text);
    this.answer.show(this.found, shown.length);
    byId("papers").hidden = !shown.length;
    for (const id of ["choose-shown", "copy-all", "save-all"]) byId(id).disabled = !shown.length;
    this.sorts.show(state.sort, this.found?.ranked);
    this.head.fit();
    drawChips(this);
  }

  /** Says that the address names a paper which the list does not have. */
  drawMissing() {
    const { missing } = this.state;
    byId("missing").hidden = !missing;
    setText(byId("missing-text"), missing ? word("missing", { key: missing }) : "");
  }

  /** Shows the paper that is open, or closes it. */
  drawPaper() {
    const { state } = this;
    const open = this.detail.dialog.open && this.detail.dialog.dataset.key;
    this.detail.show(state.paper);
    if (open && !state.paper) this.reader.returnTo(open);
  }

  /** The window's title names the paper that is open, or what is asked; to say it takes a message to the browser. */
  drawTitle() {
    const { state, list } = this;
    const paper = list.papers[list.rowOf.get(state.paper)];
    const asked = [state.query.trim(), ...filtersOf(this).map(({ label }) => label)].filter(Boolean).join(", ");
    const first = paper ? paper.title || paper.key : asked;
    document.title = first ? word("window", { what: first, list: this.name }) : this.name;
  }

  // ---- choosing papers, and their BibTeX

  choose(row, wanted) {
    if (wanted) this.state.chosen.add(row);
    else this.state.chosen.delete(row);
    this.rows.showChosen();
    this.drawChosen();
    this.steps.write(false);
  }

  drawChosen() {
    const { size } = this.state.chosen;
    byId("chosen").hidden = !size;
    byId("chosen-count").textContent = word("chosen", { count: size });
    setText(byId("choose-shown"), word(this.areShownChosen() ? "choose-none-shown" : "choose-shown"));
    document.body.classList.toggle("has-chosen", size > 0);
  }

  /** Ticks all papers shown; where all of them are, none. */
  chooseShown() {
    const { chosen } = this.state;
    const wanted = !this.areShownChosen();
    for (const row of this.shown) {
      if (wanted) chosen.add(row);
      else chosen.delete(row);
    }
    this.rows.showChosen();
    this.drawChosen();
    this.steps.write(false);
  }

  areShownChosen() {
    return this.shown.length > 0 && this.shown.every((row) => this.state.chosen.has(row));
  }

  copy(rows) {
    return this.downloads.copy(rows);
  }

  copyText(text, what) {
    return this.downloads.copyText(text, word("copied", { what }));
  }

  say(text) {
    this.announcer.say(text);
  }

  // ---- a paper's detail

  openPaper(key) {
    Object.assign(this.state, { paper: key, missing: "" });
    this.reader.opened = key;
    this.steps.write(true, true);
    this.draw();
  }

  closePaper() {
    this.state.paper = "";
    this.steps.takeBack();
    this.draw();
  }

  /** Rows among which one turns from paper to paper: those shown, else, behind an address, all. */
  around() {
    const row = this.list.rowOf.get(this.state.paper);
    return this.shown.includes(row) ? this.shown : [...this.list.papers.keys()];
  }

  /** Shows the paper that many places after the one that is open; it takes the place of its step. */
  turn(places) {
    const order = this.around();
    const row = order[order.indexOf(this.list.rowOf.get(this.state.paper)) + places];
    if (row === undefined) return;
    this.state.paper = this.list.papers[row].id;
    this.reader.turned = true;
    this.steps.write(false);
    this.draw();
  }

  // ---- events

  listen() {
    byId("overview").addEventListener("toggle", () => this.drawCounts());
    addEventListener("beforeprint", () => this.rows.print(true));
    addEventListener("afterprint", () => this.rows.print(false));
    this.query.addEventListener("input", () => this.type());
    this.query.addEventListener("blur", () => { this.typing = false; });
    listenToLinks(this);
    this.downloads.offer(byId("bar"), () => this.shown);
    this.downloads.offer(byId("chosen"), () => [...this.state.chosen].sort((a, b) => a - b));
    byId("choose-shown").addEventListener("click", () => this.chooseShown());
    byId("clear-chosen").addEventListener("click", () => {
      this.change({ chosen: new Set() }, false);
      this.reader.settle();
    });
    byId("clear-all").addEventListener("click", () => this.clear());
    byId("missing-search").addEventListener("click", () => {
      this.query.value = this.state.missing;
      this.change({ query: this.state.missing });
      this.query.focus();
    });
    // The link is no address of the page: what is asked stays.
    document.querySelector(".skip").addEventListener("click", (event) => {
      event.preventDefault();
      byId(byId("papers").hidden ? "query" : "papers").focus();
    });
    new Keyboard(this);
    this.rows.table.addEventListener("click", (event) => this.clicked(event));
    this.rows.table.addEventListener("change", (event) => {
      const line = event.target.closest("tbody tr");
      if (line) this.choose(line.row, event.target.checked);
    });
  }

  clicked(event) {
    const line = event.target.closest("tbody tr");
    if (!line || event.target.closest("input, a:not(.title)")) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // a new tab, or selecting text
    if (!event.target.closest(".title") && String(getSelection())) return;
    event.preventDefault();
    const title = line.querySelector(".title");
    title?.focus();
    this.openPaper(this.list.papers[line.row].id);
  }
}

placeTable();
const page = new Page(storedData());
byId("waiting").remove(); // only now: where the script fails, its words stay
whenIdle(preparation(page.list));
