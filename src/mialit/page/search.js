// Ranked, forgiving search. Mirrors mialit/ranking.py, search.py and marks.py, so that the page
// and `mialit search` agree; bench/page/agreement.py measures that they do.

const MOST_BRANCHES = 64;
const REFERENCE = 7; // words that have to be met; a query of as many is read as a reference
const MOST_EXACT = 200; // papers whose order and neighbourhood of words are looked at
const [LEAST_WEIGHT, OPTIONAL_WEIGHT, NUMBER_UNMET] = [0.08, 0.04, 0.5];
const [ENOUGH, ENOUGH_UNKNOWN, ENOUGH_REFERENCE] = [0.55, 0.75, 0.7];
const [COVERED, NEAR_BEST, SURELY_MET, TELLING] = [0.7, 0.85, 0.72, 0.25];
const [ORDER, WHOLE_TITLE] = [0.08, 0.06];

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
  return branches.filter((branch) => branch.words.length || branch.filters.length);
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

/** The score of each paper for one alternative of a query. */
class Ranking {
  constructor(words, index) {
    this.index = index;
    this.terms = index.terms;
    this.speller = new Speller(index.terms, index.links);
    this.units = [];
    let free = [];
    for (const word of words.slice(0, 2 * MOST_WORDS)) {
      const special = this.special(word);
      if (!special) {
        free.push(word.text);
        continue;
      }
      this.spell(free);
      free = [];
      this.units.push(special);
    }
    this.spell(free);
    this.units = this.units.slice(0, 2 * MOST_WORDS);
    if (this.units.length && this.units.every((unit) => unit.optional)) {
      for (const unit of this.units) unit.optional = false;
    }
    for (const unit of this.units) this.meet(unit);
    this.needed = this.units.filter((unit) => !unit.optional);
    this.reference = this.needed.length >= REFERENCE;
    this.weigh();
  }

  /** Row to score and whether a word was not met, among the rows `allowed`. */
  scored(allowed) {
    if (!this.needed.length) {
      const rows = Array.from({ length: this.terms.count }, (_, row) => row);
      return new Map(rows.filter(allowed).map((row) => [row, { score: 100, partial: false }]));
    }
    let rows = this.allMet(allowed);
    if (!rows.length) {
      for (const unit of this.needed) if (!unit.fixed && unit.best.size) this.meetSlips(unit);
      rows = this.allMet(allowed);
    }
    return rows.length ? this.scores(rows, false) : this.partial(allowed);
  }

  // ---- meeting

  spell(texts) {
    const units = splitWords(texts);
    this.speller.spell(units);
    this.units.push(...units);
  }

  /** A unit for a phrase or an identifier, whose rows are settled at once. */
  special(word) {
    if (word.phrase) return this.phrase(word.text);
    const text = word.text.replace(/^[.,;()[\]<>]+|[.,;()[\]<>]+$/g, "");
    const wanted = identifiersIn(text);
    if (!wanted) return null;
    const unit = new Unit(word.text, text, { fixed: true, identifier: wanted });
    this.index.papers.forEach((paper, row) => {
      const met = Object.keys(wanted).some((name) => (paper[name] ?? "").toLowerCase() === wanted[name]);
      if (met) unit.best.set(row, 1);
    });
    return unit;
  }

  phrase(text) {
    const pattern = loosely(text, true);
    if (!pattern) return null;
    const unit = new Unit(text, squash(text), { fixed: true, phrase: pattern });
    this.terms.lines.forEach((lines, row) => {
      const column = lines.findIndex((line) => line.search(pattern) >= 0);
      if (column >= 0) unit.best.set(row, WORTH[column]);
    });
    return unit;
  }

  meet(unit) {
    if (unit.fixed) return;
    for (const way of unit.ways) this.terms.meet(way, unit.best);
    if (!unit.optional && !unit.best.size) this.meetSlips(unit);
  }

  meetSlips(unit) {
    this.speller.slips(unit);
    const sure = new Set();
    for (const [way, plausible] of unit.slipWays) {
      const met = new Map();
      this.terms.meet(way, met);
      for (const [row, value] of met) {
        unit.slips.set(row, Math.max(value, unit.slips.get(row) ?? 0));
        if (plausible) sure.add(row);
      }
    }
    unit.loose = new Set([...unit.slips.keys()].filter((row) => !sure.has(row)));
  }

  weigh() {
    const most = Math.log(2 * this.terms.count + 2);
    for (const unit of this.units) {
      const rows = unit.best.size || unit.slips.size;
      const share = Math.log((this.terms.count + 1) / (rows + 0.5)) / most;
      unit.weight = Math.max(LEAST_WEIGHT, Math.min(1, share));
      if (unit.optional) unit.weight = OPTIONAL_WEIGHT;
      else if (isDigits(unit.word) && !rows) unit.weight = NUMBER_UNMET;
      if (this.reference && (FORMAL_WORDS.has(unit.word) || isDigits(unit.word))) unit.weight *= 0.2;
    }
  }

  // ---- scoring

