// The words of the list, the terms of a query, and the variants under which a term may occur.
// Mirrors word_index.py, query_terms.py and expansion.py of mialit/search, whose
// constants (in capitals) script.py puts before this script.

const ALL_COLUMNS = WORTH.map((_, column) => column);
const stopWords = new Set(STOP_WORDS);
const WIDE_KEPT = 64; // results of looking into wide texts
const LEADS_KEPT = 64; // words of which each column keeps what follows them
const formalWords = new Set(FORMAL_WORDS);

// ---------------------------------------------------------------- the list's words

/** Some words, then one that begins with `start` and that `match` accepts, giving its likeness. */
class Variant {
  constructor(lead, start, match, columns = ALL_COLUMNS) {
    this.lead = lead;
    this.literal = ` ${lead ? `${lead} ` : ""}${start}`;
    this.start = start;
    this.match = match;
    this.columns = columns;
    this.known = new Map();
  }

  /** The likeness of a word, 0 where it does not match. */
  likeness(word) {
    let likeness = this.known.get(word);
    if (likeness === undefined) this.known.set(word, (likeness = this.match(word)));
    return likeness;
  }

  /** Calls `visit(start, end, likeness)` for each occurrence in a text with blanks around its words. */
  occurrences(text, visit) {
    const { literal, start } = this;
    let at = text.indexOf(literal);
    while (at >= 0) {
      const last = at + literal.length;
      const end = text.indexOf(" ", last);
      const likeness = this.likeness(text.slice(last - start.length, end));
      if (likeness) visit(at + 1, end, likeness);
      at = text.indexOf(literal, last);
    }
  }
}

/**
 * A number for each row of a list, such as how well it matches; 0 for the rows that have none.
 *
 * A word may match most papers at every letter: an array takes a tenth of the time of a map of rows.
 */
class RowValues {
  constructor(count) {
    this.values = new Float64Array(count);
    this.size = 0;
  }

  has(row) {
    return this.values[row] > 0;
  }

  get(row) {
    return this.values[row];
  }

  /** Gives rows a value, unless they have a greater one. */
  raise(rows, value) {
    const { values } = this;
    for (let index = 0; index < rows.length; index += 1) {
      const row = rows[index];
      if (values[row] >= value) continue;
      if (!values[row]) this.size += 1;
      values[row] = value;
    }
  }

  /** The rows that have a value. */
  rows() {
    const rows = [];
    if (this.size) this.values.forEach((value, row) => { if (value) rows.push(row); });
    return rows;
  }
}

/** The texts of all papers in one kind of field, one behind the other; equal ones once. */
class Column {
  constructor(lines) {
    const distinct = [...new Set(lines)];
    this.knownLeads = new Map();
    this.rows = null;
    let texts = lines;
    if (distinct.length * 2 < lines.length) {
      const rows = new Map(distinct.map((text) => [text, []]));
      lines.forEach((line, row) => rows.get(line).push(row));
      this.rows = distinct.map((text) => rows.get(text));
      texts = distinct;
    }
    this.texts = texts;
    this.text = ` ${texts.join(" \n ")} `;
    this.ends = new Uint32Array(texts.length);
    let end = 0;
    texts.forEach((text, row) => { this.ends[row] = end += text.length + 3; });
  }

  /** The rows of each word. */
  postings() {
    const found = new Map();
    this.texts.forEach((text, number) => {
      for (const word of new Set(text.split(" "))) {
        if (!word) continue;
        if (!found.has(word)) found.set(word, []);
        if (this.rows) found.get(word).push(...this.rows[number]);
        else found.get(word).push(number);
      }
    });
    return found;
  }

  /** Calls `visit(rows, likeness)` for the words that a variant of several matches; rows may repeat. */
  scan(variant, visit) {
    for (const [word, rows] of this.following(variant.lead)) {
      const likeness = word.startsWith(variant.start) ? variant.likeness(word) : 0;
      if (likeness) visit(rows, likeness);
    }
  }

