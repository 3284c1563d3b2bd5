// What a query means: a tree becomes a test that a paper passes or fails. Mirrors query/filters.py
// of mialit; the names of messages are those of interface.py.

const STATES = ["preprint", "published"];
const LONGEST_TEXT = 300; // characters of one word or phrase that are compared

/**
 * Binds trees to a list. `problems` are { name, facts, near, part }: the message, the nearest names
 * or values, and the part of the tree that it is about; `notes` say which values were widened.
 */
class Binder {
  constructor(list) {
    this.list = list;
    this.names = list.names;
    this.problems = [];
    this.notes = [];
  }

  /** A tree without the parts that cannot be read, of which `problems` tell; null where none can. */
  readable(node) {
    return changed(node, (part) => {
      if (part.kind === "words") return part.phrase || !this.isEmptyFilter(part) ? part : null;
      const values = part.values.filter((value) => this.value(part, value));
      if (values.length === part.values.length) return part;
      return values.length ? { ...part, values } : null;
    });
  }

  /** The test, of a paper, that a readable tree stands for. */
  test(node) {
    switch (node.kind) {
      case "words": return wordsTest(node.text);
      case "filter": return anyOf(node.values.map((value) => this.value(node, value)));
      case "not": {
        const inner = this.test(node.part);
        return (paper) => !inner(paper);
      }
      case "all": {
        const tests = node.parts.map((part) => this.test(part));
        return (paper) => tests.every((test) => test(paper));
      }
      default: return anyOf(node.parts.map((part) => this.test(part)));
    }
  }

  problem(part, name, facts, near = []) {
    this.problems.push({ name, facts, near, part });
    return null;
  }

  /** Whether a word is the name of a filter, with a colon and without a value. */
  isEmptyFilter(part) {
    const name = part.text.slice(0, -1);
    if (!part.text.endsWith(":") || !this.names.filters.includes(name.toLowerCase())) return false;
    this.problem(part, "query.empty-filter", { text: part.text });
    return true;
  }

  /** The test of one value of a filter; null where it cannot be read. */
  value(part, value) {
    const { name } = part;
    const problem = (message, facts, near) => this.problem(part, message, facts, near?.map((text) => ({ text, of: value })));
    if (name === "has" || name === "no") {
      const field = this.field(part, value, value);
      return field && ((paper) => this.names.has(paper, field) === (name === "has"));
    }
    if (name === "is") {
      const state = oneOf(STATES, value);
      if (!state) return problem("query.one-of", { name, value, known: STATES.join(", ") }, STATES);
      return (paper) => Boolean(paper.preprint) === (state === "preprint");
    }
    const field = this.field(part, name);
    if (!field) return null;
    if (!value.trim()) return problem("query.empty-value", { name });
    const spec = this.names.specs.get(field);
    if (field === "year") {
      const range = yearRange(value, problem);
      return range && ((paper) => Boolean(paper.year) && range[0] <= paper.year && paper.year <= range[1]);
    }
    if (spec?.form === "month") {
      const range = monthRange(value, problem);
      return range && ((paper) => this.names.values(paper, field)
        .some((month) => range[0] <= month.slice(0, 7) && month.slice(0, 7) <= range[1]));
    }
    if (spec?.form === "vocabulary") return this.vocabularyTest(spec, value, problem);
    if (field === "type") {
      const known = this.names.carriedIn("type");
      const type = oneOf(known, value);
      if (!type) return problem("query.one-of", { name: "type", value, known: known.join(", ") }, nearest(value, known));
      return (paper) => paper.type === type;
    }
    return this.textTest(field, value);
  }

  /** The field called `name`; "" with a problem where there is none. `value` stands where the name is one. */
  field(part, name, value) {
    const field = this.names.named(name);
    if (!field) {
      const near = nearest(name, this.names.filters);
      const replaced = near.map((text) => (value === undefined ? { text, name: true } : { text, of: value }));
      this.problem(part, "query.no-field", { name }, replaced);
    } else if (this.names.withheld.has(field)) {
      this.problem(part, "query.not-carried", { name: field });
      return "";
    }
    return field;
  }

  vocabularyTest(spec, value, problem) {
    const { names } = this;
    if (!names.declared.includes(spec.name) && spec.name !== "venue") {
      if (spec.value(value) === undefined) return problem("query.absent-field", { name: spec.name, value });
      this.notes.push({ name: "query.field-of-none", facts: { name: spec.name } });
      return () => false;
    }
    const wanted = this.knownValues(spec, value, problem);
    return wanted && ((paper) => names.values(paper, spec.name).some((stated) => wanted.has(stated)));
  }

  /** The values that a text asks for; "Values" in docs/query.md says how. */
  knownValues(spec, value, problem) {
    const declared = spec.value(value);
    if (declared !== undefined) return new Set([declared]);
    const carried = this.names.carriedIn(spec.name);
    const asked = squash(value);
    const exact = carried.filter((item) => squash(item) === asked);
    if (exact.length) return new Set(exact);
    const known = this.names.curated ? [...spec.declared] : [];
    known.push(...carried.filter((item) => !known.includes(item)));
    const beginning = ` ${fold(value)}`;
    const widened = known.filter((item) => asked && ` ${fold(item)}`.includes(beginning));
    if (!widened.length) {
      const near = [...withYear(spec, value, known), ...nearest(value, known)];
      return problem("query.no-such-value", { name: spec.name, value }, near);
    }
    if (widened.length > 1 || asked !== squash(widened[0])) {
      this.notes.push({ name: "query.stands-for", facts: { asked: `${spec.name}:${value}`, values: widened.join(", ") } });
    }
    return new Set(widened);
  }

