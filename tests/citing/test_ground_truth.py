"""References in the bundled styles, beside those of pandoc and of citeproc-js.

Both apply styles for many users, and each errs somewhere: a reference is right where one of them
writes it. docs/citing-styles.md names what they do differently.
"""

import pytest

from citing.common import (
    ROOT_OF_STYLES,
    items_of,
    need_citeproc_js,
    one_form,
    styled_by_citeproc_js,
    styled_by_pandoc,
)
from door import BUNDLED, ROOT, need
from mialit.citing.styles import BUNDLED as STYLES
from mialit.citing.styles import Kind, formatted

# The program whose references of the bundled list ours are, but for a few. In ACM's style
# citeproc-js writes ". ." where pages are missing, in IEEE's pandoc leaves "[Online]" out.
FOLLOWED = {
    "acm": "pandoc",
    "apa": "citeproc-js",
    "elsevier-harvard": "pandoc",
    "ieee": "citeproc-js",
    "springer-lncs": "pandoc",
}
KINDS = ROOT / "tests/fixtures/citing/kinds.bib"


def ours(items, style):
    made = formatted(items, style, Kind.HTML)
    return {item["id"]: one_form(text) for item, text in zip(items, made, strict=True)}


@pytest.mark.parametrize("bib", [BUNDLED, KINDS], ids=["papers.bib", "kinds.bib"])
def test_references_are_those_of_pandoc_or_of_citeproc_js(bib, tmp_path):
    need("pandoc")
    need_citeproc_js()
    items = items_of(bib)
    paths = [ROOT_OF_STYLES / f"{file}.csl" for file in STYLES.values()]
    by_js = styled_by_citeproc_js(items, paths, tmp_path)
    for name, path, js in zip(STYLES, paths, by_js, strict=True):
        pandoc = styled_by_pandoc(items, path)
        made = ours(items, name)
        assert pandoc.keys() == js.keys() == made.keys() == {item["id"] for item in items}
        wrong = {
            key: (text, pandoc[key], js[key])
            for key, text in made.items()
            if text not in (pandoc[key], js[key])
        }
        assert not wrong, name
        if bib == BUNDLED:
            theirs = {"pandoc": pandoc, "citeproc-js": js}[FOLLOWED[name]]
            others = [key for key, text in made.items() if text != theirs[key]]
            assert len(others) <= len(items) / 50, name
