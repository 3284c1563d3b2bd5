// Ranked, forgiving search. Mirrors ranking.py, engine.py and highlight.py of mialit/search, whose
// constants (in capitals) script.py puts before this script; bench/page/agreement.py measures
// how often the page and `mialit search` agree.

// ---------------------------------------------------------------- the query's form

const TOKEN = /\s*(?:(-(?=[^\s)]))|"((?:[^"\\]|\\.)*)"|([A-Za-z][\w-]*):(?=[^\s)])(?!\/\/)|([^\s()"]+)|[()"])/gy;
const VALUES = /(?:"(?:[^"\\]|\\.)*"|[^\s,"()]+)(?:,(?:"(?:[^"\\]|\\.)*"|[^\s,"()]+))*/y;

/**
 * The alternatives (`OR`) of a query: words that rank, and filters that only decide.
 * Forgiving: parentheses are passed over, and a filter of an unknown field is text.
 */
function parseQuery(query, isField) {
  const branches = [{ words: [], filters: [] }];
  let negated = false;
  query = query.slice(0, 10000);
  TOKEN.lastIndex = 0;
  for (let token = TOKEN.exec(query); token; token = TOKEN.exec(query)) {
    const [whole, minus, phrase, name, word] = token;
    const branch = branches.at(-1);
    if (minus || word === "NOT") {
      negated = true;
      continue;
    }
    if (word === "OR") {
      if (branches.length < MOST_BRANCHES) branches.push({ words: [], filters: [] });
      continue;
    }
    if (name !== undefined) {
      VALUES.lastIndex = TOKEN.lastIndex;
      const values = VALUES.exec(query);
      if (values) TOKEN.lastIndex = VALUES.lastIndex;
      const text = values ? values[0] : "";
      if (isField(name.toLowerCase())) {
        const stated = text.match(/"(?:[^"\\]|\\.)*"|[^,"]+/g) ?? [];
        const asked = stated.map((value) => value.replace(/^"|"$/g, "").replace(/\\(.)/g, "$1"));
        branch.filters.push({ name: name.toLowerCase(), values: asked, negated });
      } else {
        branch.words.push({ text: `${name}:${text}`.trim(), phrase: false });
      }
    } else if (phrase !== undefined || word !== undefined) {
      const one = { text: phrase?.replace(/\\(.)/g, "$1") ?? word, phrase: phrase !== undefined };
      if (negated) branch.filters.push({ name: "", values: [one.text], negated });
      else branch.words.push(one);
    } else if (!whole.trim()) {
      break;
    }
    negated = false;
  }
  for (const branch of branches) if (isPasted(branch.words)) readAsReference(branch);
  return branches.filter((branch) => branch.words.length || branch.filters.length);
}

/** Whether words are as many as a reference has, with some beside a title in quotes. */
function isPasted(words) {
  const count = words.reduce((sum, word) => sum + word.text.split(/\s+/).filter(Boolean).length, 0);
  return words.filter((word) => !word.phrase).length >= BESIDE_TITLE && count >= REFERENCE;
}

/** In a reference, "arXiv:2007.14321" is text: the list may not have the number. */
function readAsReference(branch) {
  const isText = ({ name, negated }) => PASTED.includes(name) && !negated;
  for (const filter of branch.filters.filter(isText)) {
    branch.words.push(...filter.values.map((text) => ({ text, phrase: false })));
  }
  branch.filters = branch.filters.filter((filter) => !isText(filter));
}

// ---------------------------------------------------------------- identifiers

