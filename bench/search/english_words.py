"""Counts the English words that find something, asked one by one: what a search must not do.

    apt-get install wamerican
    python bench/search/english_words.py [--words 6000]

Words are drawn with a fixed seed from Debian's word list. By kind of the best hit's match: a word
of the list, a form of one, and so on; only typos are answers that nobody asked for.
"""

import argparse
import random
import re
from collections import Counter
from pathlib import Path

from run import LISTS, ROOT, load

from mialit.query.syntax import parse
from mialit.search.engine import search
from mialit.vocabulary.toml_reader import parse as parse_vocabulary

DICTIONARY = Path("/usr/share/dict/american-english")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--words", type=int, default=6000)
    asked = arguments.parse_args()
    vocabulary = parse_vocabulary((ROOT / "papers.toml").read_text(encoding="utf-8"), "papers.toml")
    known = re.findall(r"^[a-z]{4,}$", DICTIONARY.read_text(encoding="utf-8"), re.MULTILINE)
    words = random.Random("english").sample(known, asked.words)
    for name in LISTS:
        listed = load(name, vocabulary)
        answers = [search(parse(word), vocabulary, listed).hits[:1] for word in words]
        kinds = Counter(hit.matches[0].how for hits in answers for hit in hits)
        print(f"{name}: {sum(kinds.values())} of {len(words)} found something: {dict(kinds)}")


if __name__ == "__main__":
    main()
