// The page: joins state, drawing, address and keyboard.

class Page {
  constructor(data) {
    this.list = new List(data);
    this.state = readState(location.hash, this.list);
    this.rows = new Rows(this.list, this);
    this.facets = new Facets(this.list, this);
    this.years = this.list.lastYear ? new YearChart(this.list, this) : null;
    this.matrix = axesOf(this.list, this.state).length === 2 ? new Matrix(this.list, this) : null;
    this.detail = new Detail(this.list, this);
    this.answer = new Answer(this.list, this);
    prepareHelp(this);
    this.query = byId("query");
    this.query.value = this.state.query;
    this.prepare();
    this.listen();
    this.draw();
  }

  // ---- what the static page lacks

  prepare() {
    const head = byId("papers").tHead.rows[0];
    byId("papers").querySelector("colgroup").prepend(make("col", { class: "tick" }));
    this.list.columns.forEach(({ name, label }, index) => {
      const button = make("button", { type: "button", onclick: () => this.sortBy(name) }, label);
      head.cells[index].replaceChildren(button);
    });
    head.prepend(make("th", { role: "columnheader", scope: "col", class: "tick" }, make("span", { class: "unseen" }, "Choose")));
    const sort = byId("sort");
    sort.append(make("option", { value: "" }, "List order"));
    for (const { name, label } of this.list.columns) {
      sort.append(make("option", { value: name }, label), make("option", { value: `-${name}` }, `${label}, reversed`));
    }
    for (const id of ["side", "finder", "bar", "theme", "keys", "overview"]) byId(id).hidden = false;
    byId("overview").hidden = !this.years && !this.matrix;
    if (!this.matrix) byId("matrix-head").closest("section").hidden = true;
    if (!this.years) byId("years-head").closest("section").hidden = true;
    document.documentElement.classList.add("live");
    const wide = matchMedia("(min-width: 1080px)");
    const fit = () => {
      byId("filters").open = wide.matches;
      byId("overview").open = wide.matches;
    };
    wide.addEventListener("change", fit);
    fit();
    this.prepareTheme();
  }

  prepareTheme() {
    const button = byId("theme");
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const current = () => document.documentElement.dataset.theme || (dark.matches ? "dark" : "light");
    const label = () => { button.textContent = current() === "dark" ? "Light" : "Dark"; };
    // A browser may refuse storage to pages from disk; the choice is then kept till the page goes.
    try {
      const kept = sessionStorage.getItem("mialit-theme");
      if (kept) document.documentElement.dataset.theme = kept;
    } catch { /* without storage */ }
    button.addEventListener("click", () => {
      const next = current() === "dark" ? "light" : "dark";
      document.documentElement.dataset.theme = next;
      try { sessionStorage.setItem("mialit-theme", next); } catch { /* without storage */ }
      label();
    });
    dark.addEventListener("change", label);
    label();
  }

  // ---- changing what is asked

  /** Changes the state, as one step of the browser's history unless `step` is false. */
  change(change, step = true) {
    Object.assign(this.state, change);
    this.draw();
    this.write(step);
  }

  write(step) {
    clearTimeout(this.typed);
    const address = writeState(this.state, this.list);
    if (address === (location.hash || "#")) return;
    if (step) history.pushState({ inner: true }, "", address);
    else history.replaceState(history.state, "", address);
  }

  toggle(name, number) {
    const facets = new Map(this.state.facets);
    const values = new Set(facets.get(name));
    if (!values.delete(number)) values.add(number);
    if (values.size) facets.set(name, values);
    else facets.delete(name);
    this.change({ facets });
  }

