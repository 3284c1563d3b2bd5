"""Writes src/mialit/search/english.txt: stems of English words, which are no typos of other words.

    apt-get install wamerican wbritish
    python scripts/english.py

The words are those of SCOWL's lists (American and British) of 4 to 16 letters, by their stems;
shorter ones have no typos. Names and possessives are left out. To be made anew when a rule of
`mialit.search.stemming` changes.
"""

import re
from pathlib import Path

from mialit.search.stemming import stem

DICTIONARIES = Path("/usr/share/dict")
LISTS = ("american-english", "british-english")
TARGET = Path(__file__).parents[1] / "src" / "mialit" / "search" / "english.txt"
HEAD = """\
# Stems of English words, one a line; made by scripts/english.py from Debian's packages
# wamerican and wbritish, which are SCOWL (Spell Checker Oriented Word Lists).
#
# Copyright 2000-2011 by Kevin Atkinson
#
# Permission to use, copy, modify, distribute and sell these word lists, the associated scripts,
# the output created from the scripts, and its documentation for any purpose is hereby granted
# without fee, provided that the above copyright notice appears in all copies and that both that
# copyright notice and this permission notice appear in supporting documentation. Kevin Atkinson
# makes no representations about the suitability of this array for any purpose. It is provided
# "as is" without express or implied warranty.
"""


def main() -> None:
    """Writes the file; always the same for the same packages."""
    stems = {
        stem(word)
        for name in LISTS
        for word in (DICTIONARIES / name).read_text(encoding="utf-8").split()
        if re.fullmatch("[a-z]{4,16}", word)
    }
    TARGET.write_text(HEAD + "".join(f"{word}\n" for word in sorted(stems)), encoding="utf-8")


if __name__ == "__main__":
    main()
