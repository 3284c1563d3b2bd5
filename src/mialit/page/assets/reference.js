// A paper's reference in plain words, composed as citing/plain_reference.py does.

const ENDED = new RegExp(`[${SENTENCE_ENDS}][${CLOSING_MARKS.replace("]", "\\]")}]*$`);

/** `Family, Given` as one reads it: `Given Family`, `Given von Family Jr`. */
function nameAsRead(name) {
  const [family, ...rest] = name.split(", ");
  if (!rest.length || COMPANY_FORMS.includes(rest.at(-1).replace(/\.$/, ""))) return name;
  return [rest.at(-1), family, ...rest.slice(0, -1)].join(" ");
}

function joinedNames({ authors, moreAuthors }) {
  const names = authors.map(nameAsRead);
  if (moreAuthors) return names.length === 1 ? `${names[0]} et al.` : [...names, "et al."].join(", ");
  if (names.length < 3) return names.join(" and ");
  return `${names.slice(0, -1).join(", ")}, and ${names.at(-1)}`;
}

/** Authors. Title. Venue, year. Address. */
function referenceOf(paper) {
  const ended = (text) => (!text || ENDED.test(text) ? text : `${text}.`);
  const { rest, paper: link } = paper;
  let { title } = paper;
  if (title && rest.subtitle) title += `${ENDED.test(title) ? "" : ":"} ${rest.subtitle}`;
  const publisher = PUBLISHED_BY.map((name) => rest[name]).find(Boolean);
  const venue = paper.venue || publisher || (paper.arxivLink ? "arXiv" : "");
  const year = String(paper.year ?? "");
  const appeared = [venue, venue.split(/[^0-9]+/).includes(year) ? "" : year].filter(Boolean).join(", ");
  const people = joinedNames(paper);
  if (!(people || title || appeared || link)) title = paper.key;
  return [ended(people), ended(title), ended(appeared), link].filter(Boolean).join(" ");
}
