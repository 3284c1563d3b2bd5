// What the page says of its list: how to cite it, copied; how many papers, in the list's language.

function prepareAbout(list, page) {
  setText(byId("about-papers"), word("papers", { count: list.papers.length }));
  for (const name of ["text", "bibtex"]) {
    const button = byId(`copy-cite-${name}`);
    if (!button) continue;
    button.closest(".copies").hidden = false;
    const what = word(name === "text" ? "about.copied-reference" : "about.copied-bibtex");
    button.addEventListener("click", () => page.copyText(byId(`cite-${name}`).textContent, what));
  }
}
