// The query language: text to a tree, and a tree back to text. Mirrors query/syntax.py of mialit,
// whose constants (in capitals) script.py puts before this script; docs/query.md describes it.
//
// A tree is made of { kind: "words", text, phrase }, { kind: "filter", name, values },
// { kind: "not", part }, { kind: "all", parts } and { kind: "any", parts }.

const EVERYTHING = { kind: "all", parts: [] };

const BLANK = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const BLANK_RUN = new RegExp(`[${BLANK}]*`, "yu");
const LEXEME = new RegExp(`[${BLANK}]*(?:` +
  "(?<open>\\()|(?<close>\\))" +
  `|(?<minus>-(?=[^${BLANK})]))` +
  '|(?<phrase>")' +
  `|(?<name>[A-Za-z][\\p{L}\\p{N}_-]*):(?=[^${BLANK})])(?!//)` +
  `|(?<word>[^${BLANK}()"]+))`, "yu");
const VALUE = new RegExp(`[^${BLANK},"()]+`, "yu");
const PHRASE = /"((?:[^"\\]|\\[^])*)"/yu;

/**
 * The tree of a query, and what is wrong with it, in its order: { name, facts, offset }, where the
 * name is that of the message (interface.py).
 *
 * The program stops at the first of these problems. The page reads on, since a query that is being
 * typed has one nearly always: what cannot be read is left out, and what is open ends with the query.
 */
function parseQuery(query) {
  const parser = new QueryParser(query);
  return { node: parser.parse(), problems: parser.problems };
}

/** Recursive descent over one query. */
class QueryParser {
  constructor(query) {
    this.problems = [];
    this.at = 0;
    this.depth = 0;
    this.query = query;
    if (query.length <= LONGEST) return;
    this.query = query.slice(0, LONGEST);
    this.fault("query.too-long", 0, { length: query.length, most: LONGEST });
  }

  fault(name, offset, facts = {}) {
    this.problems.push({ name, offset, facts });
  }

  parse() {
    const parts = [];
    for (;;) {
      parts.push(this.any());
      const token = this.peek();
      if (!token) break;
      this.fault("query.closes-nothing", this.position());
      this.at = token.end;
    }
    const kept = parts.filter((part) => part && (parts.length === 1 || part.parts?.length !== 0));
    return joined("all", kept);
  }

  any() {
    const parts = [this.all(true)];
    for (let token = this.peek(); token?.word === "OR"; token = this.peek()) {
      this.at = token.end;
      parts.push(this.all(false));
    }
    return joined("any", parts.filter(Boolean));
  }

  /** Parts that all have to match; null where there has to be one and none can be read. */
  all(first) {
    const parts = [];
    const start = this.position();
    let count = 0;
    for (let token = this.peek(); token && !token.close && token.word !== "OR"; token = this.peek()) {
      const part = this.part();
      parts.push(...(part?.halfTyped ? part.parts : [part]));
      count += 1;
    }
    const ended = this.peek();
    if (!count && (!first || (ended && !ended.close))) {
      this.fault("query.or-alone", start);
      return null;
    }
    const kept = parts.filter(Boolean);
    return count && !kept.length ? null : joined("all", kept);
  }

  /** One part; null for what cannot be read. */
  part() {
    const token = this.peek();
    if (!token || token.close) {
      this.fault("query.nothing-negated", this.position());
      return null;
    }
    if (token.minus || token.word === "NOT") {
      this.at = token.end;
      if (token.minus && this.query.startsWith("-", this.at)) this.fault("query.two-dashes", this.at - 1);
      const part = this.nested(() => this.part());
      return part && { kind: "not", part };
    }
    if (token.open) return this.group(token);
    if (token.phrase) return this.phraseOrWords();
    this.at = token.end;
    if (token.name === undefined) return { kind: "words", text: token.word, phrase: false };
    const values = this.values(token.name);
    return values.length ? { kind: "filter", name: token.name.toLowerCase(), values } : null;
  }

  group(token) {
    const start = this.position();
    this.at = token.end;
    const node = this.nested(() => this.any());
    const closing = this.peek();
    if (closing) this.at = closing.end;
    else this.fault("query.open-parenthesis", start);
    return node;
  }

