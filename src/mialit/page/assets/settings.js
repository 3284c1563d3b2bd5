// What the reader set, kept for the next visit: light or dark, and whether the overview is open.

// The overview is above the list: it is open from the start where a third of the screen holds it.
const ROOMY = "(min-width: 1080px) and (min-height: 1300px)";
const WIDE = "(min-width: 1080px)"; // where filters stand beside the list

/** Light or dark: as the reader chose, else as the system has it. */
function prepareTheme() {
  const button = byId("theme");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const { dataset } = document.documentElement;
  const theme = kept("theme");
  if (theme === "light" || theme === "dark") dataset.theme = theme;
  const current = () => dataset.theme || (dark.matches ? "dark" : "light");
  const label = () => setText(button, word(current() === "dark" ? "theme.light" : "theme.dark"));
  button.addEventListener("click", () => {
    dataset.theme = current() === "dark" ? "light" : "dark";
    keep("theme", dataset.theme);
    label();
  });
  dark.addEventListener("change", label);
  label();
}

/** Opens what there is room for: the overview as the reader left it, filters beside the list. */
function prepareFolds() {
  const overview = byId("overview");
  const [roomy, wide] = [matchMedia(ROOMY), matchMedia(WIDE)];
  const fitOverview = () => {
    const left = kept("overview");
    overview.open = left ? left === "open" : roomy.matches;
  };
  const fitFilters = () => { byId("filters").open = wide.matches; };
  // A click, which the keyboard makes too, is the reader's; the page itself opens without one.
  overview.querySelector("summary").addEventListener("click", () => {
    keep("overview", overview.open ? "closed" : "open");
  });
  roomy.addEventListener("change", fitOverview);
  wide.addEventListener("change", fitFilters);
  fitOverview();
  fitFilters();
}
