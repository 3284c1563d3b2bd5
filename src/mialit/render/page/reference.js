// A paper's reference in plain words, composed as citing/plain_reference.py does.

const ENDED = /[.?!\u2026\u3002\uff01\uff1f]["'\u2019\u201d\u00bb)\]]*$/;
const OF_COMPANY = /^(?:Inc|Ltd|LLC|LLP|Corp|Co|GmbH|AG|PLC)\.?$/;

/** `Family, Given` as one reads it: `Given Family`, `Given von Family Jr`. */
function nameAsRead(name) {
  const [family, ...rest] = name.split(", ");
  if (!rest.length || OF_COMPANY.test(rest.at(-1))) return name;
  return [rest.at(-1), family, ...rest.slice(0, -1)].join(" ");
}

function joinedNames({ authors, moreAuthors }) {
  const names = authors.map(nameAsRead);
  if (moreAuthors) return names.length === 1 ? `${names[0]} et al.` : [...names, "et al."].join(", ");
  if (names.length < 3) return names.join(" and ");
  return `${names.slice(0, -1).join(", ")}, and ${names.at(-1)}`;
}

/** Authors. Title. Venue, year. Address. */
function plainReference(paper, stated) {
  const ended = (text) => (!text || ENDED.test(text) ? text : `${text}.`);
  const { rest = {}, paper: link } = paper;
  let { title } = paper;
  if (title && rest.subtitle) title += `${ENDED.test(title) ? "" : ":"} ${rest.subtitle}`;
  const venue = stated || rest.school || rest.institution || rest.publisher || (paper.arxivLink ? "arXiv" : "");
  const year = String(paper.year ?? "");
  const appeared = [venue, venue.split(/[^0-9]+/).includes(year) ? "" : year].filter(Boolean).join(", ");
  const people = joinedNames(paper);
  if (!(people || title || appeared || link)) title = paper.key;
  return [ended(people), ended(title), ended(appeared), link].filter(Boolean).join(" ");
}