  allMet(allowed) {
    const fewest = this.needed.reduce((a, b) =>
      (b.best.size + b.slips.size < a.best.size + a.slips.size ? b : a));
    const rows = new Set([...fewest.best.keys(), ...fewest.slips.keys()]);
    const loose = this.needed.some((unit) => unit.loose.size);
    return [...rows].filter((row) =>
      this.needed.every((unit) => unit.best.has(row) || unit.slips.has(row)) &&
      allowed(row) && (!loose || this.isCredible(row)));
  }

  /** Whether slips that hands do not make easily are backed by words met without one. */
  isCredible(row) {
    if (!this.needed.some((unit) => unit.loose.has(row) && !unit.best.has(row))) return true;
    const met = this.needed.filter((unit) => (unit.best.get(row) ?? 0) >= SURELY_MET);
    if (met.some((unit) => unit.weight >= TELLING)) return true;
    const slipped = this.needed.filter((unit) =>
      !unit.best.has(row) && unit.slips.has(row) && !unit.loose.has(row));
    return met.length + slipped.length >= 2 ||
      slipped.some((unit) => unit.weight >= TELLING && unit.word.length >= 7);
  }

  scores(rows, partial) {
    const units = this.units.filter((unit) => unit.best.size || unit.slips.size || !unit.optional);
    const total = units.reduce((sum, unit) => sum + unit.weight, 0);
    if (!partial && this.needed.every((unit) => unit.identifier)) {
      return new Map(rows.map((row) => [row, { score: 100, partial }]));
    }
    const means = rows.map((row) =>
      [row, units.reduce((sum, unit) => sum + unit.weight * unit.value(row), 0) / total]);
    means.sort((a, b) => b[1] - a[1] || b[0] - a[0]);
    const share = 1 - ORDER - WHOLE_TITLE;
    return new Map(means.map(([row, mean], place) => {
      let score = share * mean;
      if (place < MOST_EXACT) {
        const [together, cover] = this.inTitle(row);
        score += ORDER * together + (cover >= 0.8 ? WHOLE_TITLE : 0);
        if (partial && this.reference) score = (score + cover) / 2;
      }
      return [row, { score: Math.round(1000 * Math.min(1, score)) / 10, partial }];
    }));
  }

  partial(allowed) {
    const { needed } = this;
    const total = needed.reduce((sum, unit) => sum + unit.weight, 0);
    const shares = new Map();
    for (const unit of needed) {
      for (const row of new Set([...unit.best.keys(), ...unit.slips.keys()])) {
        shares.set(row, (shares.get(row) ?? 0) + unit.weight / total);
      }
    }
    if (needed.length < 2 || !shares.size) return new Map();
    let enough = needed.some((unit) => !unit.best.size && !unit.slips.size) ? ENOUGH_UNKNOWN : ENOUGH;
    if (this.reference) enough = ENOUGH_REFERENCE;
    const met = [...shares].filter(([row]) => allowed(row));
    const credible = met.filter(([row, value]) => value >= enough && this.isCredible(row));
    if (this.reference) {
      const rows = new Set(credible.map(([row]) => row));
      met.sort((a, b) => b[1] - a[1]);
      for (const [row, value] of met.slice(0, MOST_EXACT)) {
        if (value > 0.2 && this.isCredible(row) && this.isQuoted(row)) rows.add(row);
      }
      return nearlyBest(this.scores([...rows], true));
    }
    const best = Math.max(0, ...credible.map(([, value]) => value));
    const near = credible.filter(([, value]) => value >= NEAR_BEST * best);
    return this.scores(near.map(([row]) => row), true);
  }

  /** Whether the query, a reference, holds the title of a paper. */
  isQuoted(row) {
    const words = this.terms.lines[row][TITLE].split(" ").filter((word) => word && !STOP_WORDS.has(word));
    return words.length >= 3 && this.inTitle(row)[1] >= COVERED;
  }

  /** How far the words stand side by side in the title, and the share of it that they are. */
  inTitle(row) {
    const title = ` ${this.terms.lines[row][TITLE]} `;
    const numbers = new Int32Array(title.length).fill(-1); // of the words that are no stop words
    let count = 0;
    for (let start = 1; start < title.length; ) {
      const end = title.indexOf(" ", start);
      if (end > start && !STOP_WORDS.has(title.slice(start, end))) numbers.fill(count++, start, end);
      start = end + 1;
    }
    const met = [];
    for (const unit of this.needed) {
      const spans = [];
      let places = 0;
      placesOf(unit, title, TITLE, (start, end) => {
        places += 1;
        if (numbers[start] >= 0 && numbers[end - 1] >= 0) spans.push([numbers[start], numbers[end - 1]]);
      });
      if (places || !unit.identifier) met.push(spans);
    }
    const covered = new Set();
    for (const [start, end] of met.flat()) for (let n = start; n <= end; n += 1) covered.add(n);
    const cover = count ? covered.size / count : 0;
    if (met.length < 2) return [covered.size ? 1 : 0, cover];
    let pairs = 0;
    for (let first = 0; first + 1 < met.length; first += 1) {
      if (met[first].some((a) => met[first + 1].some((b) =>
        a[1] + 1 === b[0] || (a[0] === b[0] && a[1] === b[1])))) pairs += 1;
    }
    return [pairs / (met.length - 1), cover];
  }
}

