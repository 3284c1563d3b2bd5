// Authors and values as links that choose papers by them.

/**
 * A value as a link: a click chooses by it, or no longer, within what is shown; a new tab shows
 * the whole list chosen by it. Text alone where papers are not chosen by that value.
 */
function filterLink(list, field, value, text = value) {
  const facet = list.facetNamed.get(field);
  const number = facet?.numberOf(value);
  if (number === undefined) return text;
  const { value: name, label } = facet.options[number];
  const link = make("a", { class: "filter", href: `#${new URLSearchParams([[field, name]])}` }, text);
  if (label !== text) link.title = label;
  link.filter = { field, number };
  return link;
}

/** The line `text` of a paper's authors (`shortAuthors`) in parts, those that it names as links. */
function authorParts(list, { authors }, text) {
  const parts = [];
  let at = 0;
  for (const name of authors) {
    const family = name.split(",")[0];
    const start = parts.length ? at + 2 : at;
    if (!family || !text.startsWith(parts.length ? `, ${family}` : family, at)) break;
    parts.push(text.slice(at, start), filterLink(list, "author", name, family));
    at = start + family.length;
  }
  return [...parts, text.slice(at)];
}

/** What a cell shows in a column in parts, its values as links where papers are chosen by them. */
function valueParts(list, paper, name) {
  const facet = name === "authors" ? "author" : name;
  if (!list.facetNamed.has(facet)) return null;
  const values = name === "authors" ? paper.authors : list.valuesOf(paper, name);
  return values.flatMap((value, number) => [number ? "; " : "", filterLink(list, facet, value)]);
}

/** Has an element show its text in parts, some of them links, with what is marked within them. */
function inParts(element, parts) {
  if (parts?.some((part) => typeof part !== "string")) {
    element.parts = parts.filter(Boolean).map((part) => ({ part, text: part.textContent ?? part }));
  }
  return element;
}

/** Makes the links of the page choose. From a paper's detail one comes back to the list. */
function listenToLinks(page) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a.filter");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    page.toggle(link.filter.field, link.filter.number);
    if (page.state.paper) page.closePaper();
  });
}
