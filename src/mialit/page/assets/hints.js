// Why a query finds nothing, and what would help. Mirrors `why_empty` of query/filters.py, `failing`
// of search/engine.py and `closest` of text/similarity.py of mialit.

// Words of a query that finds nothing, to be asked one by one, and to be left out one by one.
const [MOST_ALONE, MOST_LEFT_OUT] = [12, 6];

/**
 * What to say of a query that finds nothing: { name, facts } of the message, and `tries`, queries
 * that find something or may: { name, facts, query } or, without a name, { label, query }.
 */
function whyNothing(search, found) {
  const failed = failing(search, found.node);
  const said = failed ? failed : whyEmpty(search, found.node);
  const tries = nearWords(search, found).concat(said.tries ?? []);
  for (const part of partsOf(found.node)) {
    if (part.kind !== "words" || !/^[A-Za-z][\w-]*=[^\s=]+$/.test(part.text)) continue;
    const query = printed(replacedIn(found.node, part, parseQuery(part.text.replace("=", ":")).node));
    tries.push({ label: part.text.replace("=", ":"), query });
  }
  return { ...said, tries };
}

/** The words that make a query fail; null if none is to blame. */
function failing(search, node) {
  const parts = partsOf(node);
  const words = parts.filter((part) => part.kind === "words");
  if (!words.length || words.length > MOST_ALONE) return null;
  const rows = (wanted) => new Set(!wanted.length ? [] :
    search.answer({ kind: "all", parts: wanted }).hits.filter((hit) => !hit.partial).map((hit) => hit.row));
  const alone = new Map(words.map((word) => [word, rows([word])]));
  const without = (left) => {
    const kept = parts.filter((part) => !left.includes(part));
    const count = rows(kept).size;
    return { count, query: printed(kept.length === 1 ? kept[0] : { kind: "all", parts: kept }) };
  };
  const named = (several) => several.map((word) => `“${word.text}”`);
  const unknown = words.filter((word) => !alone.get(word).size);
  if (unknown.length) {
    // Filters alone are no answer to words.
    const rest = unknown.length < words.length ? without(unknown) : { count: 0 };
    return {
      name: "nothing.no-paper-has", facts: { words: named(unknown).join(word("nothing.or")) },
      tries: rest.count ? [{ name: "nothing.without", facts: { words: named(unknown).join(", "), count: rest.count }, query: rest.query }] : [],
    };
  }
  if (words.length === 1) return null;
  const left = words.length > MOST_LEFT_OUT ? [] : words.map((each) => ({ each, ...without([each]) }));
  const best = left.reduce((most, one) => (one.count > (most?.count ?? 0) ? one : most), null);
  return {
    name: "nothing.not-together", facts: { words: named(words).join(", ") },
    tries: best ? [{ name: "nothing.without", facts: { words: named([best.each])[0], count: best.count }, query: best.query }] : [],
  };
}

/** The part of a query that left nothing: one that no paper matches by itself, else the first that did. */
function whyEmpty(search, node) {
  const { papers, list } = search;
  if (!papers.length) return { name: "nothing.empty-list", facts: {} };
  const binder = new Binder(list);
  const parts = partsOf(node);
  const tests = parts.map((part) => binder.test(part));
  const never = parts.find((_, index) => !papers.some(tests[index]));
  const leaveOut = (part, count) => {
    const kept = parts.filter((each) => each !== part);
    if (!kept.length) return [];
    return [{ name: "nothing.leave-out", facts: { part: printed(part) }, query: printed({ kind: "all", parts: kept }), count }];
  };
  if (never) {
    const capitals = never.kind === "words" && ["OR", "NOT"].includes(never.text.toUpperCase());
    const facts = { part: printed(never) };
    return { name: capitals ? "nothing.capitals" : "nothing.no-match", facts, tries: leaveOut(never) };
  }
  const failed = papers.map((paper) => {
    const first = tests.findIndex((test) => !test(paper));
    return first < 0 ? tests.length : first;
  });
  const last = Math.max(...failed);
  if (last >= tests.length) return { name: "nothing.query", facts: {} };
  const before = parts.slice(0, last);
  return {
    name: "nothing.leaves",
    facts: {
      before: printed({ kind: "all", parts: before }), part: printed(parts[last]),
      count: failed.filter((number) => number === last).length,
    },
    tries: leaveOut(parts[last]),
  };
}

/** For words that the list does not have, the nearest that it has, each as another query. */
function nearWords(search, { node, unknown }) {
  const tries = [];
  for (const term of unknown) {
    if (term.word.length < 3 || isDigits(term.word)) continue;
    const within = (part) => part.kind === "words" && part.text.includes(term.typed);
    for (const near of closestWords(term.word, search.index.vocabulary)) {
      const better = (part) => (within(part) ? { ...part, text: part.text.replace(term.typed, () => near) } : part);
      const query = printed(changed(node, better));
      if (!tries.some((one) => one.query === query)) tries.push({ label: near, query });
    }
  }
  return tries;
}

/** Those of `known` (folded words) that are nearest to a word, if any is. */
function closestWords(text, known, most = 3) {
  const asked = text.slice(0, 100);
  const off = Math.max(1, Math.min(3, Math.floor(asked.length / 3)));
  const near = known.filter((other) => Math.abs(other.length - asked.length) <= off &&
    countBits(letterBits(asked) ^ letterBits(other)) <= 2 * off);
  return near.map((other) => [distance(asked, other), other[0] === asked[0] ? 0 : 1, other])
    .filter(([typos]) => typos <= off).sort(compareTuples).slice(0, most).map(([, , other]) => other);
}

/** A tree with another node in the place of one of its words or filters. */
const replacedIn = (node, part, other) => changed(node, (each) => (each === part ? other : each));

/** The queries that mend a problem (filters.js): each nearest name or value, with what it makes of the query. */
function mended(asked, { part, near }) {
  if (!part) return [];
  return near.map(({ text, of, name }) => {
    let other = name ? { ...part, name: text } : null;
    if (!other && /^[a-z-]+:.* year:\d{4}$/i.test(text)) other = parseQuery(text).node;
    other ??= { ...part, values: part.values.map((value) => (value === of ? text : value)) };
    return { label: text, query: printed(replacedIn(asked, part, other)) };
  });
}
