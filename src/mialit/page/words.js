// The words of the list, and the ways in which a word of a query may stand in it.
// Mirrors mialit/terms.py and wording.py; the numbers are theirs.

const [TITLE, FORMERLY, AUTHORS, VENUE, SUBJECTS, REST] = [0, 1, 2, 3, 4, 5];
const WORTH = [1.0, 0.97, 0.9, 0.84, 0.8, 0.78];
const ALL_COLUMNS = [TITLE, FORMERLY, AUTHORS, VENUE, SUBJECTS, REST];
const SUBJECT_COLUMNS = [TITLE, FORMERLY, AUTHORS, VENUE, SUBJECTS];
const NOT_NAMES = [TITLE, FORMERLY, VENUE, SUBJECTS];

const MOST_WORDS = 64;
const LONGEST_WORD = 60;
const MOST_SLIPS_FOLLOWED = 8;

const STOP_WORDS = new Set((
  "a an and are as at be by can do does for from has have how i in into is it its my not of on or " +
  "our s that the their them these they this to towards toward under us via vs versus was we what " +
  "when where which who why will with your about paper papers article articles " +
  "published et al").split(" "));
const FORMAL_WORDS = new Set((
  "pp pages page vol volume no number proc proceedings ieee acm international conference " +
  "symposium workshop transactions trans journal advances annual press springer elsevier preprint " +
  "arxiv corr abs cs lg cr ed eds editor editors edition online available accessed http https www " +
  "doi org url conf int in jan feb mar apr may jun jul aug sep oct nov dec january february march " +
  "april june july august september october november december lecture notes").split(" "));

// How alike the kinds of meeting are taken to be: whole words, then beginnings, then slips.
const [WORD, FORM, JOINED, SYNONYM, BEGINNING, FAMILY, SLIP, TWO_SLIPS] =
  [1.0, 0.97, 0.96, 0.9, 0.76, 0.7, 0.58, 0.5];

// ---------------------------------------------------------------- the list's words

/** Met where the words of `lead` are followed by one that begins with `start` and is graded. */
class Way {
  constructor(lead, start, grade, columns = ALL_COLUMNS, how = "word") {
    this.lead = lead;
    this.needle = ` ${lead ? `${lead} ` : ""}${start}`;
    this.start = start;
    this.grade = grade;
    this.columns = columns;
    this.how = how;
    this.grades = new Map();
  }

  /** The likeness of a word, 0 for none; each word is looked at once. */
  graded(word) {
    let grade = this.grades.get(word);
    if (grade === undefined) this.grades.set(word, (grade = this.grade(word)));
    return grade;
  }

  /** Calls `visit(begin, end, likeness)` for each place in a text with blanks around its words. */
  places(text, visit) {
    const { needle, start } = this;
    let at = text.indexOf(needle);
    while (at >= 0) {
      let end = at + needle.length;
      while (text.charCodeAt(end) !== 32) end += 1;
      const grade = this.graded(text.slice(at + needle.length - start.length, end));
      if (grade) visit(at + 1, end, grade);
      at = text.indexOf(needle, end);
    }
  }
}

