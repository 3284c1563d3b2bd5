// The filters at the side.

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