  values(name) {
    const values = [this.value(name)];
    while (this.query.startsWith(",", this.at)) {
      const next = this.query.slice(this.at + 1, this.at + 2);
      if ((!next || new RegExp(`[${BLANK}]`, "u").test(next)) && PASTED.includes(name.toLowerCase())) {
        this.at += 1;
        break;
      }
      if (values.at(-1) === null) break;
      this.at += 1;
      values.push(this.value(name));
    }
    return values.filter((value) => value !== null);
  }

  value(name) {
    if (this.query.startsWith('"', this.at)) return this.phrase();
    const found = this.match(VALUE, this.at);
    if (!found) {
      this.fault("query.no-value", this.at, { name });
      return null;
    }
    this.at += found[0].length;
    return found[0];
  }

  /** A phrase; the words of one that is still being typed, since its last has no end. */
  phraseOrWords() {
    const before = this.problems.length;
    const text = this.phrase();
    if (this.problems.length === before) return { kind: "words", text, phrase: true };
    const words = text.split(/\s+/).filter(Boolean).map((one) => ({ kind: "words", text: one, phrase: false }));
    return words.length ? { kind: "all", parts: words, halfTyped: true } : null;
  }

  /** The text of a phrase or of a value in quotes. */
  phrase() {
    const start = this.position();
    const found = this.match(PHRASE, start);
    if (!found) this.fault("query.open-quote", start);
    // A backslash at the end waits for what it stands before.
    const inner = found ? found[1] : this.query.slice(start + 1).replace(/(^|[^\\])((?:\\\\)*)\\$/, "$1$2");
    this.at = found ? start + found[0].length : this.query.length;
    return inner.replace(/\\([^])/gu, "$1");
  }

  nested(rule) {
    this.depth += 1;
    if (this.depth > DEEPEST) {
      this.fault("query.too-deep", this.position(), { most: DEEPEST });
      this.at = this.query.length;
      return null;
    }
    const node = rule();
    this.depth -= 1;
    return node;
  }

  match(pattern, at) {
    pattern.lastIndex = at;
    return pattern.exec(this.query);
  }

  peek() {
    const found = this.match(LEXEME, this.at);
    return found && { ...found.groups, end: this.at + found[0].length };
  }

  position() {
    this.at += this.match(BLANK_RUN, this.at)[0].length;
    return this.at;
  }
}

const joined = (kind, parts) => (parts.length === 1 ? parts[0] : parts.length ? { kind, parts } : EVERYTHING);

// ---------------------------------------------------------------- trees

/** A tree as text. */
function printed(node) {
  switch (node.kind) {
    case "words": return node.phrase ? inQuotes(node.text) : node.text;
    case "filter": return `${node.name}:${node.values.map(valueText).join(",")}`;
    case "not": {
      const inner = node.part.parts ? `(${printed(node.part)})` : printed(node.part);
      return inner.startsWith("-") ? `NOT ${inner}` : `-${inner}`;
    }
    case "all": return node.parts.map((part) => (part.parts ? `(${printed(part)})` : printed(part))).join(" ");
    default:
      return node.parts.map((part) => (part.kind === "any" || part.parts?.length === 0 ? `(${printed(part)})` : printed(part)))
        .join(" OR ");
  }
}

const inQuotes = (text) => `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;

function valueText(value) {
  VALUE.lastIndex = 0;
  return VALUE.exec(value)?.[0] === value ? value : inQuotes(value);
}

/** The parts that all have to match. */
const partsOf = (node) => (node.kind === "all" ? node.parts : [node]);

/** A tree in which `change` puts another node, or null for none, for each word and filter. */
function changed(node, change) {
  if (node.kind === "words" || node.kind === "filter") return change(node);
  if (node.kind === "not") {
    const part = changed(node.part, change);
    return part && (part === node.part ? node : { kind: "not", part });
  }
  const left = node.parts.map((part) => changed(part, change));
  if (left.every((part, index) => part === node.parts[index])) return node;
  const kept = left.filter(Boolean).flatMap((part) => (node.kind === "all" && part.kind === "all" ? part.parts : [part]));
  return kept.length ? joined(node.kind, kept) : null;
}

/** A tree without the texts that have no letter and no digit: they ask for nothing. */
const withoutSigns = (node) =>
  changed(node, (part) => (part.kind === "words" && !squash(part.text) ? null : part)) ?? EVERYTHING;

/** How many words, phrases and values of filters a tree has. */
function countParts(node) {
  if (node.kind === "words") return 1;
  if (node.kind === "filter") return node.values.length;
  return node.kind === "not" ? countParts(node.part) : node.parts.reduce((sum, part) => sum + countParts(part), 0);
}