  /** The words that stand behind some words, each with its rows. */
  following(lead) {
    // They are kept: the word behind is typed letter by letter, and some synonyms are looked for at each.
    return keptIn(this.knownLeads, LEADS_KEPT, lead, () => this.findFollowing(` ${lead} `));
  }

  /** Whether a word that begins with `start` stands behind some words. */
  isFollowed(lead, start) {
    for (const word of this.following(lead).keys()) if (word.startsWith(start)) return true;
    return false;
  }

  findFollowing(literal) {
    const { text } = this;
    const found = new Map();
    let number = 0;
    for (let at = text.indexOf(literal); at >= 0; at = text.indexOf(literal, at + 1)) {
      number = this.at(at, number);
      const start = at + literal.length;
      const word = text.slice(start, text.indexOf(" ", start));
      const numbers = found.get(word);
      if (!numbers) found.set(word, [number]);
      else if (numbers.at(-1) !== number) numbers.push(number);
    }
    if (this.rows) for (const [word, numbers] of found) found.set(word, numbers.flatMap((one) => this.rows[one]));
    return found;
  }

  /** Calls `visit(rows)` for each match of a pattern; rows may repeat. */
  find(pattern, visit) {
    let number = 0;
    for (const { index } of this.text.matchAll(pattern)) {
      number = this.at(index, number);
      visit(this.rows ? this.rows[number] : [number]);
    }
  }

