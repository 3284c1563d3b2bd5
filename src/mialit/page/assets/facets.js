// The filters at the side.

const SHORT = 12; // a facet of more options has a search field, and begins with the most frequent
const SHOWN = 10;
const FURTHER = 50; // drawn at a time of a facet that is too long to be drawn whole
const WHOLE = 100;

/** The filters at the side: the range of years, and the options of each facet with their counts. */
class Facets {
  constructor(list, page) {
    this.list = list;
    this.page = page;
    this.closed = new Set((kept("closed") ?? "").split(" ").filter(Boolean));
    this.boxes = list.facets.map((facet) => new FacetBox(facet, page));
    const years = this.makeYears();
    byId("facets").append(...(years ? [this.folding("year", years, word("year"))] : []),
      ...this.boxes.map((box) => this.folding(box.facet.name, box.group, box.facet.label, box)));
  }

  /** A facet that the reader may close, for good. */
  folding(name, group, label, box) {
    const summary = make("summary", {}, label, " ", box?.chosen);
    const details = make("details", { class: "fold", open: !this.closed.has(name) }, summary, group);
    details.addEventListener("toggle", () => {
      if (details.open) this.closed.delete(name);
      else this.closed.add(name);
      keep("closed", this.closed.size ? [...this.closed].join(" ") : null);
      if (box) box.setOpen(details.open);
    });
    if (box) box.open = details.open;
    return details;
  }

  makeYears() {
    const { firstYear, lastYear } = this.list;
    if (!lastYear) return null;
    const input = (label, placeholder) => make("input", {
      type: "number", min: String(firstYear), max: String(lastYear), "aria-label": word(label),
      inputMode: "numeric", placeholder: String(placeholder), onchange: () => this.changeYears(),
    });
    this.from = input("facet.from-year", firstYear);
    this.to = input("facet.to-year", lastYear);
    return make("fieldset", { class: "facet years" }, make("legend", { class: "unseen" }, word("year")),
      make("div", { class: "range" }, this.from, word("facet.to"), this.to));
  }

  changeYears() {
    const [from, to] = inYearOrder(...[this.from, this.to].map(({ value }) => Number(value) || null));
    this.showYears(from, to);
    this.page.change({ from, to });
  }

  showYears(from, to) {
    this.from.value = from ?? "";
    this.to.value = to ?? "";
  }

  show(counts) {
    const { state } = this.page;
    this.boxes.forEach((box, index) => box.show(counts[index], state.facets.get(box.facet.name)));
    const edited = [this.from, this.to].includes(document.activeElement);
    if (this.from && !edited) this.showYears(state.from, state.to);
  }
}

/**
 * The options of one facet.
 *
 * A short facet has all of them, in the order of the whole list, so that none moves while one
 * types. A long one, such as thousands of authors, has an element only for those that are drawn:
 * the most frequent among the papers shown (of the whole list they would be all zero as soon as
 * one narrows it), those that the reader looks for, and those that are chosen.
 */
class FacetBox {
  constructor(facet, page) {
    this.facet = facet;
    this.page = page;
    this.long = facet.options.length > SHORT;
    this.limit = SHOWN;
    this.lines = new Map();
    this.drawn = [];
    this.chosen = make("span", { class: "number" });
    this.values = make("div", { class: "values" });
    this.group = make("fieldset", { class: "facet" }, make("legend", { class: "unseen" }, facet.label));
    if (this.long) this.group.append(this.makeSearch());
    this.group.append(this.values);
    if (this.long) {
      this.rest = make("button", { type: "button", class: "quiet", onclick: () => this.growOrShrink() });
      this.group.append(this.rest);
    }
  }

