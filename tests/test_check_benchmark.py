"""The generator of bench/check: each seeded fault is one, and nothing else is changed."""

import importlib
import sys
from dataclasses import replace
from types import SimpleNamespace

import pytest

from door import FROZEN, ROOT, run
from mialit.bibtex.reader import read

NAMES = ("listed", "entries", "invented", "faults", "strangers")


@pytest.fixture(scope="module")
def bench():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT / "bench" / "check")
        yield SimpleNamespace(**{name: importlib.import_module(name) for name in NAMES})
        for name in NAMES:
            del sys.modules[name]


@pytest.fixture(scope="module")
def listed(bench):
    return bench.listed.read()


KINDS = (
    "partial authors", "swapped authors", "invented authors", "wrong venue", "invented venue",
    "wrong year", "wrong DOI", "DOI of another", "arXiv id of another", "near-miss title",
    "earlier title", "preprint as published", "published as preprint", "hybrid", "wrong pages",
    "three at once", "duplicate",
)  # fmt: skip


def test_the_kinds_are_these(bench):
    assert tuple(bench.faults.KINDS) == KINDS
    assert len(bench.faults.FOURTEEN) == 14


@pytest.mark.parametrize("kind", KINDS)
def test_a_seeded_entry_differs_from_the_right_one_in_the_fields_of_its_kind(bench, listed, kind):
    some = replace(listed, papers=listed.papers[::3])
    cases = list(bench.faults.seeded(kind, some, "a seed"))
    assert len(cases) >= 8
    for case in cases:
        if kind == "duplicate":
            one, two = case.entries
            assert one.key != two.key
            assert one.text != two.text
            continue
        (wrong,) = case.entries
        names = wrong.fields.keys() | case.clean.fields.keys()
        differing = {n for n in names if wrong.fields.get(n) != case.clean.fields.get(n)}
        assert differing, case
        assert "*" in case.fields or differing <= case.fields, (differing, wrong.text)


@pytest.mark.parametrize("kind", KINDS)
def test_a_seed_makes_the_same_entries_again_and_another_seed_makes_others(bench, listed, kind):
    some = replace(listed, papers=listed.papers[::8])
    first, again, other = (
        [[entry.text for entry in case.entries] for case in bench.faults.seeded(kind, some, seed)]
        for seed in ("one", "one", "two")
    )
    assert first == again
    assert first != other


def test_every_entry_made_is_read_whole(bench, listed):
    some = replace(listed, papers=listed.papers[::4])
    made = [
        e for kind in KINDS for case in bench.faults.seeded(kind, some, "s") for e in case.entries
    ]
    made += [e for group in bench.strangers.near(listed, "s").values() for e in group]
    made += [e for group in bench.strangers.others(listed, "s", 300, None).values() for e in group]
    for entry in made:
        library = read(entry.text.encode(), "made.bib")
        assert not library.problems, (library.problems, entry.text)
        assert next(library.entries).key == entry.key


def test_check_names_the_seeded_entries_of_every_kind(bench, tmp_path):
    frozen = bench.listed.read(FROZEN)
    cases = []
    for number, kind in enumerate(KINDS):
        some = replace(frozen, papers=frozen.papers[number % 6 :: 6])
        made = list(bench.faults.seeded(kind, some, "for a test"))
        assert made, kind
        cases += made
    text = "\n".join(entry.text for case in cases for entry in case.entries)
    (tmp_path / "refs.bib").write_text(text, encoding="utf-8")
    result = run("check", "--bib", FROZEN, "--json", "refs.bib", cwd=tmp_path)
    assert result.code == 1
    found = {(each["key"], each["paper"], each["rule"]) for each in result.json}
    for case in cases:
        wanted = {(e.key, *answer) for e in case.entries for answer in case.right}
        assert wanted <= found if case.every else wanted & found, case


def test_strangers_are_not_on_the_list(bench, listed):
    near = bench.strangers.near(listed, "s")
    assert {kind: len(group) for kind, group in near.items()} == bench.strangers.NEAR
    titles = {bench.listed.plain(bench.listed.text_of(e.fields["title"])) for e in near["changed"]}
    assert not titles & listed.titles
    following = bench.strangers.following(listed, "s")
    assert len(following) == bench.strangers.FOLLOWING
    assert not listed.titles & {
        bench.listed.plain(bench.listed.text_of(entry.fields["title"])) for entry in following
    }
    others = bench.strangers.others(listed, "s", 500, None)
    assert sum(map(len, others.values())) == 500
    assert not listed.titles & {
        bench.listed.plain(bench.listed.text_of(entry.fields["title"]))
        for group in others.values()
        for entry in group
    }
