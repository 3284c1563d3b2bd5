// Before anything is painted: light or dark as the reader chose, else it would flash (kept.js, settings.js).
try {
  const theme = localStorage.getItem(`mialit ${location.pathname} theme`);
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch { /* a browser may refuse storage */ }
