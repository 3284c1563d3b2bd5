// Elements, made and filled. Text reaches the page as text nodes only.

const byId = (id) => document.getElementById(id);

/** An element. `properties` are DOM properties, `data-`/`aria-` attributes, or `class`. */
function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name in element && !name.includes("-")) element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** A link to the web; text alone where the address is none. */
function outward(text, address, label) {
  if (!/^https?:\/\//i.test(address ?? "")) return text;
  return make("a", { href: address, target: "_blank", rel: "noopener noreferrer", "aria-label": label }, text);
}

/** Shows `text` in `element`, with what matches `terms` marked; in its parts, if it has any. */
function showMarked(element, text, terms, column) {
  const marks = terms.length ? [...(element.shown ??= new ShownText(text)).marks(terms, column)] : [];
  if (!marks.length && element.isMarked === false) return;
  element.isMarked = marks.length > 0;
  if (!element.parts) {
    element.replaceChildren(...markedText(text, 0, marks));
    return;
  }
  let at = 0;
  const nodes = [];
  for (const { part, text: own } of element.parts) {
    const pieces = markedText(own, at, marks);
    at += own.length;
    if (part === own) nodes.push(...pieces);
    else {
      part.replaceChildren(...pieces);
      nodes.push(part);
    }
  }
  element.replaceChildren(...nodes);
}

/** Text that begins at the place `at` of a longer one, with what of it is within `marks`, as nodes. */
function markedText(text, at, marks) {
  const parts = [];
  let done = 0;
  for (const [from, to] of marks) {
    const [start, end] = [Math.max(from - at, done), Math.min(to - at, text.length)];
    if (start >= end) continue;
    parts.push(text.slice(done, start), make("mark", {}, text.slice(start, end)));
    done = end;
  }
  return [...parts, text.slice(done)].filter(Boolean);
}

/** `Family, Given` of several people as a line: of more than one too many the first, and "et al." */
function shortAuthors({ authors, moreAuthors }) {
  const names = authors.map((name) => name.split(",")[0]);
  if (moreAuthors) names.push("et al.");
  return names.length > AUTHORS_SHOWN + 1 ? `${names.slice(0, AUTHORS_SHOWN).join(", ")} et al.` : names.join(", ");
}

// Read when first asked for: the script's classes are of use without a document, too.
let interfaceWords;
let pluralRules;
const storedWords = () => (interfaceWords ??= JSON.parse(byId("words").textContent));
const pluralOf = (count) => (pluralRules ??= new Intl.PluralRules(document.documentElement.lang || "en")).select(count);

/** The interface's words of a name (interface.py), with `facts` for `{…}`; `count` chooses a plural. */
function word(name, facts = {}) {
  const form = facts.count === undefined ? name : `${name}.${pluralOf(facts.count)}`;
  const text = storedWords()[form] ?? storedWords()[`${name}.other`];
  return text.replace(/\{(\w+)\}/g, (_, fact) => (typeof facts[fact] === "number" ? grouped(facts[fact]) : facts[fact]));
}

/** A number with its thousands apart; `toLocaleString` takes a hundred times as long. */
const grouped = (count) => String(count).replace(/\B(?=(?:\d{3})+$)/g, () => storedWords().thousands);

/** Sets a text if it is another one: what stays the same costs the browser nothing. */
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
