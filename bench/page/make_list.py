"""Writes a made-up list of any length, for measuring: always the same for the same length.

    python bench/page/make_list.py 5000 > large.bib

Titles and abstracts of 80 words are put together from titles of the search benchmark, so that words
are as frequent as in a real list; authors, venues and fields are drawn from papers.bib. No paper in
it exists. `--abstracts N` gives an abstract to each N-th paper only, 0 to none.
"""

import argparse
import random
from pathlib import Path

from mialit.storage.bibliography import load
from mialit.storage.sources import Source

ROOT = Path(__file__).resolve().parents[2]
MEAN_WORDS = 9
ABSTRACT_WORDS = 80


def main() -> None:
    """Prints the list."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int, nargs="?", default=5000)
    parser.add_argument("--abstracts", type=int, default=1, metavar="N")
    stated = parser.parse_args()
    draw = random.Random(7)
    # Drawn apart, so that the rest is the same whatever the abstracts are.
    draw_abstract = random.Random(8)
    real = load([Source("papers", ROOT / "papers.bib")])
    titles = load([Source("titles", ROOT / "bench/search/titles.bib")])
    everything = [*real.records, *titles.records]
    words = [word for record in everything for word in record.title.split()]
    people = [name for record in real.records for name in record.authors]
    given = [name.partition(", ")[2] for name in people]
    families = [name.partition(", ")[0] for record in everything for name in record.authors]
    venues = [value.name for value in real.vocabulary.fields["venue"].values]
    knowledge = [value.name for value in real.vocabulary.fields["knowledge"].values]
    targets = [value.name for value in real.vocabulary.fields["target"].values]
    kinds = [value.name for value in real.vocabulary.fields["kind"].values]
    for number in range(stated.count):
        has_abstract = stated.abstracts and number % stated.abstracts == 0
        title = " ".join(draw.choices(words, k=draw.randint(MEAN_WORDS - 4, MEAN_WORDS + 4)))
        authors = " and ".join(
            f"{draw.choice(families)}, {draw.choice(given)}" for _ in range(draw.randint(1, 5))
        )
        year = 2016 + min(9, int(draw.triangular(0, 10, 8)))
        venue = draw.choice(venues[: 3 + int(draw.triangular(0, len(venues) - 3, 6))])
        fields = {
            "title": title,
            "author": authors,
            "booktitle": f"Proceedings of {venue.replace('&', chr(92) + '&')}",
            "year": str(year),
            "doi": f"10.5555/{number:07}",
            "url": f"https://example.org/papers/{number}",
            "kind": draw.choices(kinds, [8, 3, 1])[0],
            "knowledge": "; ".join(draw.sample(knowledge, draw.choices([1, 2], [9, 1])[0])),
            "target": draw.choices(targets[:9], [9, 5, 1, 3, 3, 1, 1, 1, 1])[0],
            "venue": venue.replace("&", "\\&"),
            "abstract": " ".join(draw_abstract.choices(words, k=ABSTRACT_WORDS))
            if has_abstract
            else "",
        }
        if draw.random() < 0.4:
            fields["code"] = f"https://github.com/example/paper{number}"
        lines = "".join(f"  {name:9} = {{{text}}},\n" for name, text in fields.items() if text)
        print(f"@inproceedings{{made{year}paper{number},\n{lines}}}\n")


if __name__ == "__main__":
    main()
