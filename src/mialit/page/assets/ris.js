// RIS of chosen papers, as `mialit list --format ris` prints it (citing/ris.py).

const PAGE_RANGE = new RegExp(`^\\s*([^\\s,;${PAGE_SIGNS}]+)\\s*[${PAGE_SIGNS}]+\\s*([^\\s,;${PAGE_SIGNS}]+)\\s*$`, "u");

function joinRis(list, rows) {
  return rows.map((row) => {
    const tags = risTags(list, row).map(([tag, text]) => [tag, text.split(/\s+/).filter(Boolean).join(" ")]);
    const lines = tags.filter(([, text]) => text).map(([tag, text]) => `${tag}  - ${text}\r\n`);
    return `${lines.join("")}ER  - \r\n\r\n`;
  }).join("");
}

/** The tags of a paper and their values; "" for what it does not say. */
function risTags(list, row) {
  const paper = list.papers[row];
  const { rest } = paper;
  const first = (...names) => names.map((name) => rest[name]).find(Boolean) ?? "";
  const named = (table, name) => (Object.hasOwn(table, name) ? table[name] : "");
  const type = paper.type.toLowerCase();
  const kind = paper.preprint ? "UNPB" : named(RIS_TYPES, type) || "GEN";
  const { subtitle, pages = "" } = rest;
  const container = first(...CONTAINERS) || (kind === "THES" || kind === "RPRT" ? "" : paper.venue);
  const [, start, end] = PAGE_RANGE.exec(pages) ?? ["", pages, ""];
  const archive = paper.arxivLink ? "arXiv" : first("archiveprefix", "eprinttype");
  return [
    ["TY", kind],
    ["ID", paper.keyless ? "" : paper.key],
    ...paper.authors.map((name) => ["AU", suffixLast(name)]),
    ...(exportColumn(list, "editors")[row] || []).map((name) => [paper.authors.length ? "A2" : "ED", name]),
    ["TI", subtitle ? `${paper.title}: ${subtitle}` : paper.title],
    ["T2", container],
    ["JO", kind === "JOUR" ? container : ""],
    ["T3", first("series")],
    ["PY", String(paper.year ?? "")],
    ["DA", risDate(paper)],
    ["VL", first("volume")],
    ["IS", first("number", "issue")],
    ["SP", start],
    ["EP", end],
    ["C7", first("articleno", "eid")],
    ["ET", first("edition")],
    ["PB", first("publisher", "school", "institution", "organization")],
    ["CY", first("address", "location")],
    ["SN", kind === "JOUR" ? first("issn", "isbn") : first("isbn", "issn")],
    ["M3", first("type") || named(RIS_MEDIUM, type)],
    ["LA", first("language", "langid")],
    ["DO", paper.doi],
    ["UR", paper.paper],
    ["DB", paper.eprint ? archive : ""],
    ["AN", paper.eprint && archive ? `${archive}:${paper.eprint}` : paper.eprint],
    ["N1", first("note")],
  ];
}

/** `Family, Jr, Given` as RIS has it: `Family, Given, Jr`. */
function suffixLast(name) {
  const parts = name.split(", ");
  return parts.length === 3 ? `${parts[0]}, ${parts[2]}, ${parts[1]}` : name;
}

/** `YYYY/MM/DD/`, with blanks for what is not known; "" where only the year is. */
function risDate({ year, rest }) {
  const date = /^(\d{4})-(\d\d)(?:-(\d\d))?(?![\d-])/.exec(rest.date ?? "");
  if (date) return `${date[1]}/${date[2]}/${date[3] ?? ""}/`;
  const [text] = (rest.month ?? "").trim().split(/[^\p{L}\p{N}_.]/u, 1);
  const month = monthOf(text);
  return month && year ? `${year}/${String(month).padStart(2, "0")}//` : "";
}

/** The month, 1 to 12, of a name or a number; else 0. */
function monthOf(text) {
  const name = text.toLowerCase();
  if (Object.hasOwn(MONTH_NUMBERS, name)) return MONTH_NUMBERS[name];
  const number = /^\d{1,2}$/.test(name) ? Number(name) : 0;
  return number <= 12 ? number : 0;
}
