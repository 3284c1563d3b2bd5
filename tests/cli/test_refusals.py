"""Refusals end with 3 and say why; other keys find their entries; damaged versions are said."""

import json
import stat
import zlib
from array import array

import pytest

from door import entry, ok, run, write
from mialit.storage import file_parts

TWO = entry("a", {"title": "One", "year": "2020"}) + entry("b", {"title": "Two", "year": "2019"})


UNCLOSED = [
    "@misc{c, title = {never closed\n",
    "@misc{c, title = {x}, year = 2001,\n",
    '@misc{c, title = "never closed',
]
NEW = entry("n", {"title": "A new paper", "author": "Doe, Jane", "year": "2018"})


@pytest.mark.parametrize("last", UNCLOSED)
@pytest.mark.parametrize("before", ["", TWO])
def test_nothing_is_written_behind_an_entry_that_is_not_closed(folder, last, before):
    bib = write(folder, before + last)
    new = write(folder, NEW, "new.bib")
    for words in (["import", new, "--into", bib], ["add", new, "-b", bib]):
        result = run(*words)
        assert result.code == 3, words
        assert "is not closed before the end of the file" in result.err
        assert bib.read_text() == before + last


def test_what_belongs_before_it_is_written(folder):
    order = entry("z", {"title": "Z", "year": "2021"}) + TWO
    bib = write(folder, order + UNCLOSED[1])
    new = write(folder, NEW.replace("2018", "2020"), "new.bib")
    assert ok("import", new, "--into", bib).code == 0
    assert bib.read_text().endswith(entry("b", {"title": "Two", "year": "2019"}) + UNCLOSED[1])


# Keys kept in `ids`.

RENAMED = entry("new", {"title": "T", "ids": "old1, older:2018", "doi": "10.1000/1"})


@pytest.mark.parametrize("key", ["old1", "older:2018"])
def test_a_key_kept_in_ids_finds_its_entry(folder, key):
    bib = write(folder, TWO + RENAMED)
    note = f"note: {key} is another key (ids) of new\n"
    for _ in range(2):  # then from the cache
        env = {"XDG_CACHE_HOME": str(folder)}
        for words in (["show", key], ["export", key], ["open", "--print", key]):
            result = ok(*words, "-b", bib, env=env)
            assert note in result.err
        assert ok("show", key, "-b", bib, "--json", env=env).json[0]["key"] == "new"
    assert ok("export", "a", key, "new", "-b", bib).out.count("@misc{") == 2


def test_an_entry_s_own_key_comes_first_and_edits_name_it(folder):
    bib = write(folder, RENAMED + entry("old1", {"title": "Own"}))
    assert ok("show", "old1", "-b", bib, "--json").json[0]["title"] == "Own"
    assert run("show", "old", "-b", bib).code == 1
    for words in (["set", "older:2018", "note=x"], ["remove", "older:2018"]):
        assert run(*words, "-b", bib).code == 1


# `diff`.


def test_diff_says_that_a_version_is_damaged(folder):
    old = write(folder, TWO + "@misc{c title={x}}\n", "old.bib")
    new = write(folder, TWO.encode() + "@misc{d, title={\xe9}}\n".encode("latin-1"), "new.bib")
    result = ok("diff", old, new)
    assert f"{old}:9: warning: " in result.err
    assert f"{new}: is not UTF-8" in result.err
    assert ok("diff", old, new, "-q").err == ""


# `--quiet` and imports.


def test_quiet_keeps_what_an_import_leaves_to_do(folder):
    bib = write(folder, TWO)
    new = write(folder, NEW, "new.bib")
    assert ok("import", new, "--into", bib, "--dry-run", "--quiet").err == ""
    unlike = write(folder, entry("a", {"title": "One", "year": "2020", "doi": "10.1/2"}), "u.bib")
    write(folder, TWO.replace("title = {One}", "title = {One}, doi = {10.1/1}"))
    result = run("import", unlike, "--into", bib, "--dry-run", "--quiet")
    assert result.code == 1
    assert "conflicts" in result.err or "perhaps in the list" in result.err