  makeSearch() {
    const label = word("facet.search", { field: this.facet.label });
    this.search = make("input", {
      type: "search", class: "facet-search", placeholder: label, "aria-label": label, autocomplete: "off",
      spellcheck: false,
      oninput: () => { this.limit = SHOWN; this.draw(); },
      onkeydown: (event) => {
        if (event.key === "Escape" && this.search.value) {
          event.stopPropagation();
          event.preventDefault();
          this.search.value = "";
          this.draw();
        } else if (event.key === "Enter" && this.search.value.trim() && this.drawn.length) {
          this.page.toggle(this.facet.name, this.drawn[0]);
        }
      },
    });
    return this.search;
  }

  growOrShrink() {
    this.limit = this.limit < this.found ? (this.found <= WHOLE ? WHOLE : this.limit + FURTHER) : SHOWN;
    this.draw();
  }

  setOpen(open) {
    this.open = open;
    if (open && this.counts) this.draw();
  }

  show(counts, chosen) {
    this.counts = counts;
    this.wanted = chosen;
    setText(this.chosen, chosen ? grouped(chosen.size) : "");
    if (this.open) this.draw(); // what is closed costs nothing
  }

  draw() {
    const numbers = this.long ? this.mostFrequent() : this.facet.ranked;
    if (this.long) this.drawRest(numbers.length);
    for (const number of numbers) {
      const { box, count, label } = this.line(number);
      const isChosen = Boolean(this.wanted?.has(number));
      if (box.checked !== isChosen) box.checked = isChosen;
      setText(count, grouped(this.counts[number]));
      label.classList.toggle("zero", !this.counts[number]);
    }
    this.place(numbers);
  }

  drawRest() {
    const more = this.found > this.limit;
    this.rest.hidden = !more && this.limit === SHOWN;
    const all = this.found <= WHOLE ? word("facet.all", { number: this.found }) : word("facet.more", { number: FURTHER });
    setText(this.rest, more ? all : word("facet.fewer"));
    this.rest.setAttribute("aria-expanded", String(!more));
  }

  /** The numbers of what a long facet draws; `found` is how many there would be. */
  mostFrequent() {
    const { counts, wanted, limit } = this;
    const asked = wordsOf(this.search.value);
    const best = [];
    this.found = 0;
    for (let number = 0; number < counts.length; number += 1) {
      const count = counts[number];
      if (asked.length ? !this.isCalled(number, asked) : !count) continue;
      this.found += 1;
      if (best.length === limit && count <= counts[best.at(-1)]) continue;
      let place = best.length;
      while (place && count > counts[best[place - 1]]) place -= 1;
      best.splice(place, 0, number);
      if (best.length > limit) best.pop();
    }
    const others = [...wanted ?? []].filter((number) => !best.includes(number));
    return [...best, ...others];
  }

  /** Whether each word asked for begins one of an option's. */
  isCalled(number, asked) {
    this.folded ??= this.facet.options.map(({ label, title }) => ` ${fold(title ? `${label} ${title}` : label)}`);
    return asked.every((text) => this.folded[number].includes(` ${text}`));
  }

  line(number) {
    if (!this.lines.has(number)) this.lines.set(number, this.make(number));
    return this.lines.get(number);
  }

  make(number) {
    const option = this.facet.options[number];
    const box = make("input", { type: "checkbox", onchange: () => this.page.toggle(this.facet.name, number) });
    const count = make("span", { class: "number" });
    const label = make("label", { title: option.title }, box,
      make("span", { class: option.value ? "value" : "value none", dir: "auto" }, option.label), count);
    return { box, count, label };
  }

  place(numbers) {
    if (numbers.length === this.drawn.length && numbers.every((number, index) => number === this.drawn[index])) return;
    this.drawn = numbers;
    const focused = this.values.contains(document.activeElement) ? document.activeElement : null;
    const lines = numbers.map((number) => this.line(number).label);
    if (!lines.length) lines.push(make("p", { class: "fine" }, word("facet.none")));
    this.values.replaceChildren(...lines);
    if (focused?.isConnected) focused.focus({ preventScroll: true }); // moving an element takes its focus
    if (this.lines.size > 4 * WHOLE) this.lines = new Map(numbers.map((number) => [number, this.lines.get(number)]));
  }
}
