"""A bibliography of 300 entries in ten styles, each with a problem that a rule of lint is for.

    python -m lint.dirty FOLDER     (in tests/) writes papers.bib and papers.toml there

Nothing of it is anybody's paper. Problems of syntax are left out: other programs stop at them.
"""

import random
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

VOCABULARY = """\
[lint]
order = true
braces = true

[fields.kind]
form = "vocabulary"
several = true

[fields.kind.values]
attack = { also = ["att"] }
defense = { also = ["def"] }

[fields.venue]
form = "vocabulary"

[fields.venue.values]
CCS = { also = ["ACM CCS"] }
arXiv = { preprint = true }

[fields.code]
form = "urls"
"""

Problem = tuple[str, Callable[["Draft"], "Draft"]]
Fields = list[tuple[str, str]]  # names with the source of their values, delimiters included


class Seeded(NamedTuple):
    """A problem put into the entry *key*, and the rule that is to find it."""

    key: str
    rule: str


class Draft(NamedTuple):
    """An entry to be."""

    type: str
    key: str
    fields: Fields

    def having(self, *fields: tuple[str, str], type_: str = "", without: str = "") -> "Draft":
        """The same with *fields* instead of those of their names, or added at the end."""
        new = dict(fields)
        kept = [(name, new.pop(name, raw)) for name, raw in self.fields if name != without]
        return Draft(type_ or self.type, self.key, [*kept, *new.items()])

    def called(self, name: str, wrong: str) -> "Draft":
        """The same with the field *name* called *wrong*."""
        fields = [(wrong if each == name else each, raw) for each, raw in self.fields]
        return self._replace(fields=fields)

    def text(self, name: str) -> str:
        """The content of the field *name*."""
        return dict(self.fields)[name][1:-1]


def _instead(name: str, content: str) -> Callable[[Draft], Draft]:
    """Gives the field *name* the *content*, in which `*` stands for what it had."""
    return lambda draft: draft.having(
        (name, "{" + content.replace("*", dict(draft.fields).get(name, "{}")[1:-1]) + "}")
    )


def _called(name: str, wrong: str) -> Callable[[Draft], Draft]:
    return lambda draft: draft.called(name, wrong)


def _typed(wrong: str) -> Callable[[Draft], Draft]:
    return lambda draft: draft.having(type_=wrong)


def _without(name: str) -> Callable[[Draft], Draft]:
    return lambda draft: draft.having(without=name)


def _preprint(draft: Draft) -> Draft:
    fields = [(name, raw) for name, raw in draft.fields if name in ("title", "author", "year")]
    return Draft("misc", draft.key, fields)


def _in_proceedings(draft: Draft) -> Draft:
    fields = [(name, raw) for name, raw in draft.fields if name not in ("journal", "volume")]
    return Draft("inproceedings", draft.key, fields)


def _published_preprint(draft: Draft) -> Draft:
    eprint = ("eprint", "{2103.07853}"), ("archiveprefix", "{arXiv}"), ("venue", "{arXiv}")
    return _preprint(draft).having(*eprint, ("doi", "{10.5555/published}"))


def _repeated_url(draft: Draft) -> Draft:
    name = f"10.5555/{draft.key}"
    return draft.having(("doi", f"{{{name}}}"), ("url", f"{{https://doi.org/{name}}}"))


