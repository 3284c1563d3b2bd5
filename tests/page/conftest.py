"""Real browsers for the page's tests: Debian's Chromium and Firefox, driven by playwright.

Every test that opens a page runs in both; the marker `chromium` keeps one to Chromium and says why.
Where something is missing the tests are skipped, and with MIALIT_REQUIRE_BROWSER set (CI) they
fail. Every opened page is watched: a message of an error on its console, an exception, or a
request for anything but the page itself fails the test that opened it.
"""

import os
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

import pytest

from door import FROZEN, ok

CHROMIUM = os.environ.get("MIALIT_CHROMIUM") or shutil.which("chromium") or ""
FIREFOX = (
    os.environ.get("MIALIT_FIREFOX") or shutil.which("firefox-esr") or shutil.which("firefox") or ""
)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# What Chromium is told for each page, Firefox is told once: a page may read the clipboard.
PREFERENCES = {"dom.events.testing.asyncClipboard": True}
SCHEME = "layout.css.prefers-color-scheme.content-override"  # 0 is dark, 1 is light
VENDOR = Path(__file__).parent / "vendor"


def _missing(what):
    if os.environ.get("MIALIT_REQUIRE_BROWSER"):
        pytest.fail(f"{what} is missing, and MIALIT_REQUIRE_BROWSER is set", pytrace=False)
    pytest.skip(
        f"{what} is missing: pip install 'mialit[browser]' and apt-get install chromium firefox-esr"
    )


# The page writes the query into the address once the reader stops typing.
SETTLED = """async () => {
  const end = performance.now() + 10000;
  const asked = () => (new URLSearchParams(location.hash.slice(1)).get("q") ?? "").trim();
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  do {
    await frame();
    if (performance.now() > end) throw new Error(`the address has the query ${asked()}`);
  } while (asked() !== document.getElementById("query").value.trim());
  await frame();
}"""

AT_REST = """async (selector) => {
  const scrolls = selector ? document.querySelector(selector) : document.scrollingElement;
  let [before, same] = ["", 0];
  while (same < 12) { // frames
    await new Promise((done) => requestAnimationFrame(done));
    const now = `${scrolls.scrollLeft} ${scrolls.scrollTop}`;
    same = now === before ? same + 1 : 0;
    before = now;
  }
}"""

STEP = """(by) => new Promise((done, fail) => {
  addEventListener("popstate", () => done(), { once: true });
  setTimeout(() => fail(new Error("no step in the history")), 10000);
  history.go(by);
})"""


@pytest.fixture(scope="session")
def playwright():
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        _missing("playwright")
    with sync_playwright() as driver:
        yield driver


def pytest_generate_tests(metafunc):
    if "engine" in metafunc.fixturenames:
        alone = metafunc.definition.get_closest_marker("chromium")
        engines = ["chromium"] if alone else ["chromium", "firefox"]
        metafunc.parametrize("engine", engines, indirect=True, scope="session")


@pytest.fixture(scope="session")
def engine(request):
    return request.param


@pytest.fixture(scope="session")
def browser(engine, playwright, tmp_path_factory):
    """A function that gives the browser, launched once for each colour scheme where need be."""
    launched = {}

    def chromium(_scheme):
        if not CHROMIUM:
            _missing("chromium")
        if not launched:
            launched[""] = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        return launched[""]

    def firefox(scheme):
        if not FIREFOX:
            _missing("firefox")
        try:
            from page.firefox import launcher
        except ImportError:
            _missing("websockets")
        if scheme not in launched:
            launched[scheme] = playwright.firefox.launch(
                channel="moz-firefox",
                executable_path=launcher(tmp_path_factory.mktemp("firefox"), FIREFOX),
                firefox_user_prefs={**PREFERENCES, SCHEME: 0 if scheme == "dark" else 1},
            )
        return launched[scheme]

    yield {"chromium": chromium, "firefox": firefox}[engine]
    for each in launched.values():
        each.close()