# A cache that somebody else has made, its checksums included.


def forged(folder, change):
    """The stored list of the file in *folder*, with its first line as *change* makes it."""
    (stored,) = (folder / "mialit").glob("*.mialit")
    line, rest = stored.read_bytes().split(b"\n", 1)
    text = change(json.loads(line[8:]))
    text = text.ljust(len(line) - 8)
    text += b" " * (-(len(text) + 9) % 8) + b"\n"
    stored.write_bytes(b"%08x" % zlib.crc32(text) + text + rest)
    assert stat.S_IMODE(stored.stat().st_mode) == 0o600


def with_values(**values):
    return lambda about: json.dumps(about | values).encode()


@pytest.mark.parametrize(
    "change",
    [
        lambda _: b"[" * 100_000,
        lambda _: b"[]",
        lambda _: b"null",
        lambda about: json.dumps(about)[:-1].encode() + b',"x":' + b"[" * 5000 + b"]" * 5000 + b"}",
        with_values(sizes=3), with_values(sizes=[1e400]), with_values(sizes=["a"]),
        with_values(state=None), with_values(declared=[]), with_values(declared={"fields": 1}),
        with_values(declared=None), with_values(fields=None), with_values(fields=[[]]),
        with_values(fields=["a"] * 99), with_values(faults=[1]),
        with_values(faults=[["x", 1, 2, 3]]),
        with_values(faults=None), with_values(faults=[["x", 3, 2]]), with_values(wide=None),
        with_values(declared={"columns": 3}),
    ],
)  # fmt: skip
@pytest.mark.parametrize("words", [["list"], ["search", "one"], ["stats"], ["show", "a"]])
def test_a_forged_cache_is_never_a_fault_of_ours(folder, words, change):
    bib = write(folder, TWO)
    env = {"XDG_CACHE_HOME": str(folder)}
    good = ok(*words, "-b", bib, env=env)
    forged(folder, change)
    result = run(*words, "-b", bib, env=env)
    assert result.code in (0, 3), result.err
    assert "internal" not in result.err
    if result.code == 0:
        assert result.out == good.out


