// Normal forms of DOIs, arXiv numbers and links. Mirrors records/identifiers.py of mialit.

const LONGEST_IDENTIFIER = 2000; // characters
const DOI = /^10\.[0-9]{4,9}(?:\.[0-9]+)*\/[^\s/]\S*$/u;
const DOI_SCHEME = /^(?:info:)?doi\s*:?\s*(?=10\.)/i;
const DOI_ADDRESS = new RegExp("^(?:https?://)?(?:(?:dx\\.|www\\.)?doi\\.org/" +
  "|(?:[a-z0-9-]+\\.)*(?:dl\\.acm\\.org|onlinelibrary\\.wiley\\.com|tandfonline\\.com|sagepub\\.com|epubs\\.siam\\.org" +
  "|pubsonline\\.informs\\.org|science\\.org|pnas\\.org)/doi/(?:[a-z]+/)?" +
  "|link\\.springer\\.com/(?:chapter|article|book|content/pdf|referenceworkentry)/)(?=10\\.)", "i");
const DOI_PAGE = /(?:\/(?:abstract|full|pdf|epdf|summary)|\.pdf)$/i;
const ARXIV_ARCHIVES = new Set(("acc-phys adap-org alg-geom ao-sci astro-ph atom-ph bayes-an chao-dyn chem-ph cmp-lg " +
  "comp-gas cond-mat cs dg-ga funct-an gr-qc hep-ex hep-lat hep-ph hep-th math math-ph mtrl-th nlin nucl-ex nucl-th " +
  "patt-sol physics plasm-ph q-alg q-bio quant-ph solv-int supr-con").split(" "));
const ARXIV_PREFIX = new RegExp("^(?:(?:https?://)?(?:(?:[a-z0-9-]+\\.)*arxiv\\.org/(?:abs|pdf|html|format|ps|src|e-print)/" +
  "|ar5iv\\.org/(?:abs|html)/|(?:(?:dx\\.|www\\.)?doi\\.org/)?10\\.48550/arxiv\\.)" +
  "|(?:arxiv preprint\\s+|corr\\s+)?(?:arxiv\\s*:\\s*|abs/)|doi:\\s*10\\.48550/arxiv\\.)?", "i");
const ARXIV = new RegExp("^(?:([a-z-]+)(?:\\.[a-z]{2})?/)?([0-9]{2})(0[1-9]|1[0-2])(?:([0-9]{3})|\\.([0-9]{4,5}))(?:v[0-9]+)?" +
  "(?:\\.pdf)?/?(?:[?#]\\S*)?(?:\\s*\\[[a-z.-]+\\])?[.,;]?$", "i");
const TRACKING = new RegExp("^(?:utm_\\w*|casa_token|acid|fbclid|gclid|gclsrc|gbraid|wbraid|dclid|msclkid|yclid|twclid|mc_cid" +
  "|mc_eid|ref_src|ref_url|igshid|igsh|mkt_tok|_ga|_gl|_hsenc|_hsmi|hsctatracking|spm|si_source)$", "i");

/** The DOI that a text is, in lower case; "" where the whole text is not one. */
function doiOf(text) {
  if (!text.includes("10.") || text.length > LONGEST_IDENTIFIER) return "";
  const slashed = text.trim().replace(/\{\\([_%&#~])\}|\\([_%&#~])(?:\{\})?/g, "$1$2").replace(/%2f/gi, "/");
  const address = DOI_ADDRESS.exec(slashed);
  let name = slashed.replace(DOI_SCHEME, "");
  if (address) {
    name = slashed.slice(address[0].length).split(/[?#]/)[0];
    try { name = decodeURIComponent(name); } catch { /* no address that a browser would write */ }
    name = name.replace(DOI_PAGE, "");
  }
  name = withoutTrailing(name);
  return DOI.test(name) ? name.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) : "";
}

/** A text without the punctuation after it; a bracket that the text itself opens stays. */
function withoutTrailing(text) {
  const count = (sign) => text.split(sign).length - 1;
  const surplus = Object.fromEntries(["()", "[]", "{}", "<>"].map(([open, close]) => [close, count(close) - count(open)]));
  let end = text.length;
  for (; end; end -= 1) {
    const last = text[end - 1];
    if (surplus[last] > 0) surplus[last] -= 1;
    else if (!".,;:!?'\"*".includes(last)) break;
  }
  return text.slice(0, end);
}

/** The arXiv number that a text is, without version; "" where it is not one. */
function arxivOf(text) {
  text = text.trim();
  if (text.length > LONGEST_IDENTIFIER || !/^[\x00-\x7f]*$/.test(text)) return "";
  const found = ARXIV.exec(text.slice(ARXIV_PREFIX.exec(text)[0].length));
  if (!found) return "";
  const [, archive, year, month, old, number] = found;
  const announced = year + month;
  if (number) {
    const valid = archive === undefined && announced >= "0704" && number.length === (announced < "1501" ? 4 : 5);
    return valid ? `${announced}.${number}` : "";
  }
  const name = (archive ?? "").toLowerCase();
  return ARXIV_ARCHIVES.has(name) && (announced >= "9107" || announced <= "0703") ? `${name}/${announced}${old}` : "";
}

/** An address without the parameters that only tell where a reader came from. */
function withoutTracking(url) {
  const [, address, query, hash] = /^([^?#]*)(?:\?([^#]*))?([^]*)$/.exec(url);
  const parameters = (query ?? "").split("&");
  const kept = parameters.filter((each) => !TRACKING.test(each.split("=")[0]));
  if (kept.length === parameters.length) return url;
  return address + (kept.length ? `?${kept.join("&")}` : "") + hash;
}