  sortBy(name) {
    const next = { "": name, [name]: `-${name}`, [`-${name}`]: "" };
    this.change({ sort: next[this.state.sort] ?? name });
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
  restore() {
    clearTimeout(this.typed);
    this.typing = false;
    this.state = readState(location.hash, this.list);
    if (this.query.value.trim() !== this.state.query) this.query.value = this.state.query;
    this.draw();
  }

  type() {
    if (this.frame) return;
    // All that is typed within one frame is searched for once.
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      const before = this.state.query;
      this.state.query = this.query.value;
      if (before.trim() === this.state.query.trim()) return;
      this.draw();
      clearTimeout(this.typed);
      // A run of typing is one step of history; its first letter makes the step.
      if (!this.typing) {
        this.typing = true;
        this.write(true);
      } else {
        this.typed = setTimeout(() => this.write(false), 200);
      }
    });
  }

  // ---- drawing

  draw() {
    performance.mark("filter-begin");
    const { state, list } = this;
    const query = state.query.trim();
    if (!query) this.found = null;
    else if (query !== this.found?.query) {
      performance.mark("search-begin");
      this.found = { query, ...list.search.find(query) };
      performance.measure("search", "search-begin");
    }
    const result = choose(list, state, this.found);
    performance.measure("filter", "filter-begin");
    this.shown = result.rows;
    const hits = this.found && new Map(this.found.hits.map((hit) => [hit.row, hit.terms]));
    this.rows.show(result.rows, hits);
    this.facets.show(result.counts);
    this.years?.show(result.years);
    this.matrix?.show(result.crossed);
    this.drawBar();
    this.drawChosen();
    this.detail.show(state.paper);
    performance.measure("draw", "filter-begin"); // all of it; bench/page reads these measures
  }

  drawBar() {
    const { state, list, shown } = this;
    const all = list.papers.length;
    const text = shown.length === all ? plural(all, "paper") : `${grouped(shown.length)} of ${plural(all, "paper")}`;
    setText(byId("count"), text);
    this.answer.show(this.found, shown.length);
    byId("papers").hidden = !shown.length;
    for (const id of ["copy-all", "save-all"]) byId(id).disabled = !shown.length;
    const sort = byId("sort");
    sort.options[0].textContent = this.found?.ranked ? "Relevance" : "List order";
    sort.value = state.sort;
    const heads = byId("papers").tHead.rows[0].cells;
    list.columns.forEach(({ name }, index) => {
      const down = state.sort === name;
      const up = state.sort === `-${name}`;
      const first = CLASSIC_SORTS[name] ? "descending" : "ascending";
      const second = CLASSIC_SORTS[name] ? "ascending" : "descending";
      if (down || up) heads[index + 1].setAttribute("aria-sort", down ? first : second);
      else heads[index + 1].removeAttribute("aria-sort");
    });
    this.drawChips();
  }

  /** What narrows the list, each with a button that takes it away. */
  drawChips() {
    const { state, list } = this;
    const chips = [];
    const chip = (label, undo) => chips.push(make("button", {
      type: "button", class: "chip", "aria-label": `Remove ${label}`, onclick: undo }, label));
    if (state.from || state.to) {
      const label = state.from === state.to ? String(state.from) : `${state.from ?? ""}–${state.to ?? ""}`;
      chip(label, () => this.change({ from: null, to: null }));
    }
    for (const facet of list.facets) {
      for (const number of state.facets.get(facet.name) ?? []) {
        const option = facet.options[number];
        chip(option.value ? option.label : `${facet.label}: ${option.label}`, () => this.toggle(facet.name, number));
      }
    }
    if (chips.length > 1) {
      chips.push(make("button", { type: "button", class: "quiet", onclick: () => this.clear() }, "Clear all"));
    }
    byId("chips").replaceChildren(...chips);
  }

  // ---- choosing papers, and their BibTeX

  choose(row, wanted) {
    if (wanted) this.state.chosen.add(row);
    else this.state.chosen.delete(row);
    const { tick, line } = this.rows.row(row);
    tick.checked = wanted;
    line.classList.toggle("is-chosen", wanted);
    this.drawChosen();
    this.write(false);
  }

  drawChosen() {
    const { size } = this.state.chosen;
    byId("chosen").hidden = !size;
    byId("chosen-count").textContent = `${plural(size, "paper")} chosen`;
    document.body.classList.toggle("has-chosen", size > 0);
  }

  copy(rows) {
    return this.copyText(joinBibtex(this.list.data, rows), `BibTeX of ${plural(rows.length, "paper")}`);
  }

  async copyText(text, what) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      copyOldWay(text); // a page from a plain http address has no clipboard
    }
    this.say(`Copied the ${what}`);
  }

  save(rows) {
    const text = joinBibtex(this.list.data, rows);
    const address = URL.createObjectURL(new Blob(bytesOf(text), { type: "application/x-bibtex" }));
    const key = rows.length === 1 ? this.list.papers[rows[0]].key.replace(/[^\w.+-]+/g, "_") : "papers";
    make("a", { href: address, download: `${key}.bib` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
    this.say(`Downloaded the BibTeX of ${plural(rows.length, "paper")}`);
  }

  say(text) {
    const line = byId("said");
    line.textContent = text;
    clearTimeout(this.silence);
    this.silence = setTimeout(() => { line.textContent = ""; }, 4000);
  }

  // ---- a paper's detail

  openPaper(key) {
    this.opener = document.activeElement;
    this.change({ paper: key });
  }

  closePaper() {
    this.change({ paper: "" });
    // Back to the row it came from, so that reading goes on there.
    if (this.opener?.isConnected) this.opener.focus();
  }

  // ---- events

  listen() {
    addEventListener("popstate", () => this.restore());
    addEventListener("hashchange", () => this.restore());
    addEventListener("beforeprint", () => this.rows.extend());
    this.query.addEventListener("input", () => this.type());
    this.query.addEventListener("blur", () => { this.typing = false; });
    byId("sort").addEventListener("change", (event) => this.change({ sort: event.target.value }));
    byId("copy-all").addEventListener("click", () => this.copy(this.shown));
    byId("save-all").addEventListener("click", () => this.save(this.shown));
    byId("copy-chosen").addEventListener("click", () => this.copy([...this.state.chosen]));
    byId("save-chosen").addEventListener("click", () => this.save([...this.state.chosen]));
    byId("clear-chosen").addEventListener("click", () => this.change({ chosen: new Set() }, false));
    byId("clear-all").addEventListener("click", () => this.clear());
    this.rows.body.addEventListener("click", (event) => this.clicked(event));
    this.rows.body.addEventListener("change", (event) => {
      const line = event.target.closest("tr");
      if (line) this.choose(line.row, event.target.checked);
    });
    document.addEventListener("keydown", (event) => this.key(event));
    const ahead = new IntersectionObserver((seen) => {
      if (seen.some((one) => one.isIntersecting)) this.rows.extend(this.rows.drawn + 2 * PORTION);
    }, { rootMargin: "600px" });
    ahead.observe(byId("more"));
  }

  clicked(event) {
    const line = event.target.closest("tr");
    if (!line || event.target.closest("input, a:not(.title)")) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // a new tab, or selecting text
    if (!event.target.closest(".title") && String(getSelection())) return;
    event.preventDefault();
    const title = line.querySelector(".title");
    title?.focus();
    this.openPaper(this.list.papers[line.row].id);
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || this.detail.dialog.open) return;
    const { target } = event;
    const writes = target.matches("input:not([type=checkbox]), select, textarea");
    if (event.key === "/" && !writes) {
      event.preventDefault();
      this.query.focus();
      this.query.select();
      return;
    }
    const line = target.closest?.("#papers tbody tr");
    if (target === this.query) {
      if (event.key === "ArrowDown" || event.key === "Enter") {
        event.preventDefault();
        this.typing = false;
        this.focusRow(0);
      } else if (event.key === "Escape") {
        event.preventDefault();
        this.query.value = "";
        this.type();
      }
    } else if (line) {
      const index = [...this.rows.body.rows].indexOf(line);
      const moves = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: this.shown.length - 1 };
      if (event.key in moves) {
        event.preventDefault();
        if (moves[event.key] < 0) this.query.focus();
        else this.focusRow(moves[event.key]);
      } else if (event.key === "x") {
        this.choose(line.row, !this.state.chosen.has(line.row));
      } else if (event.key === "Escape") {
        this.query.focus();
      }
    } else if (event.key === "ArrowDown" && (target === document.body || target.id === "papers")) {
      event.preventDefault();
      this.focusRow(0);
    }
  }

  focusRow(index) {
    this.rows.extend(index + 1);
    const line = this.rows.body.rows[Math.min(index, this.shown.length - 1)];
    (line?.querySelector(".title") ?? line?.querySelector("input"))?.focus();
  }
}

/** Copies through a text area, for browsers and addresses without the clipboard's own interface. */
function copyOldWay(text) {
  const area = make("textarea", { class: "unseen", value: text, readOnly: true });
  (document.querySelector("dialog[open]") ?? document.body).append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

new Page(storedData());