  /** The number of the text in which an offset lies, not before the one numbered `low`. */
  at(offset, low = 0) {
    const { ends } = this;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ends[middle] <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/**
 * The columns of a list. `folded` has for each paper the six lines of `Record.folded`.
 *
 * Unlike the program, which starts anew for each query, the page answers many: it keeps the rows
 * of each word, and scans the texts for variants of several words alone.
 */
class WordIndex {
  constructor(folded, wide) {
    this.count = folded.length;
    this.wideText = wide;
    this.knownInWide = new Map();
    this.lines = folded;
    this.columns = ALL_COLUMNS.map((column) => new Column(folded.map((lines) => lines[column])));
    this.postings = this.columns.map((column) => column.postings());
    this.words = new Set(this.postings.flatMap((rows) => [...rows.keys()]));
    this.sorted = [...this.words].sort();
    /** The distinct words without those of keys and identifiers. */
    this.vocabulary = [...new Set(SUBJECT_COLUMNS.flatMap((number) => [...this.postings[number].keys()]))];
  }

  /** Puts the best of likeness times the column's worth into `best`, by row; whether it found any. */
  find(variant, best) {
    let found = false;
    const better = (rows, value) => {
      found = true;
      best.raise(rows, value);
    };
    if (variant.lead) {
      if (!this.hasAll(variant.lead)) return false;
      for (const number of variant.columns) {
        this.columns[number].scan(variant, (rows, likeness) => better(rows, likeness * WORTH[number]));
      }
      return found;
    }
    for (const word of this.beginningWith(variant.start)) {
      const likeness = variant.likeness(word);
      if (!likeness) continue;
      for (const number of variant.columns) {
        const rows = this.postings[number].get(word);
        if (rows) better(rows, likeness * WORTH[number]);
      }
    }
    return found;
  }

  /** The wide texts, folded; made when a word is first looked for. */
  get wide() {
    this.wideColumn ??= new Column(this.lines.map((_, row) => this.wideText(row)));
    return this.wideColumn;
  }

  /** The rows of each word of the wide texts; looking words up takes a tenth of the time of a scan. */
  get widePostings() {
    if (!this.postingsOfWide) {
      this.postingsOfWide = this.wide.postings();
      this.wideSorted = [...this.postingsOfWide.keys()].sort();
    }
    return this.postingsOfWide;
  }

  /** Adds the rows in whose wide text a variant occurs, with the worth of that. */
  findWide(variant, rows) {
    const postings = this.widePostings;
    if (variant.lead) {
      if (!variant.lead.split(" ").every((word) => postings.has(word))) return;
      this.wide.scan(variant, (followed) => rows.raise(followed, IN_WIDE));
      return;
    }
    for (const word of this.beginningWith(variant.start, this.wideSorted)) {
      if (variant.likeness(word)) rows.raise(postings.get(word), IN_WIDE);
    }
  }

  /**
   * The rows in whose wide text any of some variants occurs, which `id` tells from others. They are
   * kept: from key to key, only the last word of a query is another.
   */
  rowsInWide(id, variants) {
    return keptIn(this.knownInWide, WIDE_KEPT, id, () => {
      const rows = new RowValues(this.count);
      for (const variant of variants) this.findWide(variant, rows);
      return rows;
    });
  }

  /** The index, in sorted words, of the first that does not stand before `start`. */
  firstFrom(start, words = this.sorted) {
    let low = 0;
    let high = words.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (words[middle] < start) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Those of sorted words that begin with `start`. */
  beginningWith(start, words = this.sorted) {
    const low = this.firstFrom(start, words);
    let end = low;
    while (end < words.length && words[end].startsWith(start)) end += 1;
    return words.slice(low, end);
  }

  hasAll(words) {
    return words.split(" ").every((word) => this.words.has(word));
  }

  /** Whether the words `lead`, and one that begins with `start`, stand side by side. */
  holds(lead, start) {
    // The words are looked up first: finding what follows them takes a hundred times as long.
    return this.hasAll(lead) && this.sorted[this.firstFrom(start)]?.startsWith(start) &&
      SUBJECT_COLUMNS.some((number) => this.columns[number].isFollowed(lead, start));
  }

  /** Whether a number is a word of the columns that hold years. */
  hasNumber(number) {
    return NUMBERS.some((column) => this.postings[column].has(number));
  }
}

/** What `known` has for a key, made if need be; of more than so `many`, what was not asked for longest goes. */
function keptIn(known, many, key, made) {
  const value = known.get(key) ?? made();
  known.delete(key);
  if (known.size >= many) known.delete(known.keys().next().value);
  known.set(key, value);
  return value;
}

// ---------------------------------------------------------------- the query's words

/** One word of a query, a phrase or an identifier, and the rows that match it. */
class QueryTerm {
  /** `count` is the number of the list's papers. */
  constructor(typed, word, count, { phrase = null, identifier = null, others = [], compound = "" } = {}) {
    Object.assign(this, {
      typed, word, phrase, identifier, others, compound, fixed: Boolean(phrase ?? identifier),
      variants: [], typoVariants: [], weight: 1, optional: false, typosSought: false,
      best: new RowValues(count), typos: new RowValues(count), doubtful: new Set(), wide: new RowValues(count),
    });
  }

  matches(row) {
    return this.best.has(row) || this.typos.has(row) || this.wide.has(row);
  }

  get allVariants() {
    return [...this.variants, ...this.typoVariants.map(([variant]) => variant)];
  }
}

/** Words, the characters of a script without blanks that stand side by side joined by one. */
function runsJoined(parts) {
  const joined = [];
  for (const part of parts) {
    if (joined.length && isIdeographic(part) && isIdeographic(joined.at(-1))) joined.push(`${joined.pop()} ${part}`);
    else joined.push(part);
  }
  return joined;
}

/** The terms of the words typed, for a list of `count` papers; `label-only` is two, `S&P` one, and so is 成员推理. */
function queryTerms(texts, count) {
  let terms = [];
  for (const text of texts) {
    if (/^\d{4}\.\d{1,4}$/.test(text)) {
      terms.push(new QueryTerm(text, squash(text), count));
      continue;
    }
    let parts = wordsOf(text.slice(0, LONGEST_WORD * 8)).map((part) => part.slice(0, LONGEST_WORD));
    if (parts.length > 1 && parts.every((part) => part.length === 1)) {
      terms.push(new QueryTerm(text, parts.join(" "), count));
      continue;
    }
    const typed = text.replace(/^[.,;:!?()[\]{}'“”‘’]+|[.,;:!?()[\]{}'“”‘’]+$/g, "");
    parts = runsJoined(parts);
    if (parts.length === 1) terms.push(new QueryTerm(typed, parts[0], count, { others: [...new Set(spelledOut(typed).map(fold))] }));
    else for (const part of parts) terms.push(new QueryTerm(part, part, count, { compound: typed }));
  }
  terms = terms.slice(0, MOST_WORDS);
  for (const term of terms) {
    term.optional = stopWords.has(term.word) || (term.word.length === 1 && !isIdeographic(term.word));
  }
  needAny(terms);
  return terms;
}

/** Where no word has to match, all have to. */
function needAny(terms) {
  if (terms.every((term) => term.optional)) for (const term of terms) term.optional = false;
}

// ---------------------------------------------------------------- query expansion

/** Adds variants to query terms, for one list and its synonyms; `isEnglish` tells words of English. */
class Expansion {
  constructor({ index, links, isEnglish }) {
    Object.assign(this, { index, links, isEnglish });
  }

  /** Adds whole words, their forms, what begins with them, and synonyms. */
  expand(terms) {
    terms.forEach((term, number) => term.variants.push(...wordVariants(term, number === terms.length - 1)));
    const stems = terms.map((term) => stem(term.word));
    for (const { asked, meant, value } of this.links) {
      for (let first = 0; first <= stems.length - asked.length; first += 1) {
        if (!asked.every((each, index) => stems[first + index] === each)) continue;
        const last = meant.at(-1);
        const lead = meant.slice(0, -1).join(" ");
        const variant = new Variant(lead, commonStart(last), formMatch(last, value), NOT_NAMES);
        for (const term of terms.slice(first, first + asked.length)) {
          if (term.word !== meant[0] || meant.length > 1) term.variants.push(variant);
        }
      }
    }
  }

  /** Adds, to those terms that are in `only`, words typed as one and words typed apart. */
  addCompounds(terms, only) {
    for (const term of terms) {
      if (only.includes(term) && !term.optional) term.variants.push(...this.split(term.word));
    }
    for (let first = 0; first + 1 < terms.length; first += 1) {
      const pair = terms.slice(first, first + 2);
      if (pair.some((term) => only.includes(term))) joinWords(pair);
    }
  }

  /** The words of the list that `word` joins: `labelonly`, `sequencetosequence`. */
  split(word) {
    if (!isAlpha(word) || word.length < 5) return [];
    const cuts = [];
    for (let cut = 1; cut < word.length - 1; cut += 1) cuts.push([word.slice(0, cut), word.slice(cut)]);
    for (const linking of LINKING) {
      for (let cut = 2; cut < word.length - linking.length - 1; cut += 1) {
        if (!word.startsWith(linking, cut)) continue;
        cuts.push([`${word.slice(0, cut)} ${linking}`, word.slice(cut + linking.length)]);
      }
    }
    return cuts
      .filter(([lead, last]) => this.index.holds(lead, commonStart(last)))
      .map(([lead, last]) => new Variant(lead, commonStart(last), formMatch(last, JOINED), SUBJECT_COLUMNS));
  }

  /** Adds the words of the list for which a term may be a typo, nearest first; once. */
  addTypos(term) {
    let allowed = typosAllowed(term.word);
    if (!allowed || term.typosSought) return;
    term.typosSought = true;
    const isWord = this.isEnglish(term.word);
    if (isWord) allowed = 1; // a word of English that was meant to be another is one letter off
    const found = new Map();
    for (const form of formsOf(term.word)) {
      for (const [meant, typos] of within(form, this.index.vocabulary, allowed)) {
        if (!mayBeMeant(meant, term.word, form, typos)) continue;
        const one = [typos, isWord || !isSure(term.word, meant, typos) ? 1 : 0, meant];
        const root = stem(meant);
        if (!found.has(root) || compareTuples(one, found.get(root)) < 0) found.set(root, one);
      }
    }
    const nearest = [...found.values()].sort(compareTuples).slice(0, MOST_TYPOS_FOLLOWED);
    for (const [typos, unsure, meant] of nearest) {
      const value = (typos === 1 ? TYPO : TWO_TYPOS) - (unsure ? UNSURE_TYPO : 0);
      const variant = new Variant("", commonStart(meant), stemMatch(stem(meant), value), SUBJECT_COLUMNS);
      term.typoVariants.push([variant, !unsure]);
    }
  }
}

/** Variants of a term by itself; `last` where the word may still be being typed. */
function wordVariants(term, last) {
  const { word } = term;
  if (word.includes(" ")) {
    const cut = word.lastIndexOf(" ");
    const [lead, letter] = [word.slice(0, cut), word.slice(cut + 1)];
    const variants = [new Variant(lead, letter, exactMatch(letter))];
    const joined = word.replaceAll(" ", "");
    if (!isIdeographic(word)) variants.push(new Variant("", joined, exactMatch(joined)));
    return variants;
  }
  if (isDigits(word)) {
    const variants = [new Variant("", word, exactMatch(word), NUMBERS)];
    if (word.length > 4) variants.push(new Variant("", word, prefixMatch(word), [REST]));
    return variants;
  }
  const beginning = word.length >= (last ? 2 : 3) && !term.optional;
  const start = commonStart(word);
  const variants = [
    new Variant("", start, wordMatch(word, beginning), PROSE),
    new Variant("", start, nameMatch(word, beginning), NAMES),
    ...term.others.map((other) => new Variant("", commonStart(other), nameMatch(other, beginning), NAMES)),
  ];
  if (!term.optional) {
    const match = word.length >= 5 ? prefixMatch(word) : exactMatch(word);
    variants.push(new Variant("", word, match, [REST]));
  }
  return variants;
}

/** Under which a term may occur in a wide text: as it is typed, its last word in any form. */
function wideVariants(term) {
  if (term.identifier || term.optional) return [];
  const words = wordsOf((term.compound || (term.phrase ? term.typed : term.word)).slice(0, LONGEST_IN_WIDE));
  if (!words.length || (words.length === 1 && /^\d{4}$/.test(words[0]))) return []; // a year is the paper's
  const last = words.at(-1);
  const lead = words.slice(0, -1).join(" ");
  const variants = [!term.phrase && !isIdeographic(last)
    ? new Variant(lead, commonStart(last), sameWord(last)) : new Variant(lead, last, exactMatch(last))];
  const joined = words.join("");
  if (lead) variants.push(new Variant("", joined, exactMatch(joined)));
  return variants;
}

/** By what `wideVariants` of a term are told from those of another. */
const idInWide = ({ word, typed, compound, phrase }) => JSON.stringify([word, compound, phrase ? typed : ""]);

/** Two words of a query as they stand together in a wide text. */
function sideBySide(term, following) {
  return new Variant(term.word, commonStart(following.word), sameWord(following.word));
}

/** Adds the word that two words typed apart may be: `gan leaks`. */
function joinWords(pair) {
  const joined = pair.map((term) => term.word).join("");
  if (joined.length < 4 || joined.includes(" ") || isDigits(joined)) return;
  const variant = new Variant("", joined, joinedMatch(joined));
  for (const term of pair) term.variants.push(variant);
}

function compareTuples(a, b) {
  for (let index = 0; index < a.length; index += 1) {
    if (a[index] < b[index]) return -1;
    if (a[index] > b[index]) return 1;
  }
  return 0;
}

/** How many typos a word may have: none in short words and numbers. */
function typosAllowed(word) {
  if (word.length < TYPO_FROM || !isAlpha(word)) return 0;
  return word.length < TWO_TYPOS_FROM ? 1 : 2;
}

/** A function that tells whether a word is one of English, of its packed stems (english_words.py). */
function englishOf(packed) {
  let stems = null;
  const unpack = () => {
    let word = "";
    return new Set([...packed.matchAll(/([0-9A-Z])([^0-9A-Z]*)/g)]
      .map(([, shared, rest]) => (word = word.slice(0, parseInt(shared, 36)) + rest)));
  };
  return (word) => (stems ??= unpack()).has(stem(word));
}

/** What a word may have been meant to be, before its typos: its spellings and numbers. */
function formsOf(word) {
  const forms = new Set([word, spelling(word)]);
  if (word.length > 4) {
    forms.add(`${word}s`);
    if (word.endsWith("s")) forms.add(word.slice(0, -1));
  }
  return forms;
}

/** Whether a word some typos from a form of the word typed is worth following. */
function mayBeMeant(meant, typed, form, typos) {
  if (meant.length < TYPO_FROM || !isAlpha(meant) || stem(meant) === stem(typed)) return false;
  if (typos === 2 && Math.max(meant.length, form.length) < TWO_TYPOS_APART_FROM) return false;
  const short = typed.length === TYPO_FROM && meant.length === TYPO_FROM;
  return !short || sorted(form) === sorted(meant);
}

/** Whether no other word of the query has to support a typo. */
function isSure(typed, meant, typos) {
  return typed[0] === meant[0] && (typos === 1 || typed.length >= TWO_SURE_TYPOS_FROM);
}

/** Stems of what may be asked, the words it may stand for, and how alike they are. */
function synonymLinks(synonyms) {
  const links = [];
  for (const [name, meanings] of Object.entries(synonyms)) {
    const forms = [name, ...meanings].map(wordsOf);
    forms.forEach((asked, number) => forms.forEach((meant, other) => {
      if (!asked.length || !meant.length || number === other) return;
      const direct = SYNONYM - 0.01 * Math.max(number, other);
      const value = number === 0 || other === 0 ? direct : RELATED;
      links.push({ asked: asked.map(stem), meant, value });
    }));
  }
  return links;
}

// ---------------------------------------------------------------- word match

const exactMatch = (word) => (text) => (text === word ? WORD : 0);
const prefixMatch = (word) => (text) => (text === word ? WORD : PREFIX);
const sameWord = (word) => (text) => (text === word ? WORD : stem(text) === stem(word) ? FORM : 0);
const stemMatch = (root, likeness) => (text) => (stem(text) === root ? likeness : 0);

function wordMatch(word, beginning) {
  const [root, american] = [stem(word), spelling(word)];
  return (text) => {
    if (text === word) return WORD;
    if (word.length === 1) return 0;
    if (spelling(text) === american || stem(text) === root) return FORM;
    if (beginning && text.startsWith(word)) return PREFIX + LONGER_PREFIX * word.length / text.length;
    return areRelated(word, text) ? RELATED : 0;
  };
}

/** Names have plurals and beginnings (of four letters or more), but no related words. */
function nameMatch(word, beginning) {
  return (text) => {
    if (text === word) return WORD;
    if (text === `${word}s` || word === `${text}s`) return FORM;
    const begins = beginning && word.length >= 4 && text.startsWith(word);
    return begins ? PREFIX + LONGER_PREFIX * word.length / text.length : 0;
  };
}

function formMatch(word, likeness) {
  const root = stem(word);
  return (text) => (text === word || stem(text) === root ? likeness : 0);
}

function joinedMatch(word) {
  const root = stem(word);
  return (text) => {
    if (text === word || stem(text) === root) return JOINED;
    return text.startsWith(word) && word.length >= 5 ? PREFIX : 0;
  };
}