function nearlyBest(scored) {
  let best = 0;
  for (const { score } of scored.values()) best = Math.max(best, score);
  return new Map([...scored].filter(([, { score }]) => score >= NEAR_BEST * best));
}

/** Calls `visit(start, end, likeness, how)` for each place of a unit in a folded text of a column. */
function placesOf(unit, text, column, visit) {
  if (unit.phrase) {
    for (const found of text.matchAll(unit.phrase)) {
      visit(found.index, found.index + found[0].length, 1, "phrase");
    }
    return;
  }
  for (const way of unit.allWays) {
    if (way.columns.includes(column)) {
      way.places(text, (start, end, likeness) => visit(start, end, likeness, way.how));
    }
  }
}

// ---------------------------------------------------------------- searching

/**
 * A list that can be searched.
 *
 * `papers` have key, authors, year, released, eprint, doi, url and `folded`, the six lines of
 * `Record.folded`. `test(filter)` gives for a filter of the query a function from a row, or null
 * where there is no such field.
 */
class Search {
  constructor(papers, synonyms, test) {
    this.index = { papers, terms: new Terms(papers.map((paper) => paper.folded)), links: synonymLinks(synonyms) };
    this.test = test;
  }

  /** What a query finds among the rows that pass `allowed`: hits, best first, and what was met. */
  find(query, allowed = () => true) {
    const { papers } = this.index;
    const branches = parseQuery(query, (name) => this.test({ name, values: [] }) !== null);
    const best = new Map();
    for (const { words, filters } of branches) {
      const tests = filters.map((filter) => this.filter(filter));
      const passes = (row) => allowed(row) && tests.every((test) => test(row));
      const ranking = words.length ? new Ranking(words, this.index) : null;
      const scored = ranking?.scored(passes) ??
        new Map(papers.map((_, row) => [row, { score: 100, partial: false }]).filter(([row]) => passes(row)));
      const units = ranking?.units ?? [];
      for (const [row, one] of scored) {
        const other = best.get(row);
        if (!other || one.partial < other.partial || (one.partial === other.partial && one.score > other.score)) {
          best.set(row, { row, ...one, units });
        }
      }
    }
    let hits = [...best.values()];
    if (hits.some((hit) => !hit.partial)) hits = hits.filter((hit) => !hit.partial);
    const ranked = branches.some((branch) => branch.words.length);
    if (ranked) hits.sort((a, b) => b.score - a.score || newerFirst(papers[a.row], papers[b.row]));
    return { hits, ranked, corrections: this.corrections(hits) };
  }

  filter({ name, values, negated }) {
    const test = name ? this.test({ name, values }) : this.holding(values[0]);
    return negated ? (row) => !test(row) : test;
  }

  /** Whether the words of a text stand side by side somewhere; the last may go on. */
  holding(text) {
    const pattern = loosely(text, false);
    const { lines } = this.index.terms;
    return pattern ? (row) => lines[row].some((line) => line.search(pattern) >= 0) : () => true;
  }

  /** Words that every hit meets by a slip only: as typed, and the word met in the best hit. */
  corrections(hits) {
    const found = [];
    if (!hits.length) return found;
    const { row, units } = hits[0];
    for (const unit of units) {
      if (unit.optional || !unit.slips.size || hits.some((hit) => unit.best.has(hit.row))) continue;
      let best = 0;
      let met = "";
      this.index.terms.lines[row].forEach((line, column) => {
        const text = ` ${line} `;
        placesOf(unit, text, column, (start, end, likeness, how) => {
          if (how !== "slip" || likeness * WORTH[column] <= best) return;
          best = likeness * WORTH[column];
          met = text.slice(start, end);
        });
      });
      if (met) found.push([unit.typed, met]);
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

/** A text as it is shown, folded, with the places of its words. */
class ShownText {
  constructor(text) {
    this.starts = new Map();
    this.ends = new Map();
    let folded = " ";
    let place = 0;
    for (const character of text) {
      const next = place + character.length;
      for (const letter of foldCharacter(character)) {
        if (letter === " ") {
          if (!folded.endsWith(" ")) folded += " ";
          continue;
        }
        if (folded.endsWith(" ")) this.starts.set(folded.length, place);
        folded += letter;
        this.ends.set(folded.length, next);
      }
      place = next;
    }
    this.folded = `${folded} `;
  }

  /** Where `units` are met, as sorted pairs of begin and end that do not overlap. */
  marks(units, column) {
    const found = [];
    for (const unit of units) {
      if (unit.optional) continue;
      placesOf(unit, this.folded, column, (start, end) => {
        if (this.starts.has(start) && this.ends.has(end)) found.push([this.starts.get(start), this.ends.get(end)]);
      });
    }
    found.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
    return found.filter(([start], place) => found.slice(0, place).every(([, end]) => start >= end));
  }
}
