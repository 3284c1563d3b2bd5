"""Bibliographies of realistic shape, the same ones on every machine.

    python bench/speed/corpora.py 5000 > list.bib

About 900 bytes an entry: the entry types, fields, accents, braces and the share of abstracts
(three of ten) are those of exported lists; words are drawn so that a few are frequent and most
are rare, as in titles. An entry depends on its number alone, so a shorter list is the beginning
of a longer one.
"""

import random
import sys
from collections.abc import Iterator
from pathlib import Path

SEED = 20260701


def _words(section: str) -> list[str]:
    """The words below a head of words.txt."""
    text = Path(__file__).with_name("words.txt").read_text(encoding="utf-8")
    return text.split(f"# {section}\n")[1].split("# ")[0].split()


# What every list of the field is full of; rarer words are made of syllables.
_FREQUENT, _SYLLABLES = _words("frequent"), _words("syllables")
_FAMILIES, _GIVEN = _words("families"), _words("given")

_SMALL = ["of", "for", "the", "in", "and", "with", "on", "a", "via", "from", "against"]
_PARTICLES = ["van der ", "de ", "von ", "la "]
_PROCEEDINGS = (
    ("Proceedings of the {number}th International Conference on Machine Learning", "PMLR"),
    ("Advances in Neural Information Processing Systems {number}", "Curran Associates"),
    ("{{IEEE}} Symposium on Security and Privacy ({{S\\&P}} {year})", "IEEE"),
    ("Proceedings of the {year} {{ACM SIGSAC}} Conference on Computer and Communications Security",
     "Association for Computing Machinery"),
    ("{number}th {{USENIX}} Security Symposium", "USENIX Association"),
    ("International Conference on Learning Representations, {{ICLR}} {year}", "OpenReview.net"),
    ("Proceedings of the {{AAAI}} Conference on Artificial Intelligence", "AAAI Press"),
    ("{{IEEE/CVF}} Conference on Computer Vision and Pattern Recognition", "IEEE"),
    ("Findings of the Association for Computational Linguistics: {{EMNLP}} {year}", "ACL"),
    ("Proceedings of the {number}th Workshop on Privacy in the Electronic Society", "ACM"),
)  # fmt: skip
_JOURNALS = (
    "Proceedings on Privacy Enhancing Technologies", "Journal of Machine Learning Research",
    "{IEEE} Transactions on Information Forensics and Security", "{ACM} Computing Surveys",
    "Annals of Statistics", "Nature Machine Intelligence", "Information Sciences",
    "{IEEE} Access", "Neurocomputing", "J. Cryptol.",
)  # fmt: skip
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_WORDS = 40_000  # rare words there are


def bibliography(entries: int) -> Iterator[str]:
    """A .bib file of so many entries, part by part."""
    yield "% made by bench/speed/corpora.py\n@string{pets = {Proc. Priv. Enhancing Technol.}}\n\n"
    for number in range(entries):
        yield entry(number)