const ARXIV = /^(?:(?:https?:\/\/)?(?:[a-z0-9-]+\.)*arxiv\.org\/(?:abs|pdf|html)\/|(?:https?:\/\/)?(?:(?:dx\.|www\.)?doi\.org\/)?10\.48550\/arxiv\.|arxiv\s*:\s*|abs\/)?((?:[a-z-]+(?:\.[a-z]{2})?\/\d{7})|\d{4}\.\d{4,5})(?:v\d+)?(?:\.pdf)?\/?(?:[?#]\S*)?$/i;
const DOI = /^(?:(?:https?:\/\/)?(?:dx\.|www\.)?doi\.org\/|(?:https?:\/\/)?[a-z0-9.-]+\/doi\/(?:[a-z]+\/)?|(?:info:)?doi\s*:?\s*)?(10\.\d{4,9}(?:\.\d+)*\/[^\s/]\S*?)[.,;:!?'"*]*$/i;
const TRACKING = /^(?:utm_\w*|casa_token|fbclid|gclid|msclkid|mc_[ce]id|ref_src|_ga|_gl)=/i;

/** What a word of the query says of `eprint`, `doi` and `url`; null for plain words. */
function identifiersIn(text) {
  const wanted = {};
  const arxiv = ARXIV.exec(text);
  if (arxiv && !isDigits(text)) wanted.eprint = arxiv[1].toLowerCase();
  const doi = DOI.exec(text);
  if (doi) wanted.doi = doi[1].toLowerCase();
  if (text.includes("://")) {
    const [address, query] = text.split("?", 2);
    const kept = (query ?? "").split("&").filter((part) => part && !TRACKING.test(part));
    wanted.url = (address + (kept.length ? `?${kept.join("&")}` : "")).toLowerCase();
  }
  return Object.keys(wanted).length ? wanted : null;
}

// ---------------------------------------------------------------- ranking

const escapeForPattern = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Letters from the beginning of a word to the end of one, joined or split. */
function loosely(text, whole) {
  const letters = squash(text.slice(0, 300));
  if (!letters) return null;
  const body = [...letters].map(escapeForPattern).join(" ?");
  return new RegExp(`(?<![\\p{L}\\p{N}\\p{M}_])${body}${whole ? "(?![\\p{L}\\p{N}\\p{M}_])" : ""}`, "gu");
}

/** The words of one alternative of a query, and the papers they match. */
class Ranking {
  constructor(words, list) {
    this.papers = list.papers;
    this.index = list.index;
    this.expansion = new Expansion(list.index, list.links);
    const runs = this.runs(words.slice(0, MOST_WORDS));
    this.terms = runs.flat().slice(0, MOST_WORDS);
    needAny(this.terms);
    this.needed = this.terms.filter((term) => !term.optional);
    const count = this.needed.reduce((sum, { typed, phrase }) => sum + (phrase ? typed.trim().split(/\s+/).length : 1), 0);
    this.reference = count >= REFERENCE;
    for (const run of runs) {
      this.expansion.expand(run);
      if (!this.reference) this.expansion.addCompounds(run, run);
    }
    for (const term of this.terms) this.match(term);
    if (this.reference) {
      const unmatched = this.unmatched();
      for (const run of runs) this.expansion.addCompounds(run, unmatched);
      for (const term of unmatched) this.match(term);
    }
    this.matchWide();
    // What stands in an abstract is no typo of another word. The program looks for typos of such a
    // word all the same where it is not English; nearly all are, and the page has no list of English.
    for (const term of this.unmatched()) if (!term.wide.size) this.matchTypos(term);
    this.weigh();
  }

  /** The query terms of words; a phrase or an identifier is a run by itself. */
  runs(words) {
    const runs = [];
    let free = [];
    const pasted = isPasted(words);
    for (const word of words) {
      const term = word.phrase ? this.phrase(word.text) : this.identifier(word.text);
      // A reference has its title in quotes, and may have a typo in it.
      if (!term || (pasted && term.phrase && !term.best.size)) {
        free.push(...word.text.split(/\s+/).filter(Boolean));
        continue;
      }
      runs.push(queryTerms(free), [term]);
      free = [];
    }
    return [...runs, queryTerms(free)];
  }

  /** The terms that match no paper without a typo. */
  unmatched() {
    return this.needed.filter((term) => !term.best.size && !term.fixed);
  }

  /** Row to score and whether a word does not match, among the rows `allowed`. */
  scored(allowed) {
    if (!this.needed.length) {
      const rows = this.papers.map((_, row) => row);
      return new Map(rows.filter(allowed).map((row) => [row, { score: 100, partial: false }]));
    }
    let rows = this.allMatched(allowed);
    if (!rows.length && !this.reference) {
      for (const term of this.needed) if (!term.fixed && (term.best.size || term.wide.size)) this.matchTypos(term);
      rows = this.allMatched(allowed);
    }
    return rows.length ? this.scores(rows, false) : this.partial(allowed);
  }

  // ---- matching

  /** The term of an identifier, with its rows: those that have it, else those of the beginning. */
  identifier(typed) {
    const text = typed.replace(/^[.,;()[\]<>]+|[.,;()[\]<>]+$/g, "");
    const wanted = identifiersIn(text);
    if (!wanted) return null;
    const term = new QueryTerm(typed, text, { identifier: wanted });
    const has = (whole) => (paper) => Object.entries(wanted).some(([name, asked]) => {
      const stated = (paper[name] ?? "").toLowerCase();
      return stated === asked || (!whole && name !== "url" && stated.startsWith(asked));
    });
    const rows = (test) => this.papers.flatMap((paper, row) => (test(paper) ? [row] : []));
    const whole = rows(has(true));
    for (const row of whole.length ? whole : rows(has(false))) term.best.set(row, 1);
    return term;
  }

  /** The term of a phrase, with its rows. */
  phrase(text) {
    const pattern = loosely(text, true);
    if (!pattern) return null;
    const term = new QueryTerm(text, squash(text), { phrase: pattern });
    this.index.lines.forEach((lines, row) => {
      const column = lines.findIndex((line) => line.search(pattern) >= 0);
      if (column >= 0) term.best.set(row, WORTH[column]);
    });
    return term;
  }

  /** Looks up the variants of a term, and drops those that find nothing. */
  match(term) {
    if (term.fixed) return;
    term.variants = term.variants.filter((variant) => this.index.find(variant, term.best));
  }

  /** Looks up all terms in the wide texts, but for a paper that is named by an identifier. */
  matchWide() {
    if (this.needed.some((term) => term.identifier)) return;
    for (const term of this.needed) {
      for (const variant of wideVariants(term)) this.index.findWide(variant, term.wide);
    }
  }

  matchTypos(term) {
    this.expansion.addTypos(term);
    const sure = new Set();
    for (const [variant, isSure] of term.typoVariants) {
      const found = new Map();
      this.index.find(variant, found);
      for (const [row, value] of found) {
        term.typos.set(row, Math.max(value, term.typos.get(row) ?? 0));
        if (isSure) sure.add(row);
      }
    }
    term.doubtful = new Set([...term.typos.keys()].filter((row) => !sure.has(row)));
  }

  weigh() {
    const count = this.papers.length;
    for (const term of this.terms) {
      const rows = term.best.size || term.typos.size;
      const share = Math.log((count + 1) / (rows + 0.5)) / Math.log(2 * count + 2);
      term.weight = Math.max(LEAST_WEIGHT, Math.min(1, share));
      if (term.optional) term.weight = OPTIONAL_WEIGHT;
      else if (isDigits(term.word) && !rows && !this.isWrongYear(term.word)) term.weight = NUMBER_WEIGHT;
      if (this.reference && (formalWords.has(term.word) || isDigits(term.word))) term.weight *= FORMAL_WEIGHT;
      else if (this.reference && term.identifier && !rows) term.weight = OPTIONAL_WEIGHT;
    }
  }

  /** Whether a word is a year, and none that the list has is next to it. */
  isWrongYear(word) {
    const year = Number(word);
    return word.length === 4 && year >= 1500 && year < 2100 &&
      ![-2, -1, 1, 2].some((off) => this.index.hasNumber(String(year + off)));
  }

  // ---- scoring

  allMatched(allowed) {
    const size = ({ best, typos, wide }) => best.size + typos.size + wide.size;
    const fewest = this.needed.reduce((a, b) => (size(b) < size(a) ? b : a));
    const rows = new Set([...fewest.best.keys(), ...fewest.typos.keys(), ...fewest.wide.keys()]);
    return [...rows].filter((row) =>
      this.needed.every((term) => term.best.has(row) || term.typos.has(row) || term.wide.has(row)) &&
      allowed(row) && this.isCredible(row));
  }

  /** Whether the doubtful typos by which a paper matches are supported by other words. */
  isCredible(row) {
    if (!this.needed.some((term) => term.doubtful.has(row) && !term.best.has(row))) return true;
    const matched = this.needed.filter((term) => (term.best.get(row) ?? 0) >= SURELY_MATCHED);
    if (matched.some((term) => term.weight >= EVERYDAY_WEIGHT)) return true;
    const mistyped = this.needed.filter((term) =>
      !term.best.has(row) && term.typos.has(row) && !term.doubtful.has(row));
    return matched.length + mistyped.length >= 2 ||
      mistyped.some((term) => term.weight >= EVERYDAY_WEIGHT && term.word.length >= 7);
  }

  scores(rows, partial) {
    const terms = this.terms.filter((term) => term.best.size || term.typos.size || term.wide.size || !term.optional);
    const total = terms.reduce((sum, term) => sum + term.weight, 0);
    if (!partial && this.needed.every((term) => term.identifier)) {
      return new Map(rows.map((row) => [row, { score: 100, partial }]));
    }
    const wide = (term, row) => (partial ? 0 : term.wide.get(row) ?? 0);
    const value = (term, row) => term.best.get(row) || Math.max(term.typos.get(row) ?? 0, wide(term, row));
    const together = partial ? new Map() : this.together(rows);
    const means = rows.map((row) =>
      [row, terms.reduce((sum, term) => sum + term.weight * value(term, row), 0) / total]);
    means.sort(bestFirst);
    return new Map(means.map(([row, mean], rank) => {
      let score = (1 - PROXIMITY - WHOLE_TITLE) * mean;
      if (rank < MOST_EXACT) {
        const [adjacency, coverage] = this.proximity(row);
        score += PROXIMITY * Math.max(adjacency, together.get(row) ?? 0) + (coverage >= WHOLE_TITLE_FROM ? WHOLE_TITLE : 0);
        if (partial && this.reference) score = (score + coverage) / 2;
      }
      return [row, { score: Math.round(1000 * Math.min(1, score)) / 10, partial }];
    }));
  }

  /** The share of neighbouring words that are neighbours in the wide texts, of rows that match there. */
  together(rows) {
    const { needed } = this;
    const shares = new Map();
    const wide = rows.filter((row) => needed.some((term) => !term.best.has(row) && term.wide.has(row)));
    if (!wide.length) return shares;
    for (let number = 0; number + 1 < needed.length; number += 1) {
      const [one, other] = [needed[number], needed[number + 1]];
      if (!one.wide.size || !other.wide.size || one.fixed || other.fixed) continue;
      let found = one.wide;
      if (!one.compound || one.compound !== other.compound) {
        found = new Map();
        this.index.findWide(sideBySide(one, other), found);
      }
      for (const row of wide) {
        if (found.has(row)) shares.set(row, (shares.get(row) ?? 0) + 1 / (needed.length - 1));
      }
    }
    return shares;
  }

  partial(allowed) {
    const { needed } = this;
    const total = needed.reduce((sum, term) => sum + term.weight, 0);
    const matched = new Map();
    for (const term of needed) {
      for (const row of new Set([...term.best.keys(), ...term.typos.keys()])) {
        matched.set(row, (matched.get(row) ?? 0) + term.weight);
      }
    }
    if (needed.length < 2 || !matched.size) return new Map();
    let enough = needed.some((term) => !term.best.size && !term.typos.size) ? ENOUGH_UNKNOWN : ENOUGH;
    if (this.reference) enough = ENOUGH_REFERENCE;
    const shares = [...matched].map(([row, weight]) => [row, weight / total]).filter(([row]) => allowed(row));
    const credible = shares.filter(([row, share]) => share >= enough && this.isCredible(row));
    if (this.reference) {
      const rows = new Set(credible.map(([row]) => row));
      const near = shares.filter(([, share]) => share >= QUOTED_LEAST).sort(bestFirst).slice(0, MOST_EXACT);
      for (const [row] of near) if (this.isQuoted(row)) rows.add(row);
      return nearlyBest(this.scores([...rows], true));
    }
    const best = Math.max(0, ...credible.map(([, share]) => share));
    const near = credible.filter(([, share]) => share >= NEAR_BEST * best);
    return this.scores(near.map(([row]) => row), true);
  }

  /** Whether the query, a reference, holds the title of a paper. */
  isQuoted(row) {
    const words = this.index.lines[row][TITLE].split(" ").filter((word) => word && !stopWords.has(word));
    return words.length >= 3 && this.proximity(row)[1] >= COVERED;
  }

  /**
   * The share of neighbouring terms that are neighbours in a title, and its share they cover.
   * A stop word has the number of the next word where it begins, and of the last where it ends.
   */
  proximity(row) {
    const title = this.index.lines[row][TITLE];
    const [starts, ends] = [new Map(), new Map()];
    let count = 0;
    let start = 1;
    for (const word of title.split(" ")) {
      starts.set(start, count);
      if (!stopWords.has(word)) count += 1;
      ends.set(start + word.length, count - 1);
      start += word.length + 1;
    }
    const runs = [];
    for (const term of this.needed) {
      const run = [];
      let occurs = false;
      occurrencesOf(term, ` ${title} `, TITLE, (start, end) => {
        occurs = true;
        const [first, last] = [starts.get(start), ends.get(end)];
        if (first <= last) run.push([first, last]);
      });
      if (occurs || !term.identifier) runs.push(run);
    }
    const covered = new Set();
    for (const [first, last] of runs.flat()) for (let n = first; n <= last; n += 1) covered.add(n);
    const coverage = count ? covered.size / count : 0;
    if (runs.length < 2) return [covered.size ? 1 : 0, coverage];
    let neighbours = 0;
    for (let first = 0; first + 1 < runs.length; first += 1) {
      if (runs[first].some((a) => runs[first + 1].some((b) =>
        a[1] + 1 === b[0] || (a[0] === b[0] && a[1] === b[1])))) neighbours += 1;
    }
    return [neighbours / (runs.length - 1), coverage];
  }
}

/** Rows with the greatest value first; of equal ones the later row. */
const bestFirst = (a, b) => b[1] - a[1] || b[0] - a[0];

function nearlyBest(scored) {
  let best = 0;
  for (const { score } of scored.values()) best = Math.max(best, score);
  return new Map([...scored].filter(([, { score }]) => score >= NEAR_BEST * best));
}

/** Calls `visit(start, end, likeness)` for each occurrence of a term in a folded text of a column. */
function occurrencesOf(term, text, column, visit) {
  if (term.phrase) {
    for (const found of text.matchAll(term.phrase)) visit(found.index, found.index + found[0].length, 1);
    return;
  }
  for (const variant of term.allVariants) {
    if (variant.columns.includes(column)) variant.occurrences(text, visit);
  }
}

// ---------------------------------------------------------------- searching

/**
 * A list that can be searched.
 *
 * `papers` have key, authors, year, released, eprint, doi, url and `folded`, the six lines of
 * `Record.folded`, and `wide`, what else it says in words. `test(filter)` gives for a filter of the
 * query a function from a row, or null where there is no such field.
 */
class Search {
  constructor(papers, synonyms, test) {
    this.papers = papers;
    this.index = new WordIndex(papers.map((paper) => paper.folded), (row) => papers[row].wide());
    this.links = synonymLinks(synonyms);
    this.test = test;
  }

  /** What a query finds among the rows that pass `allowed`: hits, best first, and their terms. */
  find(query, allowed = () => true) {
    const { papers } = this;
    const branches = parseQuery(query, (name) => this.test({ name, values: [] }) !== null);
    const best = new Map();
    for (const { words, filters } of branches) {
      const tests = filters.map((filter) => this.filter(filter));
      const passes = (row) => allowed(row) && tests.every((test) => test(row));
      const ranking = words.length ? new Ranking(words, this) : null;
      const scored = ranking?.scored(passes) ??
        new Map(papers.map((_, row) => [row, { score: 100, partial: false }]).filter(([row]) => passes(row)));
      const terms = ranking?.terms ?? [];
      for (const [row, one] of scored) {
        const other = best.get(row);
        if (!other || one.partial < other.partial || (one.partial === other.partial && one.score > other.score)) {
          best.set(row, { row, ...one, terms });
        }
      }
    }
    let hits = [...best.values()];
    if (hits.some((hit) => !hit.partial)) hits = hits.filter((hit) => !hit.partial);
    const ranked = branches.some((branch) => branch.words.length);
    if (ranked) hits.sort((a, b) => b.score - a.score || this.newness[a.row] - this.newness[b.row]);
    return { hits, ranked, corrections: this.corrections(hits) };
  }

  /** The place of each row among all papers, newest first. */
  get newness() {
    if (!this.places) {
      const { papers } = this;
      this.places = new Uint32Array(papers.length);
      const rows = papers.map((_, row) => row).sort((a, b) => newerFirst(papers[a], papers[b]) || a - b);
      rows.forEach((row, place) => { this.places[row] = place; });
    }
    return this.places;
  }

  filter({ name, values, negated }) {
    const test = name ? this.test({ name, values }) : this.holding(values[0]);
    return negated ? (row) => !test(row) : test;
  }

  /** Whether the words of a text stand side by side somewhere; the last may go on. */
  holding(text) {
    const pattern = loosely(text, false);
    const { lines } = this.index;
    if (!pattern) return () => true;
    return (row) => [...lines[row], this.papers[row].wide()].some((line) => line.search(pattern) >= 0);
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

function newerFirst(a, b) {
  return (b.year ?? 0) - (a.year ?? 0) ||
    compareTexts(b.released ?? "", a.released ?? "") || compareTexts(a.key, b.key);
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
