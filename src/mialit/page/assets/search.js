// Ranked, forgiving search, and filters. Mirrors search/engine.py of mialit.

/**
 * A list that can be searched.
 *
 * `papers` have key, authors, year, released, eprint, doi, url and `folded`, the six lines of
 * `Record.folded`, and `wide`, what else they say in words.
 */
class Search {
  constructor(list) {
    this.list = list;
    this.papers = list.papers;
    this.index = new WordIndex(this.papers.map((paper) => paper.folded), (row) => this.papers[row].wide());
    this.links = synonymLinks(list.data.synonyms);
    this.isEnglish = englishOf(list.data.english);
  }

  /**
   * What a query finds among the rows that pass `allowed`: hits, best first; `termsOf` says which
   * terms the one of a row matches.
   *
   * What cannot be read of the query is left out, and `problems` tell of it; `asked` is the query's
   * tree, `node` what is left of it.
   * `unknown` has, where nothing is found, the terms that the list does not have.
   */
  find(query, allowed = () => true) {
    const { node, problems } = parseQuery(query);
    const signs = node !== EVERYTHING && withoutSigns(node) === EVERYTHING;
    if (signs && !problems.length) problems.push({ name: "query.signs", facts: { text: query } });
    const found = this.answer(node, problems, allowed);
    if (found.hits.length) return found;
    // What is still being typed, and would find nothing so far, does not count yet.
    const open = problems.find(({ name }) => name.startsWith("query.open-")) ?? this.begunName(query);
    if (!open) return found;
    const before = this.find(query.slice(0, open.offset), allowed);
    return { ...before, asked: found.asked, problems: problems.includes(open) ? found.problems : [...found.problems, open] };
  }