/** The texts of all papers in one kind of field, one behind the other; equal ones once. */
class Column {
  constructor(lines) {
    const distinct = [...new Set(lines)];
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

  /** Calls `visit(row, likeness)` for each place where `way` is met; rows may repeat. */
  scan(way, visit) {
    let number = 0;
    way.places(this.text, (begin, end, grade) => {
      number = this.at(begin - 1, number);
      if (this.rows) for (const row of this.rows[number]) visit(row, grade);
      else visit(number, grade);
    });
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
 * of each word, and scans the texts for ways of several words alone.
 */
class Terms {
  constructor(folded) {
    this.count = folded.length;
    this.lines = folded;
    this.columns = ALL_COLUMNS.map((column) => new Column(folded.map((lines) => lines[column])));
    this.postings = this.columns.map((column) => column.postings());
    this.words = new Set(this.postings.flatMap((rows) => [...rows.keys()]));
    this.sorted = [...this.words].sort();
    /** The distinct words without those of keys and identifiers. */
    this.vocabulary = [...new Set(SUBJECT_COLUMNS.flatMap((number) => [...this.postings[number].keys()]))];
  }

  /** Puts the best of likeness times the column's worth into `best`, by row. */
  meet(way, best) {
    const better = (row, value) => {
      if (value > (best.get(row) ?? 0)) best.set(row, value);
    };
    if (way.lead) {
      if (!this.words.has(way.lead.split(" ", 1)[0])) return;
      for (const number of way.columns) {
        this.columns[number].scan(way, (row, grade) => better(row, grade * WORTH[number]));
      }
      return;
    }
    for (const word of this.beginningWith(way.start)) {
      const grade = way.graded(word);
      if (!grade) continue;
      for (const number of way.columns) {
        for (const row of this.postings[number].get(word) ?? []) better(row, grade * WORTH[number]);
      }
    }
  }

  /** The words that begin with `start`. */
  beginningWith(start) {
    const words = this.sorted;
    let low = 0;
    let high = words.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (words[middle] < start) low = middle + 1;
      else high = middle;
    }
    let end = low;
    while (end < words.length && words[end].startsWith(start)) end += 1;
    return words.slice(low, end);
  }

  /** Whether somewhere the word `lead` is followed by one that begins with `start`. */
  holdsPair(lead, start) {
    return this.words.has(lead) &&
      SUBJECT_COLUMNS.some((number) => this.columns[number].text.includes(` ${lead} ${start}`));
  }
}

// ---------------------------------------------------------------- the query's words

/** One word of the query: the ways to meet it, and after meeting, the rows that do. */
class Unit {
  constructor(typed, word, more = {}) {
    Object.assign(this, {
      typed, word, ways: [], slipWays: [], best: new Map(), slips: new Map(), loose: new Set(),
      weight: 1, optional: false, slipsSought: false, fixed: false, phrase: null, identifier: null,
    }, more);
  }

  get allWays() {
    return [...this.ways, ...this.slipWays.map(([way]) => way)];
  }

  value(row) {
    return this.best.get(row) || this.slips.get(row) || 0;
  }
}

/** Units of the words typed: `label-only` is two, `S&P` one. */
function splitWords(texts) {
  let units = [];
  for (const text of texts) {
    const parts = wordsOf(text.slice(0, LONGEST_WORD * 8)).map((part) => part.slice(0, LONGEST_WORD));
    if (parts.length > 1 && parts.every((part) => part.length === 1)) {
      units.push(new Unit(text, parts.join(" ")));
      continue;
    }
    const typed = text.replace(/^[.,;:!?()[\]{}'“”‘’]+|[.,;:!?()[\]{}'“”‘’]+$/g, "");
    for (const part of parts) units.push(new Unit(parts.length === 1 ? typed : part, part));
  }
  units = units.slice(0, MOST_WORDS);
  for (const unit of units) unit.optional = STOP_WORDS.has(unit.word) || unit.word.length === 1;
  if (units.every((unit) => unit.optional)) for (const unit of units) unit.optional = false;
  return units;
}

/** Gives units their ways, for one list and one table of synonyms. */
class Speller {
  constructor(terms, links) {
    this.terms = terms;
    this.links = links;
  }

  spell(units) {
    units.forEach((unit, number) => {
      unit.ways.push(...this.plain(unit, number === units.length - 1));
      if (!unit.optional) unit.ways.push(...this.apart(unit.word));
    });
    this.join(units);
    this.synonyms(units);
  }

  plain(unit, last) {
    const { word } = unit;
    if (word.includes(" ")) {
      const cut = word.lastIndexOf(" ");
      const [lead, start] = [word.slice(0, cut), word.slice(cut + 1)];
      const joined = word.replaceAll(" ", "");
      return [new Way(lead, start, exact(start)), new Way("", joined, exact(joined))];
    }
    if (isDigits(word)) {
      const columns = word.length === 4 ? ALL_COLUMNS : [TITLE, FORMERLY];
      return [new Way("", word, exact(word), columns)];
    }
    const beginning = word.length >= (last ? 2 : 3) && !unit.optional;
    const start = commonStart(word);
    const ways = [
      new Way("", start, plainGrade(word, beginning), NOT_NAMES),
      new Way("", start, nameGrade(word, beginning), [AUTHORS]),
    ];
    if (!unit.optional) {
      const grade = word.length >= 5 ? (met) => (met === word ? WORD : BEGINNING) : exact(word);
      ways.push(new Way("", word, grade, [REST]));
    }
    return ways;
  }

  /** Words of the list that `word` is made of: `labelonly`. */
  apart(word) {
    if (!isAlpha(word) || word.length < 5) return [];
    const found = [];
    for (let cut = 2; cut < word.length - 1; cut += 1) {
      const [lead, start] = [word.slice(0, cut), word.slice(cut)];
      const begin = commonStart(start);
      if (this.terms.holdsPair(lead, begin)) {
        found.push(new Way(lead, begin, formGrade(start, JOINED), ALL_COLUMNS, "joined"));
      }
    }
    return found;
  }

  /** Words typed apart that stand as one in the list: `gan leaks`. */
  join(units) {
    for (let first = 0; first + 1 < units.length; first += 1) {
      const pair = units.slice(first, first + 2);
      const joined = pair.map((unit) => unit.word).join("");
      if (joined.length < 4 || joined.includes(" ") || isDigits(joined)) continue;
      const way = new Way("", joined, joinedGrade(joined), ALL_COLUMNS, "joined");
      for (const unit of pair) unit.ways.push(way);
    }
  }

  synonyms(units) {
    const stems = units.map((unit) => stem(unit.word));
    for (const { asked, meant, value } of this.links) {
      for (let first = 0; first <= stems.length - asked.length; first += 1) {
        if (!asked.every((each, place) => stems[first + place] === each)) continue;
        const last = meant.at(-1);
        const lead = meant.slice(0, -1).join(" ");
        const way = new Way(lead, commonStart(last), formGrade(last, value), ALL_COLUMNS, "synonym");
        for (const unit of units.slice(first, first + asked.length)) {
          if (unit.word !== meant[0] || meant.length > 1) unit.ways.push(way);
        }
      }
    }
  }

  /** Adds the words of the list that `unit`'s may be a slip of, nearest first. */
  slips(unit) {
    const allowed = slipsAllowed(unit.word);
    if (!allowed || unit.slipsSought) return;
    unit.slipsSought = true;
    const found = new Map();
    for (const form of formsOf(unit.word)) {
      for (const [meant, slips] of within(form, this.terms.vocabulary, allowed)) {
        if (meant.length < 4 || !isAlpha(meant) || stem(meant) === stem(unit.word)) continue;
        if (slips === 2 && Math.max(meant.length, form.length) < 8) continue;
        if (unit.word.length === 4 && meant.length === 4 && sorted(form) !== sorted(meant)) continue;
        const one = [slips, isSure(unit.word, meant, slips) ? 0 : 1, meant];
        const root = stem(meant);
        if (!found.has(root) || compareTuples(one, found.get(root)) < 0) found.set(root, one);
      }
    }
    const nearest = [...found.values()].sort(compareTuples).slice(0, MOST_SLIPS_FOLLOWED);
    for (const [slips, unsure, meant] of nearest) {
      const value = (slips === 1 ? SLIP : TWO_SLIPS) - (unsure ? 0.04 : 0);
      const way = new Way("", commonStart(meant), stemGrade(stem(meant), value), SUBJECT_COLUMNS, "slip");
      unit.slipWays.push([way, !unsure]);
    }
  }
}

function compareTuples(a, b) {
  for (let place = 0; place < a.length; place += 1) {
    if (a[place] < b[place]) return -1;
    if (a[place] > b[place]) return 1;
  }
  return 0;
}

/** How many slips a word may have: none in short words and numbers. */
function slipsAllowed(word) {
  if (word.length < 4 || !isAlpha(word)) return 0;
  return word.length < 7 ? 1 : 2;
}

function formsOf(word) {
  const forms = new Set([word, spelling(word)]);
  if (word.length > 4) {
    forms.add(`${word}s`);
    if (word.endsWith("s")) forms.add(word.slice(0, -1));
  }
  return forms;
}

/** Whether a slip needs no other word of the query that speaks for it. */
function isSure(typed, meant, slips) {
  return typed[0] === meant[0] && (slips === 1 || typed.length >= 11);
}

/** A beginning that all forms of a word share. */
const commonStart = remembered((word) => {
  const [inflected, derived] = [stem(word), family(word)];
  const root = derived.length < inflected.length ? derived : inflected;
  const start = word.slice(0, word.length > 3 ? Math.max(3, root.length - 1) : word.length);
  return root.startsWith(start.slice(0, -1)) ? start : word.slice(0, 3);
});

const exact = (word) => (met) => (met === word ? WORD : 0);
const stemGrade = (root, value) => (met) => (stem(met) === root ? value : 0);

function plainGrade(word, beginning) {
  const [root, american, kin] = [stem(word), spelling(word), family(word)];
  return (met) => {
    if (met === word) return WORD;
    if (word.length === 1) return 0;
    if (spelling(met) === american || stem(met) === root) return FORM;
    if (beginning && met.startsWith(word)) return BEGINNING + 0.08 * word.length / met.length;
    return kin.length >= 4 && family(met) === kin ? FAMILY : 0;
  };
}

/** Names have plurals and beginnings (of four letters or more), but no families. */
function nameGrade(word, beginning) {
  return (met) => {
    if (met === word) return WORD;
    if (met === `${word}s` || word === `${met}s`) return FORM;
    if (beginning && word.length >= 4 && met.startsWith(word)) {
      return BEGINNING + 0.08 * word.length / met.length;
    }
    return 0;
  };
}

function formGrade(word, value) {
  const root = stem(word);
  return (met) => (met === word || stem(met) === root ? value : 0);
}

function joinedGrade(word) {
  const root = stem(word);
  return (met) => {
    if (met === word || stem(met) === root) return JOINED;
    return met.startsWith(word) && word.length >= 5 ? BEGINNING : 0;
  };
}

/** Stems of what may be asked, the words it may be met by, and how alike they are. */
function synonymLinks(synonyms) {
  const links = [];
  for (const [name, meanings] of Object.entries(synonyms)) {
    const forms = [name, ...meanings].map(wordsOf);
    forms.forEach((asked, number) => forms.forEach((meant, other) => {
      if (!asked.length || !meant.length || number === other) return;
      const direct = SYNONYM - 0.01 * Math.max(number, other);
      const value = number === 0 || other === 0 ? direct : FAMILY;
      links.push({ asked: asked.map(stem), meant, value });
    }));
  }
  return links;
}
