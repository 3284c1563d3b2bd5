// Getting papers out: copied or downloaded, in the formats that the program writes.

/** The formats by the ending of a file: its media type, and the text of some papers of a list. */
const FORMATS = {
  bib: ["application/x-bibtex", (list, rows) => joinBibtex(list.data, rows)],
  ris: ["application/x-research-info-systems", joinRis],
  csv: ["text/csv", joinCsv],
  json: ["application/json", joinJson],
  txt: ["text/plain", (list, rows) => rows.map((row) => `${referenceOf(list.papers[row])}\n`).join("")],
};

/** Copies and downloads papers, and says so. */
class Downloads {
  constructor(list, say) {
    this.list = list;
    this.say = say;
  }

  /** Makes a menu of each element with `data-does` in `root`; `rows` gives the papers it is about. */
  offer(root, rows) {
    for (const element of root.querySelectorAll(".menu[data-does]")) {
      const does = element.dataset.does;
      const items = Object.keys(FORMATS).map((format) => ({
        label: word(`format-${format}`), note: word(`format-${format}.for`), value: format,
      }));
      new Menu(element, items, (format) => this[does](rows(), format));
    }
  }

  copy(rows, format = "bib") {
    return this.copyText(FORMATS[format][1](this.list, rows), this.told("copied-as", rows, format));
  }

  save(rows, format = "bib") {
    const [type, join] = FORMATS[format];
    const address = URL.createObjectURL(new Blob(bytesOf(join(this.list, rows)), { type }));
    const name = rows.length === 1 ? this.list.papers[rows[0]].key.replace(/[^\w.+-]+/g, "_") : "papers";
    make("a", { href: address, download: `${name}.${format}` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
    this.say(this.told("downloaded-as", rows, format));
  }

  told(name, rows, format) {
    return word(name, { format: word(`format-${format}.as`), papers: word("papers", { count: rows.length }) });
  }

  async copyText(text, told) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      copyOldWay(text); // a page from a plain http address has no clipboard
    }
    this.say(told);
  }
}

/** Copies through a text area, for browsers and addresses without the clipboard's own interface. */
function copyOldWay(text) {
  const area = make("textarea", { class: "unseen", value: text, readOnly: true });
  const before = document.activeElement;
  (document.querySelector("dialog[open]") ?? document.body).append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
  before?.focus({ preventScroll: true });
}

/**
 * A button that opens a menu (ARIA Authoring Practices, "Menu Button"): arrows, Home, End and first
 * letters move in it, Escape and Tab close it, and the focus comes back to the button.
 */
class Menu {
  /** `element` holds the button; `chosen` is called with the value of the item that was chosen. */
  constructor(element, items, chosen) {
    this.element = element;
    this.button = element.querySelector("button");
    this.items = items.map(({ label, note, value }) => make("button", {
      type: "button", role: "menuitem", tabIndex: -1, "data-value": value,
      onclick: () => { this.close(true); chosen(value); },
    }, label, make("span", { class: "fine" }, note)));
    this.list = make("span", { role: "menu", hidden: true, "aria-label": this.button.textContent }, ...this.items);
    element.append(this.list);
    this.button.setAttribute("aria-haspopup", "menu");
    this.button.setAttribute("aria-expanded", "false");
    this.button.addEventListener("click", () => (this.list.hidden ? this.open(0) : this.close(true)));
    element.addEventListener("keydown", (event) => this.key(event));
    // Not every browser takes the focus away where a click meets nothing that can have it.
    this.outside = (event) => { if (!element.contains(event.target)) this.close(false); };
    element.addEventListener("focusout", (event) => { if (!element.contains(event.relatedTarget)) this.close(false); });
  }

  open(index) {
    this.list.hidden = false;
    document.addEventListener("pointerdown", this.outside);
    this.list.style.transform = "";
    const { left, right } = this.list.getBoundingClientRect();
    const shift = Math.max(8 - left, 0) + Math.min(document.documentElement.clientWidth - 8 - right, 0);
    if (shift) this.list.style.transform = `translateX(${shift}px)`; // all of it within the window
    this.button.setAttribute("aria-expanded", "true");
    this.items.at(index).focus();
  }

  close(back) {
    if (this.list.hidden) return;
    if (back) this.button.focus();
    this.list.hidden = true;
    document.removeEventListener("pointerdown", this.outside);
    this.button.setAttribute("aria-expanded", "false");
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { key } = event;
    if (this.list.hidden) {
      if (key !== "ArrowDown" && key !== "ArrowUp") return;
      this.open(key === "ArrowDown" ? 0 : -1);
    } else if (key === "Escape") {
      this.close(true);
    } else if (key === "Tab") {
      this.close(true); // and on from the button
      return;
    } else {
      const { length } = this.items;
      const at = this.items.indexOf(document.activeElement);
      const letter = key.length === 1 && key !== " " && this.items.findIndex((_, step) =>
        this.items[(at + 1 + step) % length].textContent.toLowerCase().startsWith(key.toLowerCase()));
      const moves = { ArrowDown: at + 1, ArrowUp: at - 1 + length, Home: 0, End: length - 1 };
      const next = moves[key] ?? (typeof letter === "number" && letter >= 0 ? at + 1 + letter : -1);
      if (next < 0) return;
      this.items[next % length].focus();
    }
    // What is pressed in an open menu is meant for it: no dialog closes, no paper is turned.
    event.preventDefault();
    event.stopPropagation();
  }
}
