// In which order papers are shown: by one column, or by two.

const CLASSIC_SORTS = { year: -1, released: -1 }; // newest first where nothing else is asked
const MOST_SORTS = 2;

/** The columns of an order such as `year,-title`, the second within the first; `-` turns it round. */
const sortKeys = (sort) => sort.split(",").filter(Boolean)
  .map((text) => ({ name: text.replace(/^-/, ""), turned: text.startsWith("-") }));

const sortText = (keys) => keys.map(({ name, turned }) => (turned ? `-${name}` : name)).join(",");

/** Whether a column's order is upwards. */
const isAscending = ({ name, turned }) => turned === (CLASSIC_SORTS[name] === -1);

/** The order that a text in an address asks for, without the columns that the list does not have. */
function readSort(text, list) {
  const keys = sortKeys(text).filter(({ name }) => list.choiceNamed.has(name));
  return sortText(keys.filter(({ name }, index) => keys.findIndex((key) => key.name === name) === index).slice(0, MOST_SORTS));
}

/**
 * The order after a column's head was pressed: by it, by it turned round, and as the list is.
 *
 * `added` keeps the first column, and puts this one second; pressed again it is turned round, and
 * then taken away.
 */
function nextSort(sort, name, added) {
  const turn = (key) => ({ ...key, turned: !key.turned });
  const keys = sortKeys(sort);
  const [first, second] = keys;
  if (!added || !first || (first.name === name && !second)) {
    if (keys.length !== 1 || first.name !== name) return name;
    return first.turned ? "" : `-${name}`;
  }
  if (first.name === name) return sortText([turn(first), second]);
  if (second?.name !== name) return sortText([first, { name, turned: false }]);
  return sortText(second.turned ? [first] : [first, turn(second)]);
}

/** Sorts rows; papers without a value are last, and what is equal stays in the list's order. */
function sortRows(list, rows, sort) {
  const keys = sortKeys(sort).map((key) => ({
    ranks: ranksOf(list, key.name), sign: (key.turned ? -1 : 1) * (CLASSIC_SORTS[key.name] ?? 1),
  }));
  rows.sort((a, b) => {
    for (const { ranks, sign } of keys) {
      const [first, second] = [ranks[a], ranks[b]];
      if (first === second) continue;
      if (!first || !second) return first ? -1 : 1;
      return sign * (first - second);
    }
    return a - b;
  });
}

/** The place of each paper's value in a column among all, from 1; 0 where it has none. Made once. */
function ranksOf(list, name) {
  list.ranks ??= new Map();
  if (!list.ranks.has(name)) {
    const values = list.papers.map((paper) => sortValue(paper, name));
    const areNumbers = values.every((value) => value === null || typeof value === "number" || isDigits(value));
    const known = [...new Set(values.filter((value) => value !== null))]
      .sort(areNumbers ? (a, b) => a - b : (a, b) => (a < b ? -1 : 1));
    const places = new Map(known.map((value, place) => [value, place + 1]));
    list.ranks.set(name, Int32Array.from(values, (value) => places.get(value) ?? 0));
  }
  return list.ranks.get(name);
}

/** What a paper is sorted by in a column; null where it has nothing there. */
function sortValue(paper, name) {
  if (name === "year") return paper.year || null;
  if (name === "url") return paper.paper ? 0 : 1;
  if (name === "code") return paper.hasCode ? 0 : 1;
  return fold(name === "key" ? paper.key : paper.text(name)) || null;
}

/** The list of orders: by one column, and by two once the first is chosen. */
class SortSelect {
  constructor(list, page) {
    this.list = list;
    this.select = byId("sort");
    this.select.addEventListener("change", () => page.change({ sort: this.select.value }));
  }

  show(sort, isRanked) {
    const { columns } = this.list;
    const [first] = sort.split(",");
    if (this.columns !== columns || this.first !== first || !this.known.has(sort)) this.build(columns, first, sort);
    setText(this.select.options[0], word(isRanked ? "relevance" : "list-order"));
    if (this.select.value !== sort) this.select.value = sort;
  }

  build(columns, first, sort) {
    Object.assign(this, { columns, first });
    const bothWays = (names) => names.flatMap(({ name }) => [name, `-${name}`]);
    const single = ["", ...bothWays(columns)];
    const [{ name: chosen } = {}] = sortKeys(first);
    const double = chosen ? bothWays(columns.filter(({ name }) => name !== chosen)).map((second) => `${first},${second}`) : [];
    // The address may name columns that are not shown.
    if (first && !single.includes(first)) single.push(first);
    if (sort !== first && !double.includes(sort)) double.push(sort);
    this.known = new Set([...single, ...double]);
    const options = (orders) => orders.map((value) => make("option", { value }, this.nameOf(value)));
    this.select.replaceChildren(...options(single));
    if (double.length) this.select.append(make("optgroup", { label: word("sort.both") }, ...options(double)));
  }

  nameOf(sort) {
    const [first, second] = sortKeys(sort).map(({ name, turned }) => {
      const { label } = this.list.choiceNamed.get(name);
      return turned ? word("reversed", { column: label }) : label;
    });
    return second ? word("sort.two", { first, second }) : first ?? word("list-order");
  }
}
