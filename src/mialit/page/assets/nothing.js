// What the page says of a query: how it was read, what of it cannot be read, and where nothing is
// found, why, and what would help.

const PAUSE = 150; // milliseconds without a key after which the reason is looked for, which takes some searches

class Answer {
  constructor(list, page) {
    Object.assign(this, { list, page });
  }

  /** Says it of `found`, of which `shown` papers are shown; null where no query is asked. */
  show(found, shown) {
    const note = byId("note");
    const parts = found ? this.problems(found) : [];
    if (found && shown) parts.push(...this.readings(found));
    const key = JSON.stringify(parts.map((part) => part.textContent ?? part));
    if (key !== this.said) {
      note.replaceChildren(...parts.flatMap((part, index) => (index ? ["; ", part] : [part])));
      note.title = note.textContent; // of a long one the beginning is seen
    }
    this.said = key;
    this.showNothing(found, shown);
  }

  /** What cannot be read of the query, the first of it, and what may be meant. */
  problems(found) {
    const [problem] = found.problems;
    if (!problem) return [];
    const line = make("span", { class: "problem" }, word(problem.name, problem.facts));
    const better = problem.part ? mended(withoutSigns(found.asked), problem) : [];
    if (better.length) line.append(`, ${word("query.perhaps")} `, ...this.buttons(better));
    return [line];
  }

  /** How the query was read. */
  readings({ hits, corrections, notes }) {
    // A query is read once for its papers and once for their order: what is said twice is said once.
    const said = [...new Set(notes.map(({ name, facts }) => word(name, facts)))];
    const read = corrections.map(([typed, meant]) => word("note.read-as", { typed, meant }));
    if (read.length) said.push(`${word("note.read")} ${read.join(", ")}`);
    if (hits.length && hits.every((hit) => hit.partial)) said.push(word("note.partial"));
    return said;
  }

  buttons(tries) {
    return tries.map(({ label, name, facts, query }) => make("button", {
      type: "button", class: "try", onclick: () => this.page.ask(query) }, label ?? word(name, facts)));
  }

  showNothing(found, shown) {
    const box = byId("nothing");
    clearTimeout(this.waiting);
    box.hidden = shown > 0;
    if (shown) return;
    const { state } = this.page;
    const filtered = state.facets.size > 0 || Boolean(state.from || state.to);
    const reason = byId("nothing-reason");
    const tries = byId("nothing-tries");
    tries.replaceChildren();
    byId("clear-all").hidden = !found && !filtered;
    if (!this.list.papers.length) setText(reason, word("nothing.empty-list"));
    else if (found?.hits.length) setText(reason, word("nothing.filters", { query: state.query.trim(), count: found.hits.length }));
    else setText(reason, found ? word("nothing.query") : word("nothing.filters-alone"));
    if (found?.hits.length && filtered) tries.append(make("button", {
      type: "button", class: "try", onclick: () => this.page.change({ facets: new Map(), from: null, to: null }) }, word("nothing.without-filters")));
    if (!found || found.hits.length || !this.list.papers.length) return;
    this.waiting = setTimeout(() => {
      const why = whyNothing(this.list.search, found);
      setText(reason, word(why.name, why.facts));
      tries.replaceChildren(...this.buttons(why.tries));
    }, PAUSE);
  }
}
