"""Measures in the browser how fast a page is, beside a search library and a bare table.

    python bench/page/make_list.py 5000 > long.bib
    python bench/page/run.py long.bib
    python bench/page/run.py long.bib --page papers.html      a page rendered before

From opening: first paint, and when the page is usable (its first rows stand on the screen). From
each key of a sentence that is typed: the frame that shows what it found. From End in the first row:
the frame that shows the last row. Layout shifts while it loads and while one scrolls. The same
papers stand beside it in a bare table (rows of text, a box that hides those without the typed
text), and in a MiniSearch index where PEERS names a folder with node_modules. Ratios to both are of
the same run, so that they hold on a busy machine, too. `--json FILE` writes all numbers.
"""

import argparse
import html
import json
import os
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from mialit.page.document import page as rendered
from mialit.query.sorting import Order, ordered
from mialit.records.model import Record
from mialit.storage.bibliography import load
from mialit.storage.sources import Source

TYPED = "membership inference attacks against generative models"
KEYS_APART = 80  # ms: a quick typist's
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# Runs before the page's own script. A message posted from an animation frame arrives when that
# frame is laid out and painted.
WATCH = """
window.bench = { keys: [], shifts: [], usable: 0 };
{
  const { bench } = window;
  const afterwards = (then) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => then(performance.now());
    port2.postMessage(0);
  };
  const painted = (then) => requestAnimationFrame(() => afterwards(then));
  const drawn = () => performance.getEntriesByName("draw").length;
  const until = (holds, then) => painted((now) => (holds() ? then(now) : until(holds, then)));
  bench.until = (holds) => new Promise((done) => until(holds, done));
  until(() => document.getElementById("count")?.textContent, (now) => { bench.usable = now; });
  new PerformanceObserver((list) => {
    const seen = list.getEntries().filter((entry) => !entry.hadRecentInput);
    bench.shifts.push(...seen.map(({ value }) => value));
  }).observe({ type: "layout-shift", buffered: true });
  // What is drawn after a frame has begun is not in it, though its message may come later.
  const shown = (before, then) => requestAnimationFrame(() => {
    if (drawn() > before) afterwards(then);
    else shown(before, then);
  });
  let [begin, before, asked] = [0, 0, ""];
  addEventListener("keydown", (event) => { begin = event.timeStamp; }, true);
  addEventListener("input", () => { before = drawn(); }, true);
  // The last to hear of it: what the page itself does when the frame begins comes first.
  addEventListener("input", (event) => {
    const text = event.target.value.trim();
    if (text === asked) return; // a blank at the end asks nothing else
    asked = text;
    const from = begin;
    shown(before, (now) => bench.keys.push(now - from));
  });
}
"""

END = """async () => {
  const begin = await new Promise((done) =>
    addEventListener("keydown", (event) => done(event.timeStamp), { capture: true, once: true }));
  const isThere = () => {
    const line = document.activeElement.closest("tr");
    const { top, bottom } = line?.getBoundingClientRect() ?? { top: -1, bottom: -1 };
    const last = [...document.querySelectorAll("#papers tbody tr")].at(-1);
    return line === last && top >= 0 && bottom <= innerHeight;
  };
  return (await bench.until(isThere)) - begin;
}"""

MINISEARCH = """([texts, papers]) => {
  const peer = new MiniSearch({ fields: Object.keys(papers[0]).filter((name) => name !== "id") });
  const begin = performance.now();
  peer.addAll(papers);
  const indexed = performance.now() - begin;
  const took = texts.map((text) => {
    const begin = performance.now();
    peer.search(text, { prefix: true, fuzzy: 0.2, combineWith: "AND" });
    return performance.now() - begin;
  });
  return { indexed, took };
}"""

BARE = """
const rows = [...document.querySelectorAll("tr")].map((row) =>
  ({ row, text: row.textContent.toLowerCase() }));
document.querySelector("input").addEventListener("input", (event) => {
  performance.mark("begin");
  const asked = event.target.value.trim().toLowerCase();
  for (const { row, text } of rows) row.hidden = !text.includes(asked);
  performance.measure("draw", "begin");
});
document.getElementById("count").textContent = rows.length;
"""


def bare_table(records: Sequence[Record]) -> str:
    """A page of the same rows with nothing but a box that hides those without the typed text."""
    cells = (
        (record.title, "; ".join(record.authors), str(record.year or "")) for record in records
    )
    rows = ("".join(f"<td>{html.escape(text)}" for text in texts) for texts in cells)
    return (
        '<!doctype html><meta charset="utf-8"><p id="count"></p><input id="query">'
        f"<table>{''.join(f'<tr>{row}' for row in rows)}</table><script>{BARE}</script>"
    )