# A rule, and what breaks it.
PROBLEMS: tuple[Problem, ...] = (
    ("unescaped-character", _instead("title", "* & Beyond")),
    ("unescaped-character", _instead("note", "Accepted by 20% of the committee")),
    ("unescaped-character", _instead("series", "Report #7")),
    ("unescaped-character", _instead("note", "See data_set in the appendix")),
    ("unescaped-character", _instead("publisher", "Smith & Sons")),
    ("unescaped-character", _instead("note", "With x_2 in mind")),
    ("unclosed-formula", _instead("title", "* for $5")),
    ("unclosed-formula", _instead("title", "* in the $n Case")),
    ("unbalanced-brace", _instead("title", r"The \{0, 1} *")),
    ("unknown-type", _typed("artcle")),
    ("unknown-type", _typed("aritcle")),
    ("unknown-type", lambda draft: _in_proceedings(draft).having(type_="inproceddings")),
    ("unknown-field", _called("author", "autor")),
    ("unknown-field", _called("title", "titel")),
    ("unknown-field", _called("journal", "jounal")),
    ("unknown-field", _called("pages", "page")),
    ("year-form", _instead("year", "in press")),
    ("year-form", _instead("year", "to appear")),
    ("date-form", _instead("urldate", "1 June 2020")),
    ("month-form", _instead("month", "June")),
    ("month-form", _instead("month", "Sept.")),
    ("empty-field", _instead("number", "")),
    ("empty-field", _instead("address", " ")),
    ("stray-and", _instead("author", "* and")),
    ("stray-and", _instead("author", "Adams, Ada and and *")),
    ("check-digit", _instead("isbn", "978-3-16-148410-3")),
    ("check-digit", _instead("issn", "2049-3631")),
    ("hidden-identifier", lambda draft: _preprint(draft).having(
        ("journal", f"{{arXiv preprint arXiv:2103.{draft.key[1:]:>05}}}"), type_="article")),
    ("hidden-identifier", lambda draft: draft.having(
        ("url", f"{{https://doi.org/10.5555/{draft.key}}}"))),
    ("hidden-identifier", lambda draft: draft.having(("note", f"{{doi:10.5555/{draft.key}}}"))),
    ("unprotected-venue", lambda draft: _in_proceedings(draft).having(
        ("booktitle", "{Conference on Practical Matters}"))),
    ("order", _instead("year", "1999")),
    ("unprotected-capitals", _instead("title", "* by GANs")),
    ("over-protected", _instead("title", "{*}")),
    ("title-end", _instead("title", "*.")),
    ("page-dash", _instead("pages", "12-34")),
    ("name-form", _instead("author", "* et al.")),
    ("name-form", _instead("author", "*; Brown, Bob")),
    ("html-entity", _instead("title", "* &amp; Elsewhere")),
    ("wrong-encoding", _instead("publisher", "KÃ¶nig")),
    ("doi-form", lambda draft: draft.having(("doi", f"{{https://doi.org/10.5555/{draft.key}}}"))),
    ("arxiv-form", lambda draft: _preprint(draft).having(
        ("eprint", f"{{arXiv:2104.{draft.key[1:]:>05}}}"))),
    ("plain-http", _instead("url", "http://arxiv.org/list")),
    ("tracking-parameter", _instead("url", "https://example.org/p?utm_source=x")),
    ("url-repeats-doi", _repeated_url),
    ("duplicate-field", lambda draft: draft._replace(
        fields=[*draft.fields, ("year", dict(draft.fields)["year"])])),
    ("duplicate-key", lambda draft: draft),
    ("missing-field", _without("journal")),
    ("missing-field", _without("author")),
    ("published-preprint", _published_preprint),
    ("undefined-macro", lambda draft: draft.having(("journal", "jmlr"))),
    ("value-spelling", _instead("kind", "att")),
    ("value-order", _instead("kind", "defense; attack")),
    ("repeated-value", _instead("kind", "attack; attack")),
    ("unknown-value", _instead("kind", "atttack")),
    ("venue-spelling", _instead("venue", "ACM CCS")),
    ("code-form", _instead("code", "https://github.com/owner/name.git")),
    ("broken-reference", _instead("crossref", "nowhere")),
    ("unused-parent", lambda draft: Draft("proceedings", draft.key, [
        ("title", f"{{{draft.text('title')}}}"), ("year", dict(draft.fields)["year"])])),
)  # fmt: skip


def _lines(draft: Draft, indent: str, equals: str, end: str) -> str:
    inner = ",\n".join(f"{indent}{name}{equals}{raw}" for name, raw in draft.fields)
    return f"@{draft.type}{{{draft.key},\n{inner}{end}"


def _aligned(draft: Draft) -> str:
    width = max(len(name) for name, _ in draft.fields)
    fields = [(f"{name:<{width}}", raw) for name, raw in draft.fields]
    return _lines(draft._replace(fields=fields), "  ", " = ", ",\n}")


def _quoted(draft: Draft) -> str:
    fields = [
        (name, f'"{raw[1:-1]}"' if raw[:1] == "{" and _is_balanced(raw[1:-1]) else raw)
        for name, raw in draft.fields
    ]
    return _lines(draft._replace(fields=fields), "    ", " = ", "\n}")


