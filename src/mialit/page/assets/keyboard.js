// The keyboard: to search, along the rows, and from paper to paper.

/** What keys do, beside what the browser does with them anyway. */
class Keyboard {
  constructor(page) {
    this.page = page;
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (page.detail.dialog.open) this.inPaper(event);
      else this.inPage(event);
    });
  }

  inPaper(event) {
    const { target, key } = event;
    if (event.shiftKey || target.matches("input, select, textarea, [role=menuitem]")) return;
    // Keys that belong to the text: to what is selected, and to what scrolls sideways.
    if (String(getSelection()) || (target.matches("pre") && target.scrollWidth > target.clientWidth)) return;
    const onward = document.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
    const step = { ArrowLeft: -1, ArrowRight: 1, k: -1, j: 1 }[key];
    if (!step) return;
    event.preventDefault();
    this.page.turn(key.startsWith("Arrow") ? (key === onward ? 1 : -1) : step);
  }

  inPage(event) {
    const { page } = this;
    const { target, key } = event;
    const writes = target.matches("input:not([type=checkbox]), select, textarea");
    if (key === "/" && !writes) {
      event.preventDefault();
      page.query.focus();
      page.query.select();
      return;
    }
    const line = target.closest("#papers tbody tr");
    if (target === page.query) this.inQuery(event);
    else if (line) this.inRow(event, line);
    else if (key === "ArrowDown" && (target === document.body || target.id === "papers")) {
      event.preventDefault();
      page.rows.focus(0);
    }
  }

  inQuery(event) {
    const { page } = this;
    if (event.key === "ArrowDown" || event.key === "Enter") {
      event.preventDefault();
      page.typing = false;
      page.rows.focus(0);
    } else if (event.key === "Escape") {
      event.preventDefault();
      page.query.value = "";
      page.type();
    }
  }

  inRow(event, line) {
    const { page } = this;
    const index = page.rows.indexOf(line);
    const moves = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: page.shown.length - 1 };
    if (event.key in moves) {
      event.preventDefault();
      if (moves[event.key] < 0) page.query.focus();
      else page.rows.focus(moves[event.key]);
    } else if (event.key === "x") {
      page.choose(line.row, !page.state.chosen.has(line.row));
    } else if (event.key === "Escape") {
      page.query.focus();
    }
  }
}
