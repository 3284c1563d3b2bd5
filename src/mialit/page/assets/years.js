// Papers per year.

/** Papers per year: a bar for each year, which filters by it; with Shift, up to the year chosen before. */
class YearChart {
  constructor(list, page) {
    this.page = page;
    this.bars = [];
    const last = list.lastYear;
    const first = Math.max(list.firstYear, last - 39);
    this.box = make("div", { class: "bars" });
    // Where bars are small, not every year is named, and only in short; who hears it hears it whole.
    const count = last - first + 1;
    const every = count <= 8 ? 1 : count <= 16 ? 2 : 5;
    const name = (year) => [make("span", { class: "century" }, String(year).slice(0, -2)), make("span", { class: "short" }, String(year).slice(-2))];
    for (let year = first; year <= last; year += 1) {
      const number = make("span", { class: "number" });
      const fill = make("span", { class: "fill" });
      const bar = make("button", {
        type: "button", class: (last - year) % every ? "bar unnamed" : "bar",
        onclick: (event) => this.pick(year, event.shiftKey),
      }, number, make("span", { class: "unseen" }, ` ${word("years.papers-in")} `), fill, make("span", { class: "year" }, ...name(year)));
      this.bars.push({ year, bar, number, fill });
      this.box.append(bar);
    }
    byId("years").append(this.box);
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
    this.box.dataset.digits = String(most).length;
    for (const { year, bar, number, fill } of this.bars) {
      const count = counts.get(year) ?? 0;
      const within = (!from || year >= from) && (!to || year <= to);
      setText(number, String(count));
      number.classList.toggle("unseen", !count);
      fill.style.setProperty("--part", (count / most).toFixed(3));
      bar.setAttribute("aria-pressed", String(Boolean((from || to) && within)));
      bar.classList.toggle("outside", !within);
    }
  }
}

/** A first and a last year, either of which may be left out; given in reverse, they are swapped. */
const inYearOrder = (from, to) => (from && to && from > to ? [to, from] : [from, to]);
