// What the cells of a row hold.

// In which of the texts that a search looks at a column's text stands; others hold subjects.
const TEXT_OF_COLUMN = { venue: VENUE, key: REST, year: REST, authors: AUTHORS, formerly: FORMERLY };

const LONG_KEY = 22; // characters that the column has room for

const hasOwnColumn = (list, name) => list.columns.some((column) => column.name === name);

/**
 * Fills a cell with what a paper has in the column `name`. The list's main column links to the paper.
 *
 * `marked(element, content, text)` is given each text in which a search marks what it found.
 */
function fillCell(cell, paper, name, isMain, marked) {
  const { list } = paper;
  if (isMain) {
    const href = `#paper=${encodeURIComponent(paper.id)}`;
    cell.dataset.address = hasOwnColumn(list, "doi") ? "" : paper.doiLink || paper.paper || "";
    cell.append(marked(make("a", { class: "title", dir: "auto", href }), paper.title || paper.key, TITLE));
    const authors = hasOwnColumn(list, "authors") ? "" : shortAuthors(paper);
    if (authors) {
      const line = make("span", { class: "authors", dir: "auto", title: paper.authors.join("; ") });
      cell.append(marked(inParts(line, authorParts(list, paper, authors)), authors, AUTHORS));
    }
  } else if (name === "url") {
    if (paper.paper) cell.append(outward(word("row.paper"), paper.paper, word("row.paper-of", { key: paper.key })));
  } else if (name === "code") {
    paper.code.forEach((address, number) => {
      const label = number ? word("row.code-number-of", { number: number + 1, key: paper.key }) : word("row.code-of", { key: paper.key });
      cell.append(outward(word("row.code"), address, label), " ");
    });
  } else {
    const content = paper.text(name);
    if (!content) return;
    cell.dir = "auto";
    const address = { doi: paper.doiLink, eprint: paper.arxivLink }[name];
    const parts = address ? [outward(content, address)] : name === "key" ? keyParts(content) : valueParts(list, paper, name);
    const lines = make("span", { class: "lines", title: content }); // the first two are seen
    cell.append(marked(inParts(lines, parts), content, TEXT_OF_COLUMN[name] ?? SUBJECTS));
  }
}

/** A long key in the parts after which a line may end: its words and numbers. */
function keyParts(key) {
  if (key.length <= LONG_KEY) return null;
  return key.split(/(?<=\p{Ll})(?=[\p{Lu}\d])|(?<=\d)(?=\p{L})|(?<=[-_:./+])/u).flatMap((part, number) => (number ? [make("wbr"), part] : [part]));
}
