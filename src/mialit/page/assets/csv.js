// CSV of chosen papers, as `mialit list --format csv` prints it (render/data_formats.py).

/** The text of the CSV: the columns `PLAIN`, with a head. */
function joinCsv(list, rows) {
  const line = (cells) => `${cells.map(csvCell).join(",")}\n`;
  return line(PLAIN) + rows.map((row) => {
    const paper = list.papers[row];
    return line(PLAIN.map((name) => (name === "key" ? paper.key : paper.text(name))));
  }).join("");
}

/** A cell; one that a spreadsheet would run gets a `'` before it. */
function csvCell(text) {
  const safe = FORMULA.some((sign) => text.startsWith(sign)) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
