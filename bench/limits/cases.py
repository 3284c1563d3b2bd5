"""Files that repeat one thing many times: what a long list, a slip or ill will makes of a .bib."""

from collections.abc import Callable, Iterator

TITLE = "Membership Inference Attacks on Machine Learning Models"
WORDS = [f"{one}{other}" for one in "bdfgklmnprst" for other in ("ana", "emi", "iro", "ola", "usu")]


def _entry(number: int, *fields: str, key: str = "", title: str = "") -> str:
    title = title or " ".join(WORDS[number // 60**place % 60] for place in range(4))
    lines = [f"title = {{{title} {number}}}" if number >= 0 else f"title = {{{title}}}", *fields]
    return f"@article{{{key or f'k{number}'},\n  " + ",\n  ".join(lines) + ",\n}\n\n"


def _entries(count: int, *fields: str, **same: str) -> str:
    """Entries of which each has *fields*, with its number for `{n}`."""
    return "".join(
        _entry(n, *(field.replace("{n}", str(n)) for field in fields), **same) for n in range(count)
    )


def _one(*fields: str) -> str:
    return _entry(1, "author = {Doe, Jane}", "year = {2020}", *fields, key="k1")


def _same(count: int, *fields: str) -> str:
    return "".join(
        _entry(-1, *(field.replace("{n}", str(n)) for field in fields), key=f"k{n}", title=TITLE)
        for n in range(count)
    )


def _strings(count: int, value: Callable[[int], str]) -> str:
    return "".join(f"@string{{s{n} = {value(n)}}}\n" for n in range(count))


def _chain(count: int) -> Iterator[str]:
    for n in range(count):
        yield _entry(n, "year = {2020}", f"crossref = {{k{n + 1}}}")


def _parents(count: int, *, circle: bool) -> Iterator[str]:
    """Entries that each refer to the one before; in a circle the first refers to the last."""
    for n in range(count):
        parent = n - 1 if n else count - 1
        refers = [f"crossref = {{k{parent}}}"] if n or circle else []
        yield _entry(n, "year = {2020}", *refers)


AUTHOR, YEAR = "author = {Doe, Jane and Roe, R.}", "year = {2020}"

# A case: its name, and the file with so many of the thing.
FILES: dict[str, Callable[[int], str]] = {
    "entries": lambda n: _entries(n, "author = {Doe{n}, Jane and Roe, R.}", YEAR),
    # Things that entries share
    "equal keys": lambda n: _entries(n, AUTHOR, YEAR, key="k1"),
    "equal keys and contents": lambda n: _one() * n,
    "equal titles": lambda n: _same(n, "author = {Doe{n}, Jane}", YEAR),
    "equal titles and authors": lambda n: _same(n, AUTHOR, YEAR),
    "equal titles, no authors": lambda n: _same(n, YEAR),
    "equal DOIs": lambda n: _entries(n, AUTHOR, YEAR, "doi = {10.1000/1}"),
    "equal eprints": lambda n: _entries(
        n, AUTHOR, YEAR, "eprint = {2001.00001}", "archiveprefix = {arXiv}"
    ),
    "equal addresses": lambda n: _entries(n, AUTHOR, YEAR, "url = {https://example.org/a}"),
    "equal authors": lambda n: _entries(n, "author = {Doe, Jane}", YEAR),
    "children of one parent": lambda n: (
        _entries(n, AUTHOR, "crossref = {p}") + "@proceedings{p, title = {Proceedings}, year=2020}"
    ),
    "chain of cross references": lambda n: "".join(_chain(n)),
    "chain of parents": lambda n: "".join(_parents(n, circle=False)),
    "circle of parents": lambda n: "".join(_parents(n, circle=True)),
    # Things that one entry has many of
    "repeated fields": lambda n: _one(*["note = {a}"] * n),
    "fields": lambda n: _one(*(f"f{m} = {{a}}" for m in range(n))),
    "authors": lambda n: _one(
        "editor = {" + " and ".join(f"Doe{m}, Jane" for m in range(n)) + "}"
    ).replace("author = {Doe, Jane}", "author = {" + " and ".join(
        f"Doe{m}, Jane" for m in range(n)) + "}"),
    "values of a list": lambda n: _one("kind = {" + "; ".join(f"v{m}" for m in range(n)) + "}"),
    "addresses of code": lambda n: _one(
        "code = {" + " ".join(f"https://github.com/a/b{m}" for m in range(n)) + "}"
    ),
    "keywords": lambda n: _one("keywords = {" + ", ".join(f"v{m}" for m in range(n)) + "}"),
    "related keys": lambda n: _one("related = {" + ",".join(f"v{m}" for m in range(n)) + "}"),
    "other keys": lambda n: _one("ids = {" + ",".join(f"v{m}" for m in range(n)) + "}"),
    # Long values
    "words of a title": lambda n: _entry(
        1, AUTHOR, YEAR, key="k1", title=" ".join(WORDS[m * 7 % 60] for m in range(n))
    ),
    "words of an abstract": lambda n: _one(
        "abstract = {" + " ".join(WORDS[m * 7 % 60] for m in range(n)) + "}"
    ),
    "words of a name": lambda n: _one("editor = {" + " ".join(["Ana"] * n) + "}"),
    "letters without a blank": lambda n: _one("note = {" + "a" * n + "}"),
    "characters of a URL": lambda n: _one("url = {https://example.org/" + "a/" * n + "}"),
    "characters of a DOI": lambda n: _one("doi = {10.1000/" + "a" * n + "}"),
    "characters of an eprint": lambda n: _one("eprint = {" + "1" * n + "}"),
    "characters of pages": lambda n: _one("pages = {" + "1-" * n + "}"),
    "digits of a year": lambda n: _one("date = {" + "20" * n + "}"),
    "characters of a key": lambda n: _entry(1, AUTHOR, YEAR, key="k1" + "a" * n),
    "accents": lambda n: _one("note = {" + '\\"{o}' * n + "}"),
    "commands": lambda n: _one("note = {" + "\\emph{a} " * n + "}"),
    "dollars": lambda n: _one("note = {" + "$a$ " * n + "}"),
    "backslashes": lambda n: _one("note = {" + "\\" * (2 * n) + " a}"),
    "nested braces": lambda n: _one("note = {" + "{" * n + "a" + "}" * n + "}"),
    "nested commands": lambda n: _one("note = {" + "\\emph{" * n + "a" + "}" * n + "}"),
    "braces of a title": lambda n: _entry(1, AUTHOR, YEAR, key="k1", title="{A}b " * n),
    "blanks": lambda n: _one("note = {a" + " " * n + "b}"),
    "joined pieces": lambda n: _one("note = " + " # ".join(['"a"'] * n)),
    "joined macros": lambda n: "@string{s = {a}}\n" + _one("note = " + " # ".join(["s"] * n)),
    # Macros
    "macros": lambda n: _strings(n, lambda _: "{a}") + _one("note = s1 # s2"),
    "macros that are used": lambda n: (
        _strings(n, lambda m: f"{{a{m}}}")
        + "".join(_entry(m, AUTHOR, YEAR, f"journal = s{m}") for m in range(n))
    ),
    "macro of one name": lambda n: "@string{s = {a}}\n" * n + _one("note = s"),
    "chain of macros": lambda n: (
        _strings(n, lambda m: f"s{m - 1} # {{a}}" if m else "{a}") + _one(f"note = s{n - 1}")
    ),
    "chain of late macros": lambda n: (
        "".join(_entry(m, AUTHOR, YEAR, f"journal = s{m}") for m in range(n))
        + _strings(n, lambda m: f"s{m - 1} # {{a}}" if m else "{a}")
    ),
    "doubling macros": lambda n: (
        _strings(n, lambda m: f"s{m - 1} # s{m - 1}" if m else "{ab}") + _one(f"note = s{n - 1}")
    ),
    "unknown macros": lambda n: "".join(_entry(m, f"note = u{m}") for m in range(n)),
    # Damage
    "unclosed entries": lambda n: _one() + "".join(
        f"@article{{u{m},\n  title = {{a\n\n" for m in range(n)
    ),
    "unclosed entries on a line": lambda n: _one() + "@article{u, title = {a " * n,
    "unclosed quotes": lambda n: _one() + "".join(
        f'@article{{u{m},\n  title = "a\n}}\n\n' for m in range(n)
    ),
    "unclosed comments": lambda n: _one() + "@comment{ a\n" * n,
    "unclosed strings": lambda n: _one() + "@string{s = {a\n" * n,
    "missing commas": lambda n: _one("a = {b}\n  " * n),
    "at signs": lambda n: _one() + "@" * n,
    "at signs on lines": lambda n: _one() + "@\n" * n,
    "opened entries": lambda n: _one() + "@a{" * n,
    "opened entries on lines": lambda n: _one() + "@a{\n" * n,
    "open braces": lambda n: _one() + "{" * n,
    "closed braces": lambda n: _one() + "}" * n,
    "quotes": lambda n: _one('note = "' + '{"}' * n + '"'),
    "stray quotes": lambda n: _one() + '"' * n + '\n@a{b, c = "' + '"' * n,
    "hash signs": lambda n: _one("note = a " + "# " * n),
    "equals signs": lambda n: _one("note " + "= " * n),
    "commas": lambda n: _one("note = {a}" + "," * n),
    "keyless entries": lambda n: _one() + "@article{,\n  title = {A}\n}\n" * n,
    "percent lines": lambda n: _one() + "% @article{a, title = {b}\n" * n,
    "lines all commented out": lambda n: "".join(
        f"% @article{{c{m},\n%   title = {{T}},\n%   year = {{2020}},\n% }}\n\n" for m in range(n)
    ),
    "line ends": lambda n: _one() + "\n" * n,
    "carriage returns": lambda n: _one() + "\r" * n,
    "text on one line": lambda n: _one() + "word " * n,
    "entries on one line": lambda n: _one() + "".join(
        f"@article{{e{m}, title = {{T{m}}}, year = 2020}} " for m in range(n)
    ),
}  # fmt: skip
