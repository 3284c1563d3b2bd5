"""Measures in the browser how long the page takes to filter, against its search alone.

    python bench/page/make_list.py 5000 > large.bib
    python bench/page/run.py large.bib

For each query, medians over rounds by the page's own `performance.measure`: the search alone; the
filtering (search, facets, counts of every facet and of the matrix, order); the whole step with
the drawing of chart, matrix and rows; and the browser's layout after it. MiniSearch is measured
beside them where PEERS names a folder with node_modules. Then a query is typed letter by letter,
and the longest task that kept the page from answering is told. `--json FILE` writes the numbers.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from mialit.page.document import page as rendered
from mialit.query.sorting import Order, ordered
from mialit.storage.bibliography import load
from mialit.storage.sources import Source

QUERIES = (
    "label only",
    "label onyl atack",
    "membership inference",
    "gan",
    "differential privacy federated",
    "shokri",
    "generative models leak",
    "mia gnn",
    "a",
    "memberhsip infrence agianst genrative",
)
TYPED = "membership inference attacks against generative models"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

ASK = """async ([query, rounds]) => {
  const input = document.getElementById("query");
  const seen = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const text of ["", query]) {
      performance.clearMeasures();
      input.value = text;
      const begin = performance.now();
      input.dispatchEvent(new Event("input"));
      await new Promise((done) => requestAnimationFrame(done));
      if (!text) continue;
      const took = (name) => performance.getEntriesByName(name)[0]?.duration ?? 0;
      const laid = performance.now();
      document.body.getBoundingClientRect();
      const layout = performance.now() - laid;
      seen.push({ search: took("search"), filter: took("filter"), whole: took("draw"), layout });
      // A query asked again is searched anew: another one stood between.
    }
  }
  return { seen, count: document.getElementById("count").textContent };
}"""

MINISEARCH = """([query, rounds]) => {
  const took = [];
  for (let round = 0; round < rounds; round += 1) {
    const begin = performance.now();
    window.peer.search(query, { prefix: true, fuzzy: 0.2, combineWith: "AND" });
    took.push(performance.now() - begin);
  }
  return took;
}"""

LONG_TASKS = """() => {
  window.tasks = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.tasks.push(entry.duration);
  }).observe({ type: "longtask" });
  performance.clearMeasures();
}"""


def peer(page: Page) -> bool:
    """Gives the page a MiniSearch of the same papers; False where there is none."""
    folder = os.environ.get("PEERS")
    script = Path(folder or "") / "node_modules/minisearch/dist/umd/index.js"
    if not folder or not script.is_file():
        return False
    page.evaluate("() => {" + script.read_text(encoding="utf-8") + "\n}")
    page.evaluate(
        """() => {
          const { papers } = JSON.parse(document.getElementById("data").textContent);
          window.peer = new MiniSearch({ fields: ["title", "authors", "key", "year"] });
          const text = (paper) => (paper.authors || []).join("; ");
          window.peer.addAll(papers.map((paper, id) => ({ ...paper, id, authors: text(paper) })));
        }"""
    )
    return True


def main() -> int:
    """Measures, prints a table, and fails beyond twice the search alone."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bib", type=Path)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--json", type=Path)
    stated = parser.parse_args()
    catalogue = load([Source(str(stated.bib), stated.bib)])
    records = ordered(catalogue.records, Order.YEAR)
    text = rendered(records, catalogue.vocabulary, catalogue.entries(records))
    results: dict[str, Any] = {"papers": len(records), "bytes": len(text.encode()), "queries": {}}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        place = Path(folder) / "page.html"
        place.write_text(text, encoding="utf-8")
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        # The peer is given to the page by evaluating its source, which the page's policy forbids.
        page = browser.new_context(
            bypass_csp=True, viewport={"width": 1280, "height": 900}
        ).new_page()
        page.goto(place.as_uri())
        page.wait_for_selector("#count:not(:empty)")
        beside = peer(page)
        page.evaluate(ASK, ["warm up", 5])
        print(f"{len(records)} papers, {len(text.encode()) / 1e6:.2f} MB; medians in ms")
        print(
            f"{'query':42} {'found':>18} {'search':>7} {'filter':>7} {'ratio':>6} {'whole':>7} "
            f"{'layout':>7} MiniSearch"
        )
        for query in QUERIES:
            asked = page.evaluate(ASK, [query, stated.rounds])
            median = {
                name: statistics.median(each[name] for each in asked["seen"])
                for name in ("search", "filter", "whole", "layout")
            }
            median["ratio"] = median["filter"] / median["search"]
            if beside:
                median["minisearch"] = statistics.median(
                    page.evaluate(MINISEARCH, [query, stated.rounds])
                )
            results["queries"][query] = median
            print(
                f"{query:42} {asked['count']:>18} {median['search']:7.1f} {median['filter']:7.1f} "
                f"{median['ratio']:6.2f} {median['whole']:7.1f} {median['layout']:7.1f} "
                f"{median.get('minisearch', 0):7.1f}"
            )
        page.evaluate(LONG_TASKS)
        page.fill("#query", "")
        page.locator("#query").press_sequentially(TYPED, delay=60)
        page.wait_for_timeout(400)
        tasks = page.evaluate("window.tasks")
        steps = page.evaluate("performance.getEntriesByName('draw').map((each) => each.duration)")
        browser.close()
    results["typing"] = {"steps": steps, "long_tasks": tasks}
    ratios = [each["ratio"] for each in results["queries"].values()]
    whole = sum(each["whole"] for each in results["queries"].values())
    alone = sum(each["search"] for each in results["queries"].values())
    results["ratio"] = {"largest": max(ratios), "whole steps, of sums": whole / alone}
    print(
        f"filter to search: at most {max(ratios):.2f}; whole steps to search: {whole / alone:.2f}"
    )
    print(
        f"typing {len(TYPED)} letters: median {statistics.median(steps):.1f} ms, longest "
        f"{max(steps):.1f} ms a letter; tasks over 50 ms: {[round(task) for task in tasks]}"
    )
    if stated.json:
        stated.json.write_text(json.dumps(results, indent=1), encoding="utf-8")
    return 0 if max(ratios) <= 2 else 1


if __name__ == "__main__":
    sys.exit(main())
