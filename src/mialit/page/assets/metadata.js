// What reference managers read of the paper that is open, as linked_data.py has it for a page of one.

/** The names and contents of a paper's metadata, in their order. */
function citationOf(paper) {
  const rest = paper.rest ?? {};
  return [
    ["citation_title", paper.title],
    ...paper.authors.map((name) => ["citation_author", name]),
    ["citation_publication_date", paper.year],
    ["citation_doi", paper.doi],
    ["citation_arxiv_id", paper.eprint],
    ["citation_journal_title", rest.journaltitle || rest.journal],
    ["citation_conference_title", rest.booktitle],
  ].filter(([, content]) => content);
}

/** Has the head say the metadata of `paper`, or none. */
function showMetadata(paper) {
  for (const element of document.querySelectorAll("meta[name^='citation_']")) element.remove();
  if (!paper) return;
  document.head.append(...citationOf(paper).map(([name, content]) => make("meta", { name, content: String(content) })));
}
