// Words, as mialit compares them: folding, stemming, typos. The tables in capitals are the
// program's own (script.py puts them before this script); tests/page compares the results.

// ---------------------------------------------------------------- folding

const APOSTROPHES = /['`\u00b4\u02b9-\u02bf\u2018\u2019\u201b\u2032]/gu;
const LETTERS = {
  "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th",
  "ħ": "h", "ŧ": "t", "ŋ": "ng", "ı": "i", "ȷ": "j", "ß": "ss", "ς": "σ",
};
const INVISIBLE = /[\p{Mn}\p{Me}\p{Cf}]/u;
const KEPT = /[\p{L}\p{N}\p{Mc}]/u;
// Of scripts without blanks each character is a word; of Hangul, taken apart, its first letter begins one.
const IDEOGRAPH = /[\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3fffd}]/u;
const INITIAL = /[\u1100-\u115f\ua960-\ua97c]/u;
const foldedCharacters = new Map();

/** One character folded: nothing, a blank, or letters and digits. */
function foldCharacter(character) {
  let folded = foldedCharacters.get(character);
  if (folded === undefined) {
    folded = "";
    // Python's casefold makes a letter of the Greek mark U+0345.
    const lower = character.normalize("NFKD").replaceAll("\u0345", "ι").toLowerCase().normalize("NFKD");
    for (const part of lower.replace(APOSTROPHES, "")) {
      if (part in LETTERS) folded += LETTERS[part];
      else if (INVISIBLE.test(part)) continue;
      else if (!KEPT.test(part)) folded += " ";
      else if (IDEOGRAPH.test(part)) folded += ` ${part} `;
      else folded += INITIAL.test(part) ? ` ${part}` : part;
    }
    if (character.match(APOSTROPHES)) folded = "";
    foldedCharacters.set(character, folded);
  }
  return folded;
}

