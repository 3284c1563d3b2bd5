// The ranking of papers for one alternative of a query. Mirrors search/ranking.py of mialit, whose
// constants (in capitals) script.py puts before this script; bench/page/agreement.py measures how
// often the page and `mialit search` agree.

/** Whether words are as many as a reference has, with some beside a title in quotes. */
function isPasted(words) {
  const count = words.reduce((sum, word) => sum + word.text.split(/\s+/).filter(Boolean).length, 0);
  return words.filter((word) => !word.phrase).length >= BESIDE_TITLE && count >= REFERENCE;
}

/** What a word of the query says of `eprint`, `doi` and `url`; null for plain words. */
function identifiersIn(text) {
  const wanted = {};
  const [arxiv, doi] = [arxivOf(text), doiOf(text)];
  if (arxiv && !isDigits(text)) wanted.eprint = arxiv;
  if (doi) wanted.doi = doi;
  if (text.includes("://")) wanted.url = caseless(withoutTracking(text));
  return Object.keys(wanted).length ? wanted : null;
}

/** The words of one alternative of a query, and the papers they match. */
class Ranking {
  /** `search` is the list's (search.js), whose index, synonyms and English words are used. */
  constructor(words, search) {
    this.papers = search.papers;
    this.count = search.papers.length;
    this.index = search.index;
    this.isEnglish = search.isEnglish;
    this.expansion = new Expansion(search);
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
    // What stands in an abstract, and is a word of English, is no typo of another word.
    for (const term of this.unmatched()) if (!(term.wide.size && this.isEnglish(term.word))) this.matchTypos(term);
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
      runs.push(queryTerms(free, this.count), [term]);
      free = [];
    }
    return [...runs, queryTerms(free, this.count)];
  }

  /** The terms that match no paper without a typo. */
  unmatched() {
    return this.needed.filter((term) => !term.best.size && !term.fixed);
  }

  /** Rows, the score of each, and whether a word does not match, among the rows `allowed`. */
  scored(allowed) {
    if (!this.needed.length) return alike([...this.papers.keys()].filter(allowed));
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
    const term = new QueryTerm(typed, text, this.count, { identifier: wanted });
    const has = (whole) => (paper) => Object.entries(wanted).some(([name, asked]) => {
      const stated = caseless(paper[name] ?? "");
      return stated === asked || (!whole && name !== "url" && stated.startsWith(asked));
    });
    const rows = (test) => this.papers.flatMap((paper, row) => (test(paper) ? [row] : []));
    const whole = rows(has(true));
    term.best.raise(whole.length ? whole : rows(has(false)), 1);
    return term;
  }

  /** The term of a phrase, with its rows. */
  phrase(text) {
    const letters = squash(text.slice(0, 300));
    if (!letters) return null;
    const body = inPattern(letters);
    const term = new QueryTerm(text, letters, this.count, { phrase: new RegExp(`(?<= )${body}(?= )`, "gu") });
    this.index.columns.forEach((column, number) => {
      column.find(new RegExp(` ${body} `, "gu"), (rows) => {
        term.best.raise(rows.filter((row) => !term.best.has(row)), WORTH[number]);
      });
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
    let before = null;
    for (const term of this.needed) {
      if (before && term.compound && term.compound === before.compound) term.wide = before.wide;
      else if (!term.optional) term.wide = this.index.rowsInWide(idInWide(term), wideVariants(term));
      before = term;
    }
  }

  matchTypos(term) {
    this.expansion.addTypos(term);
    const sure = new Set();
    for (const [variant, isSure] of term.typoVariants) {
      const found = new RowValues(this.count);
      this.index.find(variant, found);
      for (const row of found.rows()) {
        term.typos.raise([row], found.get(row));
        if (isSure) sure.add(row);
      }
    }
    term.doubtful = new Set(term.typos.rows().filter((row) => !sure.has(row)));
  }

  weigh() {
    const { count } = this;
    for (const term of this.terms) {
      let rows = term.best.size || term.typos.size;
      // A word of English that only a doubtful typo finds is rather one that no paper has.
      if (!term.best.size && term.doubtful.size === rows && this.isEnglish(term.word)) rows = 0;
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
    const rows = [];
    for (let row = 0; row < this.count; row += 1) {
      if (this.needed.every((term) => term.matches(row)) && allowed(row) && this.isCredible(row)) rows.push(row);
    }
    return rows;
  }

  /** Whether the doubtful typos by which a paper matches are supported by other words. */
  isCredible(row) {
    if (!this.needed.some((term) => term.doubtful.size && term.doubtful.has(row) && !term.best.has(row))) return true;
    const matched = this.needed.filter((term) => term.best.get(row) >= SURELY_MATCHED);
    if (matched.some((term) => term.weight >= EVERYDAY_WEIGHT)) return true;
    const mistyped = this.needed.filter((term) =>
      !term.best.has(row) && term.typos.has(row) && !term.doubtful.has(row));
    return matched.length + mistyped.length >= 2 ||
      mistyped.some((term) => term.weight >= EVERYDAY_WEIGHT && term.word.length >= 7);
  }

  scores(rows, partial) {
    const terms = this.terms.filter((term) => term.best.size || term.typos.size || term.wide.size || !term.optional);
    const total = terms.reduce((sum, term) => sum + term.weight, 0);
    if (!partial && this.needed.every((term) => term.identifier)) return alike(rows);
    const means = new Float64Array(rows.length);
    for (const { weight, best, typos, wide } of terms) {
      for (let index = 0; index < rows.length; index += 1) {
        const row = rows[index];
        means[index] += weight * (best.get(row) || Math.max(typos.get(row), partial ? 0 : wide.get(row)));
      }
    }
    for (let index = 0; index < rows.length; index += 1) means[index] /= total;
    const together = partial ? null : this.together(rows);
    const isExact = greatest(means, rows, MOST_EXACT);
    const scores = means.map((mean, index) => {
      let score = (1 - PROXIMITY - WHOLE_TITLE) * mean;
      const row = rows[index];
      if (isExact(mean, row)) {
        const [adjacency, coverage] = this.proximity(row);
        score += PROXIMITY * Math.max(adjacency, together?.[row] ?? 0) + (coverage >= WHOLE_TITLE_FROM ? WHOLE_TITLE : 0);
        if (partial && this.reference) score = (score + coverage) / 2;
      }
      return Math.round(1000 * Math.min(1, score)) / 10;
    });
    return { rows, scores, partial };
  }

  /** By row, the share of neighbouring words that are so in its wide text; null where none matches there. */
  together(rows) {
    const { needed } = this;
    const wide = rows.filter((row) => needed.some((term) => !term.best.has(row) && term.wide.has(row)));
    if (!wide.length) return null;
    const shares = new Float64Array(this.count);
    for (let number = 0; number + 1 < needed.length; number += 1) {
      const [one, other] = [needed[number], needed[number + 1]];
      if (!one.wide.size || !other.wide.size || one.fixed || other.fixed) continue;
      let found = one.wide;
      if (!one.compound || one.compound !== other.compound) {
        found = this.index.rowsInWide(JSON.stringify([one.word, other.word]), [sideBySide(one, other)]);
      }
      for (const row of wide) {
        if (found.has(row)) shares[row] += 1 / (needed.length - 1);
      }
    }
    return shares;
  }

  partial(allowed) {
    const { needed } = this;
    const total = needed.reduce((sum, term) => sum + term.weight, 0);
    const matched = new Float64Array(this.count);
    for (const { best, typos, weight } of needed) {
      for (let row = 0; row < matched.length; row += 1) if (best.has(row) || typos.has(row)) matched[row] += weight;
    }
    if (needed.length < 2 || !matched.some(Boolean)) return alike([]);
    let enough = needed.some((term) => !term.best.size && !term.typos.size) ? ENOUGH_UNKNOWN : ENOUGH;
    if (this.reference) enough = ENOUGH_REFERENCE;
    const shares = [];
    matched.forEach((weight, row) => { if (weight && allowed(row)) shares.push([row, weight / total]); });
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

/**
 * A test of a value and its row: whether it is among so `many` of the greatest; of equal ones, as in
 * `bestFirst`, the later rows are. Sorting numbers alone takes a tenth of the time of sorting pairs.
 */
function greatest(values, rows, many) {
  if (values.length <= many) return () => true;
  const least = values.slice().sort()[values.length - many];
  const equal = rows.filter((_, index) => values[index] === least).sort((a, b) => a - b);
  const greater = values.reduce((count, value) => count + (value > least), 0);
  const first = equal[equal.length - (many - greater)];
  return (value, row) => value > least || (value === least && row >= first);
}

/** Rows that all match wholly. */
const alike = (rows) => ({ rows, scores: new Float64Array(rows.length).fill(100), partial: false });

function nearlyBest({ rows, scores, partial }) {
  const least = NEAR_BEST * scores.reduce((best, score) => Math.max(best, score), 0);
  return { rows: rows.filter((_, index) => scores[index] >= least), scores: scores.filter((score) => score >= least), partial };
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
