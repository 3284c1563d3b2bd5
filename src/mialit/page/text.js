// Words, as mialit compares them: folding, stemming, likeness.
// Mirrors mialit/text.py, stemming.py and likeness.py; tests/page compares the two.

// ---------------------------------------------------------------- folding

const APOSTROPHES = /['`\u00b4\u02b9-\u02bf\u2018\u2019\u201b\u2032]/gu;
const LETTERS = {
  "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th",
  "ħ": "h", "ŧ": "t", "ŋ": "ng", "ı": "i", "ȷ": "j", "ß": "ss", "ς": "σ",
};
const INVISIBLE = /[\p{Mn}\p{Me}\p{Cf}]/u;
const KEPT = /[\p{L}\p{N}\p{Mc}]/u;
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
      else if (!INVISIBLE.test(part)) folded += KEPT.test(part) ? part : " ";
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

const squash = (text) => fold(text).replaceAll(" ", "");
const wordsOf = (text) => fold(text).split(" ").filter(Boolean);

const isAlpha = (word) => /^\p{L}+$/u.test(word);
const isDigits = (word) => /^\d+$/.test(word);
const hasVowel = (word) => /[aeiouy]/.test(word);

// ---------------------------------------------------------------- stemming

// British to American; where a rule catches more, both sides of a comparison change alike.
const SPELLINGS = [
  [/(?<=[\p{L}\p{N}_]{2})is(?=(?:e|es|ed|ing|er|ers|able|ation|ations|ational)$)/gu, "iz"],
  [/ys(?=(?:e|es|ed|ing|er|ers)$)/g, "yz"],
  [/(?<=[\p{L}\p{N}_]{2})our(?=(?:s|al|ally|ed|ing|able|hood|hoods|ful|ite)?$)/gu, "or"],
  [/(?<=def|off|lic)enc(?=e|es$)/g, "ens"],
  [/(?<=cen|met|fib)re(?=s?$)/g, "er"],
  [/ogue(?=s?$)/g, "og"],
  [/^grey/, "gray"],
  [/^artefact/, "artifact"],
  [/(?<=program)me(?=s?$)/g, ""],
  [/(?<=dg)ement/g, "ment"],
];

const SUFFIXES = (
  "ization izat iz ication icat ation ativ ator at ition itiv ion iv ionali " +
  "abiliti ibiliti abl ibl ability aliti iti ness ment anc enc anci enci aci ant ent " +
  "ial ially alli ially al li er or ist ism ful fulness ag ic ical icalli ateli i"
).split(" ").sort((a, b) => b.length - a.length);

/** A function that answers a text asked before from memory. */
function remembered(compute) {
  const known = new Map();
  return (text) => {
    let answer = known.get(text);
    if (answer === undefined) known.set(text, (answer = compute(text)));
    return answer;
  };
}

const spelling = remembered((word) =>
  SPELLINGS.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), word));

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

/** What a word shares with those derived from it: memorize, memorization -> memor. */
const family = remembered((word) => {
  let root = stem(word);
  const suffix = SUFFIXES.find((each) => root.endsWith(each) && root.length - each.length >= 4);
  if (suffix) root = base(root.slice(0, -suffix.length));
  return root.endsWith("fens") ? root.slice(0, -1) + "d" : root;
});

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

// ---------------------------------------------------------------- likeness

/** The letters a-z of a word as bits: words far apart in letters are far apart in slips. */
const letterBits = remembered((word) => {
  let bits = 0;
  for (let place = 0; place < word.length; place += 1) {
    const code = word.charCodeAt(place) - 97;
    if (code >= 0 && code < 26) bits |= 1 << code;
  }
  return bits;
});

function countBits(bits) {
  let count = 0;
  for (; bits; bits &= bits - 1) count += 1;
  return count;
}

/** Words of `known` at most `most` slips from `word`, with their number (never 0). */
function within(word, known, most) {
  const found = new Map();
  const bits = letterBits(word);
  for (const other of known) {
    if (Math.abs(other.length - word.length) > most) continue;
    if (countBits(bits ^ letterBits(other)) > 2 * most) continue;
    const slips = distance(word, other);
    if (slips > 0 && slips <= most) found.set(other, slips);
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