def _is_balanced(text: str) -> bool:
    return '"' not in text and re.fullmatch(r"[^{}]*(\{[^{}]*\}[^{}]*)*", text) is not None


def _loud(draft: Draft) -> str:
    fields = [(name.upper(), raw) for name, raw in draft.fields]
    return _lines(Draft(draft.type.upper(), draft.key, fields), "  ", " = ", ",\n}")


def _comma_first(draft: Draft) -> str:
    inner = "".join(f"\n , {name} = {raw}" for name, raw in draft.fields)
    return f"@{draft.type}{{{draft.key}{inner}\n }}"


def _in_parentheses(draft: Draft) -> str:
    return f"{_lines(draft, '  ', ' = ', ',').replace('{', '(', 1)}\n)"


def _bare_numbers(draft: Draft) -> str:
    fields = [(name, raw[1:-1] if raw[1:-1].isdigit() else raw) for name, raw in draft.fields]
    return _lines(draft._replace(fields=fields), "\t", "=", "\n}")


STYLES: Sequence[Callable[[Draft], str]] = (
    lambda draft: _lines(draft, "  ", " = ", ",\n}"),
    _aligned,
    _quoted,
    lambda draft: _lines(draft, "", " = ", "}").replace("\n", " "),
    _loud,
    _comma_first,
    lambda draft: _lines(draft, "\t", " = ", "\n}"),
    _in_parentheses,
    lambda draft: _lines(draft, "    ", "=", "}"),
    _bare_numbers,
)

_NAMES = "Adler Baker Cohen Duarte Evans Fischer Garcia Huber Ivanova Jensen Keller Lopez".split()  # noqa: SIM905
_GIVEN = "Ann Ben Cleo Dan Eva Finn Gil Hana Ian Jo Kim Lea".split()  # noqa: SIM905
_SYLLABLES = "ba ce di fo gu ha ki lo mu ne pi ra so tu ve wa xi yo zu ".split()  # noqa: SIM905


def make(
    count: int = 300, seed: int = 14, problems: Sequence[Problem] = PROBLEMS
) -> tuple[str, list[Seeded]]:
    """The bibliography, and what of *problems* is in it, in file order."""
    chance = random.Random(seed)
    texts, seeded = [], []
    for number in range(count):
        rule, spoil = problems[number % len(problems)]
        draft = spoil(_clean(chance, number, count))
        style = STYLES[chance.randrange(len(STYLES))]
        if rule == "unused-parent":
            # Its sister is used, so that it is the one left over.
            used = Draft("proceedings", f"v{number:03}", draft.fields)
            paper = _in_proceedings(_clean(chance, number, count))
            paper = Draft("inproceedings", f"p{number:03}", paper.fields)
            texts += [style(paper.having(("crossref", f"{{{used.key}}}"))), style(used)]
        texts.append(style(draft))
        if rule == "duplicate-key":
            texts.append(texts[-1])
        seeded.append(Seeded(draft.key, rule))
    return "\n\n".join(texts) + "\n", seeded


def _clean(chance: random.Random, number: int, count: int) -> Draft:
    """An entry without any problem; the first ones are of the newest years."""
    words = ["".join(chance.choices(_SYLLABLES, k=3)).capitalize() for _ in range(5)]
    people = [f"{chance.choice(_NAMES)}, {chance.choice(_GIVEN)}" for _ in range(2)]
    first = chance.randrange(1, 400)
    contents = {
        "title": " ".join(words),
        "author": " and ".join(people),
        "journal": "Journal of Made-up Results",
        "year": str(2023 - number * 12 // count),
        "volume": str(chance.randrange(1, 60)),
        "pages": f"{first}--{first + 12}",
        "kind": "attack",
    }
    fields = [(name, f"{{{content}}}") for name, content in contents.items()]
    return Draft("article", f"k{number:03}", fields)


def write(folder: Path) -> list[Seeded]:
    """Writes the bibliography and its vocabulary into *folder*; returns the problems."""
    text, seeded = make()
    (folder / "papers.bib").write_text(text, encoding="utf-8")
    (folder / "papers.toml").write_text(VOCABULARY, encoding="utf-8")
    return seeded


if __name__ == "__main__":
    write(Path(sys.argv[1]))
