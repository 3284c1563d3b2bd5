// One paper in full.

/** One paper in full, in the dialog. */
class Detail {
  constructor(list, page) {
    this.list = list;
    this.page = page;
    this.key = ""; // of the paper that is shown
    this.dialog = byId("detail");
    this.article = this.dialog.querySelector("article");
    this.dialog.querySelector(".close").addEventListener("click", () => page.closePaper());
    byId("previous").addEventListener("click", () => page.turn(-1));
    byId("next").addEventListener("click", () => page.turn(1));
    byId("copy-link").addEventListener("click", () => page.copyText(this.address(), word("the-link")));
    this.dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      page.closePaper();
    });
    // A browser may close a dialog all the same, where `cancel` was prevented before.
    this.dialog.addEventListener("close", () => {
      if (page.state.paper && !this.dialog.open) page.closePaper();
    });
    // Beside the sheet; text that is selected up to there closes nothing.
    this.dialog.addEventListener("pointerdown", (event) => { this.pressed = event.target; });
    this.dialog.addEventListener("click", (event) => {
      if (event.target === this.dialog && this.pressed === this.dialog) page.closePaper();
    });
  }

  /** Shows the paper so called, or none: then the dialog closes. */
  show(key) {
    if (key === this.key) return; // nothing is open, or still the same: asked at every letter typed
    this.key = key;
    const paper = this.list.papers[this.list.rowOf.get(key)];
    if (this.list.papers.length > 1) showMetadata(paper); // a page of one paper states them from the start
    if (!paper) {
      if (this.dialog.open) this.dialog.close();
      return;
    }
    this.dialog.dataset.key = key;
    // What has the focus is kept: the buttons that turn the page stay, its text does not.
    const reading = !this.dialog.open || this.article.contains(document.activeElement);
    this.article.replaceChildren(...this.sheet(paper));
    this.page.downloads.offer(this.article, () => [this.list.rowOf.get(key)]);
    this.drawTurns(paper);
    if (!this.dialog.open) this.dialog.showModal();
    if (reading) byId("detail-title").focus({ preventScroll: true });
    this.article.scrollTop = 0;
  }

  /** Where the paper stands among those shown, and whether one comes before and after it. */
  drawTurns(paper) {
    const order = this.page.around();
    const place = order.indexOf(this.list.rowOf.get(paper.id));
    // Not disabled, which would take the focus away from the button just pressed.
    byId("previous").setAttribute("aria-disabled", String(place <= 0));
    byId("next").setAttribute("aria-disabled", String(place >= order.length - 1));
    const told = word("place", { place: place + 1, total: order.length });
    byId("turned").replaceChildren(told, make("span", { class: "unseen" }, `: ${paper.title || paper.key}`));
  }

  /** The address of the open paper and of nothing else; that of the page's home, where it lies on a disk. */
  address() {
    const home = location.protocol === "file:" && document.querySelector("link[rel=canonical]")?.href;
    return `${home || location.href.split("#")[0]}#paper=${encodeURIComponent(this.dialog.dataset.key)}`;
  }

  /** What the sheet holds of a paper. */
  sheet(paper) {
    const row = this.list.rowOf.get(paper.id);
    const facts = [];
    const fact = (label, value) => value?.length && facts.push(make("div", {}, make("dt", {}, label), make("dd", {}, ...[value].flat())));
    const linked = (name, values, separator) => values.flatMap(([value, text], number) =>
      [...(number ? [separator] : []), filterLink(this.list, name, value, text)]);
    fact(word("formerly"), (paper.values.formerly ?? []).join("; "));
    const names = linked("author", paper.authors.map((name) => [name, nameAsRead(name)]), ", ");
    fact(word("authors"), paper.moreAuthors ? [...names, names.length ? ", " : "", word("et-al")] : names);
    for (const field of this.list.data.fields) {
      if (!field.values) continue;
      const values = (paper.values[field.name] ?? []).map((number) => field.values[number]);
      fact(field.label, linked(field.name, values.map(({ name, title }) => [name, title ? `${name} (${title})` : name]), "; "));
    }
    fact(word("year"), String(paper.year ?? ""));
    for (const [name, label] of Object.entries(this.list.data.details)) fact(label, paper.rest?.[name]);
    for (const field of this.list.data.fields) {
      if (!field.values && field.name !== "formerly") fact(field.label, (paper.values[field.name] ?? []).join("; "));
    }
    fact(word("doi"), paper.doi);
    fact(word("eprint"), paper.eprint);
    const links = [[word("link-paper"), paper.paper], [word("doi"), paper.doiLink], [word("link-arxiv"), paper.arxivLink],
      ...paper.code.map((address) => [word("link-code"), address])]
      .filter(([, address], index, all) => address && all.findIndex((each) => each[1] === address) === index)
      .map(([text, address]) => make("li", {}, outward(text, address)));
    const source = joinBibtex(this.list.data, [row]);
    const reference = referenceOf(paper);
    const head = (name, ...buttons) => make("div", { class: "source-head" }, make("h3", {}, word(name)), ...buttons);
    const button = (name, what, onclick) => make("button", { type: "button", class: name, onclick }, word(what));
    return [
      make("p", { class: "fine key" }, paper.shownKey),
      make("h2", { id: "detail-title", tabIndex: -1, dir: "auto" }, paper.title || paper.key),
      links.length ? make("ul", { class: "links" }, ...links) : "",
      paper.abstract ? make("section", { class: "abstract" }, make("h3", {}, word("abstract")),
        make("p", { dir: "auto" }, paper.abstract)) : "",
      make("dl", {}, ...facts),
      make("section", {},
        head("reference", button("copy-reference", "copy", () => this.page.copyText(reference, word("the-reference")))),
        make("p", { class: "reference" }, reference)),
      make("section", {},
        head("bibtex", button("copy", "copy", () => this.page.copy([row])), make("span", { class: "menu", "data-does": "save" }, button("save", "download"))),
        make("pre", { tabIndex: 0, role: "region", "aria-label": word("bibtex-source") }, readable(source))),
    ];
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