def entry(number: int) -> str:
    """The entry with this number, from 0."""
    chance = random.Random(SEED + number)
    year = 2026 - int(chance.expovariate(0.12)) % 60
    title = _title(chance)
    authors = [_author(chance) for _ in range(min(1 + int(chance.expovariate(0.35)), 12))]
    if chance.random() < 0.03:
        authors.append("others")
    fields = {"author": f"{{{' and '.join(authors)}}}", "title": f"{{{title}}}"}
    kind = chance.choices(("inproceedings", "article", "misc", "phdthesis"), (50, 35, 13, 2))[0]
    if kind == "inproceedings":
        name, publisher = chance.choice(_PROCEEDINGS)
        fields["booktitle"] = f"{{{name.format(number=year - 1985, year=year)}}}"
        fields["publisher"] = f"{{{publisher}}}"
        fields["address"] = f"{{{chance.choice(['Virtual', 'Vienna, Austria', 'New York'])}}}"
        fields["pages"] = _pages(chance)
    elif kind == "article":
        journal = f"{{{chance.choice(_JOURNALS)}}}"
        fields["journal"] = "pets" if chance.random() < 0.05 else journal
        fields["volume"] = f"{{{chance.randint(1, 80)}}}"
        fields["number"] = f'"{chance.randint(1, 12)}"'
        fields["pages"] = _pages(chance)
        fields["issn"] = f"{{{chance.randint(1000, 9999)}-{chance.randint(1000, 9999)}}}"
    elif kind == "misc":
        fields["eprint"] = f"{{{year % 100:02d}{chance.randint(1, 12):02d}.{number % 100000:05d}}}"
        fields["archiveprefix"] = "{arXiv}"
        fields["primaryclass"] = f"{{{chance.choice(['cs.LG', 'cs.CR', 'stat.ML'])}}}"
    else:
        fields["school"] = "{Universit{\\'e} de Montr{\\'e}al}"
    fields["year"] = f"{{{year}}}" if chance.random() < 0.8 else str(year)
    if chance.random() < 0.4:
        fields["month"] = chance.choice(_MONTHS)
    if chance.random() < 0.7:
        prefix, suffix = chance.randint(1000, 1200), chance.randint(10**6, 10**7)
        fields["doi"] = f"{{10.{prefix}/{suffix}.{number}}}"
    if chance.random() < 0.6:
        fields["url"] = f"{{https://example.org/papers/{year}/{number}.html}}"
    if chance.random() < 0.05:
        fields["note"] = f"{{Code: \\url{{https://github.com/group/paper-{number}}}}}"
    if chance.random() < 0.3:
        fields["keywords"] = f"{{{', '.join(_word(chance) for _ in range(4))}}}"
    if chance.random() < 0.3:
        sentences = (_title(chance, chance.randint(12, 24)) for _ in range(chance.randint(6, 10)))
        fields["abstract"] = f"{{{'. '.join(sentences)}.}}"
    if chance.random() < 0.5:
        fields["timestamp"] = f"{{Mon, {chance.randint(1, 28)} Jan {year} 10:00:00 +0100}}"
        fields["biburl"] = f"{{https://example.org/rec/{kind}/{year}/{number}.bib}}"
        fields["bibsource"] = "{computer science bibliography, https://example.org}"
    key = f"{_plain(authors[0])}{year}{_plain(title.split()[0])}{number}"
    lines = ",\n".join(f"  {name:<13} = {value}" for name, value in fields.items())
    return f"@{kind}{{{key},\n{lines}\n}}\n\n"


def _title(chance: random.Random, words: int | None = None) -> str:
    chosen = []
    for place in range(words or chance.randint(5, 12)):
        small = place and chance.random() < 0.25
        chosen.append(chance.choice(_SMALL) if small else _word(chance))
    chosen[0] = chosen[0][:1].upper() + chosen[0][1:]
    return " ".join(chosen)


def _word(chance: random.Random) -> str:
    """A frequent word in seven cases of ten, the first ones oftenest; else a rare one."""
    if chance.random() < 0.7:
        return _FREQUENT[int(len(_FREQUENT) * chance.random() ** 1.6)]
    number = int(_WORDS * chance.random() ** 3) + len(_SYLLABLES)
    syllables = []
    while number:
        number, which = divmod(number, len(_SYLLABLES))
        syllables.append(_SYLLABLES[which])
    return "".join(syllables)


def _author(chance: random.Random) -> str:
    family, given = chance.choice(_FAMILIES), chance.choice(_GIVEN)
    if chance.random() < 0.04:
        family = chance.choice(_PARTICLES) + family
    if chance.random() < 0.4:
        given += f" {chance.choice('ABCDEFGHJKLMNPRSTW')}."
    return f"{family}, {given}" if chance.random() < 0.7 else f"{given} {family}"


def _pages(chance: random.Random) -> str:
    first = chance.randint(1, 5000)
    return f"{{{first}--{first + chance.randint(5, 40)}}}"


def _plain(text: str) -> str:
    first = text.partition(",")[0]
    return "".join(letter for letter in first if letter.isascii() and letter.isalpha())


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")
    sys.stdout.writelines(bibliography(int(sys.argv[1])))
