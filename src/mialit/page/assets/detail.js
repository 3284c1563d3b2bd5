// One paper in full.

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
    showMetadata(paper);
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
