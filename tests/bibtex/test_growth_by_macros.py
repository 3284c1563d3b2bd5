"""Reading, moving and exporting entries takes time by the macros they use, however these chain."""

import pytest

from door import run, steps, write
from mialit.bibtex.edit_order import reordered
from mialit.bibtex.reader import read
from mialit.importing.candidates import from_bibtex
from mialit.storage.sources import bundled_vocabulary

VOCABULARY = bundled_vocabulary()


def using(number, *, chained):
    """Entries that each use a macro, of which each may be defined by the one before."""
    strings = [
        f"@string{{s{n} = {f's{n - 1} # ' if n and chained else ''}{{a}}}}\n" for n in range(number)
    ]
    entries = [f"@article{{k{n},\n  journal = s{n},\n}}\n\n" for n in range(number)]
    return "".join(strings + entries)


def offering(source, folder):
    return lambda: from_bibtex(source.encode(), "x.bib", VOCABULARY)


def moving(source, folder):
    library = read(source.encode(), "x.bib")
    backwards = list(library.entries)[::-1]
    assert reordered(library, backwards)
    return lambda: reordered(library, backwards)


def exporting(source, folder):
    bib = write(folder, source)
    assert run("export", "--bib", bib).code == 0
    return lambda: run("export", "--bib", bib)


@pytest.mark.parametrize(
    ("doing", "chained"), [(offering, True), (moving, False), (exporting, True)]
)
def test_time_grows_with_the_number_of_macros(folder, doing, chained):
    def taken(number):
        return steps(doing(using(number, chained=chained), folder))

    # What a macro stands for is followed 50 definitions deep: more are a matter of their number.
    assert taken(300) < 4.5 * taken(100)
