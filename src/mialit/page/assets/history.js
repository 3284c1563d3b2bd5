// The browser's history: a step for each thing asked, none for a paper that was closed.

const BACK_WAIT = 2000; // milliseconds for a step back to arrive, before one goes on without it
const PLACE = "mialit place";

/**
 * The address and the steps of the browser's history.
 *
 * Opening a paper from the list is a step, so that the back button closes it; moving on to the next
 * paper is none. Closing it takes the step back, which before that loses the paper: neither back
 * nor forward opens it again. A paper that an address opened has no step of its own to take back:
 * its address becomes that of the list.
 *
 * A step remembers where the list was scrolled to. The browser's own memory of it would come before
 * the rows are drawn, and again when a paper is closed.
 */
class Steps {
  constructor(page) {
    this.page = page;
    this.places = new Map();
    this.last = Date.now(); // numbers of steps go on from it, apart from those before a reload
    if ("scrollRestoration" in history) history.scrollRestoration = "manual";
    this.number();
    addEventListener("popstate", () => this.arrive());
    addEventListener("hashchange", () => this.page.restore());
    addEventListener("pagehide", () => this.leave());
  }

  /** Gives the step where the browser is a number, unless it has one. */
  number() {
    if (!history.state?.step) history.replaceState({ ...history.state, step: (this.last += 1) }, "");
    this.step = history.state.step;
  }

  /** Keeps, for a reload, where the list is scrolled to; a step's own notes are closed by then. */
  leave() {
    try {
      sessionStorage.setItem(PLACE, JSON.stringify({ step: this.step, place: this.page.reader.place() }));
    } catch { /* a browser may refuse storage */ }
  }

  /** Where this step was scrolled to when the page was left. */
  get place() {
    try {
      const { step, place } = JSON.parse(sessionStorage.getItem(PLACE));
      return step === this.step ? place : null;
    } catch {
      return null;
    }
  }

  /** Writes what is asked into the address: as a step of its own, or in place of this one. */
  write(own, opens = false) {
    if (this.leaving) {
      this.waiting.push([own, opens]);
      return;
    }
    const address = writeState(this.page.state, this.page.list);
    if (address === (location.hash || "#")) return;
    if (own) {
      this.places.set(this.step, this.page.reader.place());
      history.pushState({ step: (this.last += 1), opens }, "", address);
      this.step = this.last;
    } else {
      history.replaceState(history.state, "", address);
    }
  }

  /** Takes back the step that opened a paper; the state has none already. */
  takeBack() {
    const opened = Boolean(history.state?.opens);
    this.write(false);
    if (!opened || this.leaving) return;
    // Until the browser has gone back, what is asked meanwhile waits to be written.
    this.waiting = [];
    this.leaving = setTimeout(() => this.arrive(), BACK_WAIT);
    history.back();
  }

  /** The browser went to another step. */
  arrive() {
    if (this.leaving) {
      clearTimeout(this.leaving);
      this.leaving = 0;
      this.number();
      // The list's address as it is by now: papers may have been chosen while one was open.
      const asked = this.waiting;
      if (!asked.some(([own]) => own)) this.write(false);
      for (const [own, opens] of asked) this.write(own, opens);
      return;
    }
    this.places.set(this.step, this.page.reader.place());
    this.number();
    this.page.restore(this.places.get(this.step));
  }
}
