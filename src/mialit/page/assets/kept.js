// What a reader settled for this page, kept by the browser.

const keptName = (name) => `mialit ${location.pathname} ${name}`;

/** What was kept under a name for this page; null where nothing was, or the browser keeps nothing. */
function kept(name) {
  try {
    return localStorage.getItem(keptName(name));
  } catch {
    return null;
  }
}

/** Keeps a text under a name for this page; null forgets it. */
function keep(name, text) {
  try {
    if (text === null) localStorage.removeItem(keptName(name));
    else localStorage.setItem(keptName(name), text);
  } catch { /* a browser may refuse storage: the choice then lasts as long as the page */ }
}
