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