  /** The word at the end of a query that may become the name of a filter, or OR or NOT; null if it is none. */
  begunName(query) {
    const last = /(?:^|[\s(-])([A-Za-z][\w-]*)$/.exec(query)?.[1];
    const names = [...this.list.names.filters, "OR", "NOT"];
    if (!last || !names.some((name) => name.startsWith(last) || name.startsWith(last.toLowerCase()))) return null;
    return { name: "query.unfinished", offset: query.length - last.length, facts: { text: last } };
  }

  /** What a tree finds; `problems` are those of reading it. */
  answer(asked, problems = [], allowed = () => true) {
    const { papers, list } = this;
    const binder = new Binder(list);
    const { node, branches } = this.read(asked, binder, problems);
    const best = []; // by row
    const unmatched = [];
    for (const { words, tests } of branches) {
      const passing = tests.map((test) => binder.test(test));
      const passes = (row) => allowed(row) && passing.every((test) => test(papers[row]));
      const ranking = words.length ? new Ranking(words, this) : null;
      const { rows, scores, partial } = ranking ? ranking.scored(passes) : alike([...papers.keys()].filter(passes));
      const terms = ranking?.terms ?? [];
      if (!rows.length && ranking) unmatched.push(...ranking.unmatched());
      rows.forEach((row, index) => {
        const other = best[row];
        const score = scores[index];
        if (!other || partial < other.partial || (partial === other.partial && score > other.score)) {
          best[row] = { row, score, partial, terms };
        }
      });
    }
    let hits = best.filter(Boolean);
    if (hits.some((hit) => !hit.partial)) hits = hits.filter((hit) => !hit.partial);
    const ranked = branches.some((branch) => branch.words.length);
    if (ranked) hits = this.inOrder(hits);
    return {
      asked, node, hits, ranked, termsOf: (row) => best[row].terms, problems: problems.concat(binder.problems), notes: binder.notes,
      corrections: this.corrections(hits), unknown: hits.length ? [] : unmatched,
    };
  }

  /** Hits in the order of their scores, of equal ones the newest first. */
  inOrder(hits) {
    const { count } = this.index;
    const { rows, places } = this.newness;
    // Scores have one digit behind the point: one number says both, and numbers are sorted fast.
    const keys = Uint32Array.from(hits, ({ row, score }) => Math.round(1000 - 10 * score) * count + places[row]).sort();
    const hitOf = [];
    for (const hit of hits) hitOf[hit.row] = hit;
    return Array.from(keys, (key) => hitOf[rows[key % count]]);
  }

  /** All rows, newest first, and the place of each row among them; made once. */
  get newness() {
    if (!this.newest) {
      const rows = [...this.papers.keys()].sort((a, b) => newerFirst(this.papers[a], this.papers[b]) || a - b);
      const places = new Uint32Array(rows.length);
      rows.forEach((row, place) => { places[row] = place; });
      this.newest = { rows, places };
    }
    return this.newest;
  }

  /** The part of a tree that can be read, and its alternatives. */
  read(asked, binder, problems) {
    let node = withoutSigns(asked);
    const count = countParts(node);
    if (count > MOST_PARTS) {
      problems.push({ name: "query.too-many-parts", facts: { number: count, most: MOST_PARTS } });
      return { node: EVERYTHING, branches: branchesOf(EVERYTHING) };
    }
    // In a reference, "doi: 10.1145/..." is text; elsewhere a filter without a value is a mistake.
    const isReference = (branchesOf(node) ?? []).map(asPasted).some((branch) => isPasted(branch.words));
    if (!isReference) node = binder.readable(node) ?? EVERYTHING;
    let branches = branchesOf(node)?.map(asPasted);
    if (!branches) problems.push({ name: "query.too-many-branches", facts: { most: MOST_BRANCHES } });
    const written = (branches ?? []).reduce((sum, { words, tests }) =>
      sum + words.length + tests.reduce((all, test) => all + countParts(test), 0), 0);
    if (written > MOST_PARTS) {
      problems.push({ name: "query.too-many-written", facts: { number: written, most: MOST_PARTS } });
      branches = null;
    }
    if (!branches) return { node: EVERYTHING, branches: branchesOf(EVERYTHING) };
    if (isReference) {
      branches = branches.map(({ words, tests }) => ({ words, tests: tests.map((test) => binder.readable(test)).filter(Boolean) }));
    }
    return { node, branches };
  }

  /** Words that match every hit by a typo only: as typed, and the word that the best hit has. */
  corrections(hits) {
    const found = [];
    if (!hits.length) return found;
    const { row, terms } = hits[0];
    for (const term of terms) {
      if (term.optional || !term.typos.size || hits.some(({ row: hit }) => term.best.has(hit) || term.wide.has(hit))) continue;
      let best = 0;
      let word = "";
      this.index.lines[row].forEach((line, column) => occurrencesOf(term, ` ${line} `, column, (start, end, likeness) => {
        if (likeness * WORTH[column] <= best) return;
        best = likeness * WORTH[column];
        word = line.slice(start - 1, end - 1);
      }));
      if (word) found.push([term.typed, word]);
    }
    return found;
  }
}

// ---------------------------------------------------------------- alternatives

/** The alternatives of a tree: words that rank, and parts that only decide; null where they are too many. */
function branchesOf(node) {
  if (node.kind === "words") return [{ words: [node], tests: [] }];
  if (node.kind === "filter" || node.kind === "not") return [{ words: [], tests: [node] }];
  const parts = node.parts.map(branchesOf);
  if (parts.includes(null)) return null;
  if (node.kind === "any") return fewEnough(parts.flat());
  let found = [{ words: [], tests: [] }];
  for (const each of parts) {
    found = fewEnough(found.flatMap((left) => each.map((right) =>
      ({ words: [...left.words, ...right.words], tests: [...left.tests, ...right.tests] }))));
    if (!found) return null;
  }
  return found;
}

const fewEnough = (branches) => (branches.length > MOST_BRANCHES ? null : branches);

/** An alternative; in a reference, "arXiv:2007.14321" is text: the list may not have the number. */
function asPasted(branch) {
  if (!isPasted(branch.words)) return branch;
  const named = branch.tests.filter((test) => test.kind === "filter" && PASTED.includes(test.name));
  const words = named.flatMap((test) => test.values.map((text) => ({ kind: "words", text, phrase: false })));
  return { words: [...branch.words, ...words], tests: branch.tests.filter((test) => !named.includes(test)) };
}

function newerFirst(a, b) {
  return (b.year ?? 0) - (a.year ?? 0) || monthNumber(b) - monthNumber(a) || compareTexts(a.key, b.key);
}

/** The month of release as a number, `2020-03` as 202003; 0 where there is none. */
function monthNumber({ released }) {
  const digits = (released || "").replaceAll("-", "");
  return /^[0-9]+$/.test(digits) ? Number(digits.slice(0, 6)) : 0;
}

const compareTexts = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

// ---------------------------------------------------------------- marks

/** A text as it is shown, and the same folded, with the positions of its words. */
class ShownText {
  constructor(text) {
    this.starts = new Map();
    this.ends = new Map();
    let folded = " ";
    let offset = 0;
    for (const character of text) {
      const next = offset + character.length;
      for (const letter of foldCharacter(character)) {
        if (letter === " ") {
          if (!folded.endsWith(" ")) folded += " ";
          continue;
        }
        if (folded.endsWith(" ")) this.starts.set(folded.length, offset);
        folded += letter;
        this.ends.set(folded.length, next);
      }
      offset = next;
    }
    this.folded = `${folded} `;
  }

  /** Where `terms` occur, as sorted pairs of start and end that do not overlap. */
  marks(terms, column) {
    const found = [];
    for (const term of terms) {
      if (term.optional) continue;
      occurrencesOf(term, this.folded, column, (start, end) => {
        if (this.starts.has(start) && this.ends.has(end)) found.push([this.starts.get(start), this.ends.get(end)]);
      });
    }
    found.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
    return found.filter(([start], index) => found.slice(0, index).every(([, end]) => start >= end));
  }
}