@contextmanager
def opened(browser: Browser, place: Path) -> Iterator[Page]:
    """A page in a context of its own, when it is usable."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(120_000)
    page = context.new_page()
    page.add_init_script(WATCH)
    page.goto(place.as_uri(), wait_until="commit")
    page.evaluate("bench.until(() => bench.usable)")
    yield page
    context.close()


def loading(page: Page) -> dict[str, float]:
    """When a page has painted first, and when it is usable, in ms from opening it."""
    # The browser tells of the first paint when it stands on the screen, a moment later.
    page.evaluate("bench.until(() => performance.getEntriesByType('paint').length > 1)")
    seen: dict[str, float] = page.evaluate(
        """() => ({ paint: performance.getEntriesByName("first-contentful-paint")[0].startTime,
          usable: bench.usable })"""
    )
    return {**seen, "after_paint": seen["usable"] - seen["paint"]}


def typing(page: Page, text: str = TYPED) -> dict[str, Any]:
    """How long each key took to its frame, in ms, and what kept the page busy meanwhile."""
    metrics = page.context.new_cdp_session(page)
    metrics.send("Performance.enable")
    whole = page.context.browser.new_browser_cdp_session()  # type: ignore[union-attr]

    def busy() -> dict[str, float]:
        listed = metrics.send("Performance.getMetrics")["metrics"]
        took = {each["name"]: each["value"] for each in listed if "Duration" in each["name"]}
        processes = whole.send("SystemInfo.getProcessInfo")["processInfo"]
        # Time of the processor: what else runs on the machine counts less.
        cpu = sum(each["cpuTime"] for each in processes if each["type"] == "renderer")
        return {name: 1000 * value for name, value in {"CPUDuration": cpu, **took}.items()}

    page.focus("#query")
    before = busy()
    page.keyboard.type(text, delay=KEYS_APART)
    page.evaluate(f"bench.until(() => bench.keys.length >= {len(text.replace(' ', ''))})")
    after = busy()
    keys = page.evaluate("bench.keys")
    parts = {
        name: (after[f"{metric}Duration"] - before[f"{metric}Duration"]) / len(keys)
        for name, metric in (
            ("processor", "CPU"),
            ("task", "Task"),
            ("script", "Script"),
            ("style", "RecalcStyle"),
            ("layout", "Layout"),
        )
    }
    took = (
        """(name) => performance.getEntriesByName(name).map((each) => each.duration).slice(-%d)"""
    )
    steps = {name: page.evaluate(took % len(keys), name) for name in ("search", "filter", "draw")}
    return {"keys": keys, "busy": parts, "steps": steps}


def end_key(page: Page) -> float:
    """From End in the first row to the frame that shows the last one, in ms."""
    page.focus("#query")
    page.keyboard.press("ArrowDown")
    page.evaluate(f"() => {{ bench.end = ({END})(); }}")
    page.keyboard.press("End")
    took: float = page.evaluate("bench.end")
    return took


def shift(page: Page) -> float:
    """The sum of the layout shifts so far that followed no input."""
    return sum(page.evaluate("bench.shifts"))


def scroll_shift(page: Page) -> float:
    """The sum of the layout shifts while one scrolls down and up again."""
    page.wait_for_timeout(600)  # what follows a key within half a second counts for none
    before = shift(page)
    page.mouse.move(700, 600)
    for by in (*[600] * 25, *[-600] * 25):
        page.mouse.wheel(0, by)
        page.wait_for_timeout(40)
    return shift(page) - before


def measured(browser: Browser, place: Path, rounds: int) -> dict[str, Any]:
    """All measures of a page; medians of *rounds* openings, all keys together."""
    loads, typed, ends, shifts, scrolls = [], [], [], [], []
    for _ in range(rounds):
        with opened(browser, place) as page:
            loads.append(loading(page))
            shifts.append(shift(page))
            typed.append(typing(page))
        with opened(browser, place) as page:
            ends.append(end_key(page))
            page.keyboard.press("Home")
            scrolls.append(scroll_shift(page))
    middle = _medians
    return {
        "load": middle(loads),
        "typing": keys_of(typed),
        "end": statistics.median(ends),
        "shift": {"load": statistics.median(shifts), "scroll": statistics.median(scrolls)},
    }


def keys_of(typed: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The distribution of all keys, and the means of what kept the page busy."""
    keys = sorted(key for each in typed for key in each["keys"])
    steps = {
        name: statistics.median(took for each in typed for took in each["steps"][name])
        for name in typed[0]["steps"]
        if typed[0]["steps"][name]
    }
    return {
        "median": statistics.median(keys),
        "p95": keys[int(0.95 * len(keys))],
        "longest": keys[-1],
        "first": statistics.median(each["keys"][0] for each in typed),
        "busy": _medians([each["busy"] for each in typed]),
        "steps": steps,
    }