@dataclass
class Opened:
    """A page in the browser, and what was seen of it."""

    page: object
    faults: list = field(default_factory=list)

    def __getattr__(self, name):
        return getattr(self.page, name)

    @property
    def keys(self):
        """The keys of the rows that are drawn, from top to bottom."""
        links = self.page.locator("#papers tbody a.title")
        hrefs = links.evaluate_all("links => links.map((link) => link.hash)")
        return [unquote(href.removeprefix("#paper=")) for href in hrefs]

    def every_key(self):
        """The keys of all rows, drawn or not, as one meets them scrolling down."""
        met = {}
        count = int(self.page.locator("#papers").get_attribute("aria-rowcount")) - 1
        self.page.evaluate("scrollTo(0, 0)")
        while len(met) < count:
            self.drawn()
            before = len(met)
            lines = self.page.locator("#papers tbody tr").evaluate_all(
                "lines => lines.map((line) => [Number(line.getAttribute('aria-rowindex')), "
                "line.querySelector('a.title').hash])"
            )
            met |= {place: unquote(href.removeprefix("#paper=")) for place, href in lines}
            assert len(met) > before or before == 0, f"no row but the first {before} of {count}"
            self.page.locator("#papers tbody tr").last.evaluate("line => line.scrollIntoView()")
        assert sorted(met) == list(range(2, count + 2))  # the head is the first row
        return [met[place] for place in sorted(met)]

    def drawn(self):
        """Waits until the rows near the screen are drawn."""
        self.page.evaluate(
            "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )

    @property
    def count(self):
        return self.page.locator("#count").text_content()

    def search(self, text):
        """Types *text* as the whole query and waits until it is answered."""
        self.page.fill("#query", text)
        self.frame()

    def frame(self):
        """Waits until what was asked is drawn, and the address written."""
        self.page.evaluate(SETTLED)

    def at_rest(self, selector=None):
        """Waits until the page, or the element of *selector*, scrolls no more."""
        self.page.evaluate(AT_REST, selector)

    def go_back(self):
        """As the browser's button; playwright's own waits for a page to load, which none does."""
        self.page.evaluate(STEP, -1)

    def go_forward(self):
        self.page.evaluate(STEP, 1)

    def pick(self, button, form="bib"):
        """Chooses a format in the menu of *button*."""
        self.page.click(button)
        self.page.click(f"[role='menu']:visible [data-value='{form}']")

    def saved(self, button, folder, form="bib"):
        """The downloaded file, in *folder*, of the papers that the menu of *button* is about."""
        with self.page.expect_download() as download:
            self.pick(button, form)
        # Firefox numbers a second file of a name.
        path = folder / re.sub(r"\(\d+\)", "", download.value.suggested_filename)
        download.value.save_as(path)
        return path

    def option(self, facet, value):
        """The checkbox of a value."""
        group = self.page.locator("fieldset.facet").filter(
            has=self.page.locator(f"legend:text-is('{facet}')")
        )
        return (
            group.locator("label")
            .filter(has=self.page.locator(f".value:text-is('{value}')"))
            .locator("input")
        )


@pytest.fixture(scope="session")
def rendered(tmp_path_factory):
    """A function that renders a .bib (the bundled list by default) once, and gives the file."""
    made = {}

    def render(bib=FROZEN, *words):
        key = (bib, *words)
        if key not in made:
            made[key] = tmp_path_factory.mktemp("page") / "papers.html"
            ok("render", "html", "--bib", bib, "-o", made[key], *words)
        return made[key]

    return render


@pytest.fixture
def visit(engine, browser, rendered):
    """A function that opens a page from disk, at a hash and with options of the context."""
    contexts = []
    watched = []

    def opened(path=None, at="", script=True, init="", **options):
        options = {"viewport": {"width": 1280, "height": 900}, **options}
        scheme = options.get("color_scheme", "light")
        context = browser(scheme).new_context(
            java_script_enabled=script, accept_downloads=True, **options
        )
        context.set_default_timeout(10_000)
        if engine == "chromium":
            context.grant_permissions(["clipboard-read", "clipboard-write"])
        if init:
            context.add_init_script(init)
        contexts.append(context)
        page = context.new_page()
        one = Opened(page)
        watched.append(one)
        address = (path or rendered()).as_uri()
        page.on("pageerror", lambda error: one.faults.append(f"exception: {error}"))
        page.on(
            "console",
            lambda said: (
                said.type in ("error", "warning") and one.faults.append(f"console: {said.text}")
            ),
        )
        page.on(
            "request",
            lambda asked: (
                asked.url.split("#")[0] != address
                and not asked.url.startswith(("data:", "blob:"))
                and one.faults.append(f"request: {asked.url}")
            ),
        )
        page.goto(address + at)
        if script:
            page.wait_for_selector("#count:not(:empty)")
        return one

    yield opened
    faults = [fault for one in watched for fault in one.faults]
    for context in contexts:
        context.close()
    assert not faults
