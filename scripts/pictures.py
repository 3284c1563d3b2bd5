"""Makes docs/images/page.png, the README's picture of the page, with Debian's Chromium.

    pip install -e '.[browser]' && apt-get install chromium fonts-inter
    python scripts/pictures.py

The picture shows the bundled list as `mialit render html` writes it, with a search that narrows it
and forgives two typos. It is under 300 KB: what is above that fails. (The terminal's picture is
made by scripts/docs.py.)
"""

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from mialit.page.document import page as rendered
from mialit.query.sorting import Order, ordered
from mialit.storage.bibliography import load
from mialit.storage.sources import Source

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs/images/page.png"
LARGEST = 300_000
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def main() -> int:
    """Makes the picture; 1 where it is too large."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("chromium is missing: apt-get install chromium")
    catalogue = load([Source("papers.bib", ROOT / "papers.bib")])
    records = ordered(catalogue.records, Order.YEAR)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        place = Path(folder) / "papers.html"
        text = rendered(records, catalogue.vocabulary, catalogue.entries(records))
        place.write_text(text, encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        page = browser.new_page(
            viewport={"width": 1280, "height": 860}, color_scheme="light", reduced_motion="reduce"
        )
        page.goto(f"{place.as_uri()}#q=label%20onyl%20atack%20year%3A2021..")
        page.wait_for_selector("#count:not(:empty)")
        if " of " not in page.inner_text("#count"):
            sys.exit("the search of the picture narrows nothing; choose another")
        page.screenshot(path=PICTURE)
        browser.close()
    size = PICTURE.stat().st_size
    print(f"{PICTURE.relative_to(ROOT)}: {size:,} bytes")
    return 0 if size <= LARGEST else 1


if __name__ == "__main__":
    sys.exit(main())