def _medians(rows: Sequence[dict[str, float]]) -> dict[str, float]:
    return {name: statistics.median(row[name] for row in rows) for name in rows[0]}


def bare_measures(browser: Browser, records: Sequence[Record], folder: Path) -> dict[str, Any]:
    """The measures of the bare table."""
    place = folder / "bare.html"
    place.write_text(bare_table(records), encoding="utf-8")
    with opened(browser, place) as page:
        load = loading(page)
        return {"load": load, "typing": keys_of([typing(page)]), "bytes": place.stat().st_size}


def library_measures(browser: Browser, records: Sequence[Record]) -> dict[str, Any] | None:
    """What MiniSearch takes for the same papers and keys; None where there is none."""
    script = Path(os.environ.get("PEERS", "")) / "node_modules/minisearch/dist/umd/index.js"
    if not script.is_file():
        return None
    papers = [
        {
            "id": number,
            "title": record.title,
            "authors": "; ".join(record.authors),
            "key": record.key,
            "year": str(record.year or ""),
            "venue": record.venue or "",
            "abstract": record.rest.get("abstract", ""),
        }
        for number, record in enumerate(records)
    ]
    texts = [TYPED[:end] for end in range(1, len(TYPED) + 1) if TYPED[end - 1] != " "]
    page = browser.new_page()
    page.add_script_tag(path=script)
    found: dict[str, Any] = page.evaluate(MINISEARCH, [texts, papers])
    page.close()
    return {"indexed": found["indexed"], "median": statistics.median(found["took"])}


def report(results: dict[str, Any]) -> None:
    """Prints what was measured, a line a thing."""
    load, typed, shifts = results["load"], results["typing"], results["shift"]
    bare, library = results["bare"], results["library"]

    def beside(took: float, other: float) -> str:
        return f"{took:.1f} ms ({took / other:.2f} of a bare table's {other:.1f})"

    print(f"{results['papers']:,} papers, {results['bytes'] / 1e6:.2f} MB")
    print(f"machine load {results['machine']}")
    print(f"first paint {beside(load['paint'], bare['load']['paint'])}")
    print(f"usable {load['after_paint']:.0f} ms after it, in all", end=" ")
    print(beside(load["usable"], bare["load"]["usable"]))
    for name in ("median", "p95", "longest", "first"):
        print(f"key to frame, {name}: {beside(typed[name], bare['typing'][name])}")
    for name in ("busy", "steps"):
        listed = ", ".join(f"{part} {took:.1f}" for part, took in typed[name].items())
        print(f"  {name}, ms a key: {listed}")
    if library:
        alone = typed["steps"]["search"]
        print(
            f"  search {alone / library['median']:.2f} of MiniSearch's {library['median']:.1f} ms"
        )
    print(f"End: {results['end']:.0f} ms")
    print(f"layout shift: {shifts['load']:.4f} loading, {shifts['scroll']:.4f} scrolling")


def main() -> int:
    """Measures, and prints a report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bib", type=Path)
    parser.add_argument("--page", type=Path, help="a page of that list; else one is rendered")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path)
    stated = parser.parse_args()
    catalogue = load([Source(str(stated.bib), stated.bib)])
    records = ordered(catalogue.records, Order.YEAR)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        place = stated.page
        if not place:
            place = Path(folder) / "page.html"
            text = rendered(records, catalogue.vocabulary, catalogue.entries(records))
            place.write_text(text, encoding="utf-8")
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        results = {
            "papers": len(records),
            "bytes": place.stat().st_size,
            "machine": [round(load, 2) for load in os.getloadavg()],
            **measured(browser, place.resolve(), stated.rounds),
            "bare": bare_measures(browser, records, Path(folder)),
            "library": library_measures(browser, records),
        }
        browser.close()
    report(results)
    if stated.json:
        stated.json.write_text(json.dumps(results, indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