def parts_of(stored, count):
    """The first line of a stored list, read, and the first *count* parts behind it."""
    line, rest = stored.read_bytes().split(b"\n", 1)
    about = json.loads(line[8:])
    parts, start = [], 0
    for size in about["sizes"]:
        parts.append(rest[start : start + size])
        start += -(-size // 8) * 8
    return about, parts[:count], parts[count:]


def with_checksums(stored, about, parts):
    """Stores *parts* as the program would, but for what they hold."""
    padded = [part + bytes(-len(part) % 8) for part in parts]
    sums = {"checksum": zlib.crc32(b"".join(padded[:-2])), "wide": zlib.crc32(b"".join(parts[-2:]))}
    text = json.dumps(about | {"sizes": list(map(len, parts))} | sums).encode()
    text += b" " * (-(len(text) + 9) % 8) + b"\n"
    stored.write_bytes(b"%08x" % zlib.crc32(text) + text + b"".join(padded))


# Which of a record's facts, and what stands there instead. In a list, it is the first of it.
FORGED_FACTS = [
    (0, "\ud800"), (2, "\ud800"), (3, [1]), (3, ["x", None]), (3, [["x"]]), (3, [{"a": 1}]),
    (3, ["\ud800"]), (5, [1]), (5, ["x"]), (5, [{"a": "b"}]), (5, [[1]]), (5, [[[]]]),
    (5, [[{"a": 1}]]), (5, [["\ud800"]]), (7, "\udfff"),
]  # fmt: skip
ASKING = [
    ["list"], ["list", "--json"], ["search", "one jane"], ["stats"], ["stats", "--by", "author"],
    ["show", "a"], ["render", "html"], ["list", "--sort", "author"], ["fields"],
    ["list", "--format", "table"], ["export"], ["list", "abstract"],
]  # fmt: skip
WITH_ABSTRACT = entry(
    "a", {"title": "One", "author": "Doe, Jane", "year": "2020", "abstract": "\xe9t\xe9"}
) + entry("b", {"title": "Zw\xf6lf", "author": "M\xfcller, J\xf6rg", "year": "2019"})


@pytest.mark.parametrize(("fact", "instead"), FORGED_FACTS)
def test_forged_facts_are_never_a_fault_of_ours(folder, fact, instead):
    bib = write(folder, WITH_ABSTRACT)
    env = {"XDG_CACHE_HOME": str(folder)}
    ok("list", "-b", bib, env=env)
    (stored,) = (folder / "mialit").glob("*.mialit")
    about, before, (lines, ends, *others) = parts_of(stored, 7)
    first, second = array("I", ends)
    facts = json.loads(lines[:first])
    facts[fact] = instead + facts[fact][len(instead) :] if fact == 5 else instead
    forged_line = json.dumps(facts).encode()
    lines = forged_line + lines[first:]
    ends = array("I", [len(forged_line), len(forged_line) + second - first]).tobytes()
    with_checksums(stored, about, [*before, lines, ends, *others])
    for words in ASKING:
        result = run(*words, "-b", bib, env=env)
        assert result.code in (0, 1, 3), (words, result.err)
    assert run("render", "html", "-b", bib, env=env).code == 3


@pytest.mark.parametrize("change", [lambda _: b"", lambda part: part[:3], lambda part: part[1:],
    lambda part: bytes(len(part)), lambda part: b"\xff" * len(part),
    lambda part: part * 2])  # fmt: skip
def test_forged_parts_are_never_a_fault_of_ours(folder, change):
    bib = write(folder, WITH_ABSTRACT)
    env = {"XDG_CACHE_HOME": str(folder)}
    ok("list", "-b", bib, env=env)
    (stored,) = (folder / "mialit").glob("*.mialit")
    about, _, parts = parts_of(stored, 0)
    for number, part in enumerate(parts):
        with_checksums(stored, about, [*parts[:number], change(part), *parts[number + 1 :]])
        for words in (["search", "one jene"], ["list", "abstract:ete"]):
            result = run(*words, "-b", bib, env=env)
            assert result.code in (0, 1, 3), (number, words, result.err)


@pytest.mark.parametrize("change", [lambda _: b"", lambda part: part[:3], lambda part: part[1:],
    lambda part: bytes(len(part)), lambda part: b"\xff" * len(part),
    lambda part: part * 2])  # fmt: skip
def test_forged_parts_of_a_changed_file_are_never_a_fault_of_ours(folder, monkeypatch, change):
    monkeypatch.setattr(file_parts, "_WORTH_UNITS", 0)
    bib = write(folder, WITH_ABSTRACT)
    env = {"XDG_CACHE_HOME": str(folder)}
    ok("list", "-b", bib, env=env)
    (stored,) = (folder / "mialit").glob("*.mialit")
    about, _, parts = parts_of(stored, 0)
    write(folder, WITH_ABSTRACT + entry("c", {"title": "C"}))
    for number, part in enumerate(parts):
        with_checksums(stored, about, [*parts[:number], change(part), *parts[number + 1 :]])
        for words in (["search", "one jene"], ["list", "abstract:ete"], ["list", "--json"]):
            result = run(*words, "-b", bib, env=env)
            assert result.code in (0, 1, 3), (number, words, result.err)


def test_forged_synonyms_are_the_same_as_no_cache(folder):
    bib = write(folder, TWO)
    env = {"XDG_CACHE_HOME": str(folder)}
    good = ok("search", "one", "-b", bib, env=env)

    def change(about):
        about["declared"][4]["one"] = True
        return json.dumps(about).encode()

    forged(folder, change)
    assert ok("search", "one", "-b", bib, env=env) == good


@pytest.mark.parametrize("fault", [[1, "x", {}], ["1", "x", True], [1, None, False]])
def test_forged_faults_are_the_same_as_no_cache(folder, fault):
    bib = write(folder, TWO)
    env = {"XDG_CACHE_HOME": str(folder)}
    good = ok("list", "-b", bib, env=env)
    forged(folder, with_values(faults=[fault, fault]))
    assert ok("list", "-b", bib, env=env) == good