  textTest(field, value) {
    if (field === "author") return authorTest(value);
    const asked = caseless(value);
    if (field === "doi" || field === "eprint") {
      const begun = (field === "doi" ? doiOf : arxivOf)(value) || asked;
      return (paper) => caseless(paper[field] ?? "").startsWith(begun);
    }
    if (field === "key" || field === "url") return (paper) => caseless(paper[field] ?? "").includes(asked);
    const texts = (paper) => this.names.texts(paper, field).filter(Boolean);
    if (!squash(value)) return (paper) => texts(paper).some((text) => caseless(text).includes(asked)); // signs alone
    const sought = new Loose(value);
    return (paper) => texts(paper).some((text) =>
      sought.standsIn(foldedOnce(text)) || (field !== "title" && caseless(text).includes(asked)));
  }
}

const anyOf = (tests) => (tests.length === 1 ? tests[0] : (paper) => tests.some((test) => test(paper)));

const oneOf = (allowed, value) => allowed.find((item) => squash(item) === squash(value)) ??
  allowed.find((item) => item.startsWith(value.toLowerCase()));

/** A value and a year that a text has in one word, such as CVPR2021, as two filters. */
function withYear(spec, value, known) {
  const [, name, year] = /^(.*[\p{L}_])[\s_'-]*((?:19|20)[0-9]{2})$/u.exec(value) ?? [];
  if (!name) return [];
  const found = spec.value(name) ?? known.find((item) => squash(item) === squash(name));
  if (found === undefined) return [];
  return [printed({ kind: "all", parts: [
    { kind: "filter", name: spec.name, values: [found] }, { kind: "filter", name: "year", values: [year] }] })];
}

// ---------------------------------------------------------------- texts

/** A text without the case of its letters. */
const caseless = (text) => text.toLowerCase().replaceAll("ß", "ss").replaceAll("ς", "σ");

/** Folding takes the time of a filter: the texts of fields that are asked for at every letter. */
const foldedOnce = remembered(fold);

const inPattern = (letters) => [...letters].map((letter) => letter.replace(/[.*+?^${}()|[\]\\/]/, "\\$&")).join(" ?");

/** A text as it is looked for: from the beginning of a word, joined or split. Müller also finds Mueller. */
class Loose {
  constructor(text) {
    const asked = text.slice(0, LONGEST_TEXT);
    const spellings = [asked, ...spelledOut(asked)].map(squash).filter(Boolean);
    this.patterns = spellings.map((letters) => new RegExp(inPattern(letters), "gu"));
  }

  standsIn(folded) {
    return !this.patterns.length || this.patterns.some((pattern) => beginsWord(folded, pattern));
  }
}

/** Whether a pattern matches from the beginning of a word; asking so is faster than a look behind. */
function beginsWord(folded, pattern) {
  pattern.lastIndex = 0;
  for (let found = pattern.exec(folded); found; found = pattern.exec(folded)) {
    if (!/[\p{L}\p{N}_]$/u.test(folded.slice(Math.max(0, found.index - 2), found.index))) return true;
    pattern.lastIndex = found.index + 1;
  }
  return false;
}

/** Whether a paper has a word, or the words of a phrase side by side; the last may go on. */
function wordsTest(text) {
  const sought = new Loose(text);
  const letters = squash(text.slice(0, LONGEST_TEXT));
  const wide = letters && !/^\p{Nd}{4}$/u.test(letters) ? new RegExp(` ${inPattern(letters)}`, "u") : null; // a year is the paper's
  return (paper) => sought.standsIn(paper.folded.join("\n")) || (wide !== null && wide.test(` ${paper.wide()}`));
}

/** Whether one author has every word of a name; Müller is also Mueller. */
function authorTest(value) {
  if (!squash(value)) {
    const asked = caseless(value);
    return (paper) => paper.authors.some((author) => caseless(author).includes(asked));
  }
  const wanted = [value, ...spelledOut(value)].map((name) => name.split(/\s+/).flatMap((text) => {
    const parts = wordsOf(text);
    return parts.some(isIdeographic) ? [text] : parts;
  }).map((part) => new Loose(part)));
  const namesOf = remembered((author) => [author, ...spelledOut(author)].map(fold));
  return (paper) => paper.authors.some((author) => namesOf(author).some((name) =>
    wanted.some((words) => words.every((part) => part.standsIn(name)))));
}

// ---------------------------------------------------------------- near words

/**
 * Those of `known` that a word may be a typo of, nearest first; [] when none is near.
 *
 * Near is a likeness of 0.6 or more of whole folded texts, or of the word and one of their words.
 */
function nearest(text, known, most = 3) {
  const asked = fold(text.slice(0, 100));
  const likeness = (part) => {
    const longest = Math.max(asked.length, part.length);
    return longest ? 1 - distance(asked, part) / longest : 1;
  };
  const scored = known.map((other) => {
    const folded = fold(other.slice(0, 100));
    return [-Math.max(...[folded, folded.replaceAll(" ", ""), ...folded.split(" ").filter(Boolean)].map(likeness)), other];
  });
  return scored.filter(([worth]) => worth <= -0.6).sort(compareTuples).slice(0, most).map(([, other]) => other);
}
