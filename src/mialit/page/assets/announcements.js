// What the page says when it has done something.

const SAID_FOR = 4000; // milliseconds that a message stays

/** Says in a line, seen and announced, what was done: within the dialog where that is open. */
class Announcer {
  constructor(dialog) {
    this.dialog = dialog;
    // All but the dialog is inert while it is open: what is said there is neither seen nor heard.
    this.lines = { page: byId("said"), dialog: byId("said-inside") };
  }

  say(text) {
    const line = this.dialog.open ? this.lines.dialog : this.lines.page;
    const again = line.textContent === text;
    this.clear();
    // The same words are announced again only where the line was empty in between.
    if (again) this.frame = requestAnimationFrame(() => { line.textContent = text; });
    else line.textContent = text;
    this.silence = setTimeout(() => this.clear(), SAID_FOR);
  }

  clear() {
    cancelAnimationFrame(this.frame);
    clearTimeout(this.silence);
    for (const line of Object.values(this.lines)) line.textContent = "";
  }
}
