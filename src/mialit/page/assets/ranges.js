// Ranges of years and months as people write them. Mirrors query/ranges.py of mialit.

const POINT = "[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?![0-9]))?";
const RANGE = new RegExp(`^(?:(>=|<=|>|<)(${POINT})|(${POINT})?(?:\\.\\.|-)(${POINT})?|(${POINT}))$`);

/** First and last year of a range; what is wrong with it goes to `problem(name, facts)`, and null comes back. */
function yearRange(text, problem) {
  const ends = rangeOf(text, "query.no-year", problem);
  if (!ends) return null;
  if (ends.some((end) => end.length > 4)) return problem("query.month-in-year", { text });
  return ends.map(Number);
}

/** Ends of a range of years or months, to compare with `YYYY-MM` or `YYYY` as texts; null likewise. */
function monthRange(text, problem) {
  const ends = rangeOf(text, "query.no-month", problem);
  if (!ends) return null;
  const [low, high] = ends;
  // A bare year sorts before its months and matches its own year alone.
  return [low, high.length > 4 ? high : `${high}-12`];
}

function rangeOf(text, message, problem) {
  const found = RANGE.exec(text.trim());
  const [, sign, bound, first, last, only] = found ?? [];
  if (!(bound ?? first ?? last ?? only)) return problem(message, { text });
  if (only) return [only, only];
  if (bound) return compared(sign, bound);
  const [low, high] = [first ?? "0000", last ?? "9999"];
  if (low > high && !high.startsWith(low) && !low.startsWith(high)) {
    return problem("query.reversed", { text, better: `${high}-${low}` }, [`${high}-${low}`]);
  }
  return [low, high];
}

function compared(sign, bound) {
  if (sign === ">=") return [bound, "9999"];
  if (sign === "<=") return ["0000", bound];
  const step = sign === ">" ? 1 : -1;
  const [year, month] = bound.split("-");
  let edge = String(Number(year) + step).padStart(4, "0");
  if (month) {
    const count = Number(year) * 12 + Number(month) - 1 + step;
    edge = `${String(Math.floor(count / 12)).padStart(4, "0")}-${String((count % 12) + 1).padStart(2, "0")}`;
  }
  return sign === ">" ? [edge, "9999"] : ["0000", edge];
}