/** Words of lower-case letters and digits, a blank between two. */
function fold(text) {
  if (/^[\x00-\x7f]*$/.test(text)) {
    return text.toLowerCase().replace(/['`]/g, "").replace(/[^a-z0-9]+/g, " ").trim();
  }
  let folded = "";
  for (const character of text) folded += foldCharacter(character);
  return folded.replace(/ +/g, " ").trim();
}

const isIdeographic = (word) => IDEOGRAPH.test([...word][0]) || INITIAL.test(word[0]);

const UMLAUTS = { "ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "Ø": "Oe" };
const RINGS = { "å": "aa", "Å": "Aa" };

/** The other spellings of a name without letters such as `ü`: Müller is also Mueller. */
function spelledOut(name) {
  if (/^[\x00-\x7f]*$/.test(name)) return [];
  const whole = name.normalize("NFC");
  const spelled = [UMLAUTS, RINGS, { ...UMLAUTS, ...RINGS }]
    .map((table) => [...whole].map((character) => table[character] ?? character).join(""));
  return [...new Set(spelled)].filter((text) => text !== whole);
}

const squash = (text) => fold(text).replaceAll(" ", "");
const wordsOf = (text) => fold(text).split(" ").filter(Boolean);

const isAlpha = (word) => /^\p{L}+$/u.test(word);
const isDigits = (word) => /^\d+$/.test(word);
const hasVowel = (word) => /[aeiouy]/.test(word);

// ---------------------------------------------------------------- stemming

/** A function that answers a text asked before from memory. */
function remembered(compute) {
  const known = new Map();
  return (text) => {
    let answer = known.get(text);
    if (answer === undefined) known.set(text, (answer = compute(text)));
    return answer;
  };
}

const britishEndings = new Map(Object.entries(BRITISH_ENDINGS));
const longestEnding = Math.max(...Object.keys(BRITISH_ENDINGS).map((ending) => ending.length));

/** A folded word as Americans spell it. */
const spelling = remembered((word) => {
  for (let length = Math.min(longestEnding, word.length); length > 1; length -= 1) {
    const [least, american] = britishEndings.get(word.slice(-length)) ?? [Infinity, ""];
    if (word.length - length < least) continue;
    word = word.slice(0, -length) + american;
    break;
  }
  return word.replace(/^grey/, "gray").replace(/^artefact/, "artifact").replaceAll("dgement", "dgment");
});

/** What the inflections of a word have in common: attacks, attacking -> attack. */
const stem = remembered((word) => {
  if (word.length < 4 || !isAlpha(word)) return word;
  word = spelling(word);
  if (/(?:ysis|yses|yzis)$/.test(word)) return word.slice(0, -3) + "z";
  word = singular(word);
  for (const ending of ["ing", "ed"]) {
    if (!word.endsWith(ending)) continue;
    const rest = word.slice(0, -ending.length);
    if (rest.length >= 3 && hasVowel(rest) && !rest.endsWith("e")) {
      word = rest;
      break;
    }
  }
  return base(word);
});

const suffixes = [[SURE_SUFFIXES, true], [UNSURE_SUFFIXES, false]]
  .map(([table, sure]) => [new Map(Object.entries(table)), sure]);
const latinRoots = Object.entries(LATIN_ROOTS);
const derived = new Map(Object.entries(DERIVED));
const unrelated = new Set(UNRELATED);

/** Whether a word is derived from the other, or both from a third: memorize, memorization. */
function areRelated(one, other) {
  if (unrelated.has(stem(one)) || unrelated.has(stem(other))) return false;
  const [first, second] = [rootsOf(one), rootsOf(other)];
  return [...first.sure].some((root) => second.sure.has(root)) ||
    second.all.has(stem(one)) || first.all.has(stem(other));
}

/** The roots that a related word may share, and all, to which a word is related itself. */
const rootsOf = remembered((word) => {
  const first = stem(word);
  if (first.length < SHORTEST_ROOT || !isAlpha(first)) return { sure: new Set(), all: new Set() };
  const [sure, unsure] = [new Set([first]), new Set()];
  const open = [[first, true]];
  while (open.length) {
    const [root, isSure] = open.pop();
    for (const [shorter, surely] of shortened(root)) {
      const known = isSure && surely ? sure : unsure;
      if (known.has(shorter)) continue;
      known.add(shorter);
      open.push([shorter, isSure && surely]);
    }
  }
  return { sure, all: new Set([...sure, ...unsure]) };
});

/** A root without a suffix, in every variant; and whether surely so. */
function shortened(root) {
  const found = [];
  for (let size = 2; size <= Math.min(7, root.length - SHORTEST_ROOT + 1); size += 1) {
    const [suffix, rest] = [root.slice(-size), root.slice(0, -size)];
    for (const [table, sure] of suffixes) {
      for (const end of table.get(suffix) ?? []) {
        const shorter = base(rest + end);
        if (shorter.length < SHORTEST_ROOT) continue;
        found.push([shorter, sure || (LONG_SUFFIXES.includes(suffix) && rest.length >= 5)]);
      }
    }
  }
  const changed = latinRoots.find(([ending]) => root.endsWith(ending));
  if (changed) found.push([root.slice(0, -changed[0].length) + changed[1], true]);
  if (root.endsWith("i") && root.length > SHORTEST_ROOT + 1) found.push([root.slice(0, -1), root.length > 6]);
  if (derived.has(root)) found.push([derived.get(root), true]);
  return found;
}

/** A beginning that all forms, spellings and related words share. */
const commonStart = remembered((word) => {
  const american = spelling(word);
  if (word.length <= 3) return sharedStart([word, american]);
  const roots = [stem(word), ...rootsOf(word).all];
  const shortest = Math.min(...roots.map((root) => root.length));
  const length = Math.min(
    sharedStart([word, american, ...roots]).length,
    Math.max(3, shortest - 1),
    ...roots.map(unchanged),
    britishParting(american),
  );
  return sharedStart([word, american]).slice(0, Math.max(1, length));
});

/** How many letters of a root stay in its related words. */
function unchanged(root) {
  for (const [ending, plain] of latinRoots) {
    if (root.endsWith(plain)) return root.length - plain.length + sharedStart([ending, plain]).length;
  }
  for (const [word, plain] of derived) if (root === plain) return sharedStart([word, plain]).length;
  return root.length;
}

function sharedStart(words) {
  let length = 0;
  while (length < words[0].length && words.every((word) => word[length] === words[0][length])) length += 1;
  return words[0].slice(0, length);
}

/** Where a British spelling may part from the American one. */
function britishParting(american) {
  for (const rest of OR_ENDINGS) {
    if (american.endsWith(`or${rest}`)) return american.length - rest.length - 1;
  }
  const one = american.replace(/s$/, "");
  if (/[tb]er$/.test(one)) return one.length - 2;
  for (const [part, kept] of [["defen", 4], ["offen", 4], ["licen", 4], ["dgment", 2]]) {
    if (american.includes(part)) return american.indexOf(part) + kept;
  }
  if (american.startsWith("gray")) return 2;
  return american.startsWith("artifact") ? 3 : american.length;
}

function singular(word) {
  if (word.endsWith("ies") && word.length > 4) return word.slice(0, -3) + "y";
  if (/(?:sses|xes|ches|shes)$/.test(word)) return word.slice(0, -2);
  if (word.endsWith("s") && !/(?:ss|us|is)$/.test(word)) return word.slice(0, -1);
  return word;
}

function base(word) {
  if (word.length > 3 && word.endsWith("e")) word = word.slice(0, -1);
  const last = word.at(-1);
  if (word.length > 3 && last === word.at(-2) && !"aeious".includes(last) && hasVowel(word)) {
    word = word.slice(0, -1);
  }
  return word.length > 2 && word.endsWith("y") ? word.slice(0, -1) + "i" : word;
}

// ---------------------------------------------------------------- typos

/** The letters a-z of a word as bits: words far apart in letters are many typos apart. */
const letterBits = remembered((word) => {
  let bits = 0;
  for (let index = 0; index < word.length; index += 1) {
    const code = word.charCodeAt(index) - 97;
    if (code >= 0 && code < 26) bits |= 1 << code;
  }
  return bits;
});

function countBits(bits) {
  let count = 0;
  for (; bits; bits &= bits - 1) count += 1;
  return count;
}

/** Words of `known` at most `most` typos from `word`, with their number (never 0). */
function within(word, known, most) {
  const found = new Map();
  const bits = letterBits(word);
  for (const other of known) {
    if (Math.abs(other.length - word.length) > most) continue;
    if (countBits(bits ^ letterBits(other)) > 2 * most) continue;
    const typos = distance(word, other);
    if (typos > 0 && typos <= most) found.set(other, typos);
  }
  return found;
}

/** Damerau-Levenshtein distance; other letters may stand between transposed ones. */
function distance(a, b) {
  const width = b.length + 2;
  const most = a.length + b.length;
  const table = new Uint16Array((a.length + 2) * width);
  const lastRow = new Map();
  table[0] = most;
  for (let i = 0; i <= a.length; i += 1) {
    table[(i + 1) * width] = most;
    table[(i + 1) * width + 1] = i;
  }
  for (let j = 0; j <= b.length; j += 1) {
    table[j + 1] = most;
    table[width + j + 1] = j;
  }
  for (let i = 1; i <= a.length; i += 1) {
    let lastColumn = 0;
    for (let j = 1; j <= b.length; j += 1) {
      const row = lastRow.get(b[j - 1]) ?? 0;
      const column = lastColumn;
      const same = a[i - 1] === b[j - 1];
      if (same) lastColumn = j;
      table[(i + 1) * width + j + 1] = Math.min(
        table[i * width + j] + (same ? 0 : 1),
        table[(i + 1) * width + j] + 1,
        table[i * width + j + 1] + 1,
        table[row * width + column] + (i - row - 1) + 1 + (j - column - 1),
      );
    }
    lastRow.set(a[i - 1], i);
  }
  return table[(a.length + 1) * width + b.length + 1];
}

const sorted = (word) => [...word].sort().join("");
