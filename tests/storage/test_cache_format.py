"""Records as the cache keeps them: the same as those that were read, each in its place."""

import json

import pytest

from door import entry, ok, write
from kept_lists import load
from mialit.records.model import Record
from mialit.storage.cache import Cache
from mialit.storage.sources import Source

# Without a year, with one at either end of a range, and text that is no UTF-8.
TEXT = (
    entry("none", {"title": "No year"})
    + entry("first", {"title": "A, b", "year": "2018", "note": "n{\\'e}", "author": "A, B"})
    + entry("middle", {"title": "", "year": "2019", "abstract": "long"})
    + entry("last", {"title": "Z", "year": "2020", "doi": "10.1/x"})
).encode() + entry("odd", {"title": "Caf\xe9", "note": "\xe9x"}).encode("latin-1")


@pytest.fixture
def both(tmp_path):
    """The records as they were read, and as they were stored."""
    asked = [Source("papers.bib", write(tmp_path, TEXT))]
    cache = Cache(tmp_path / "cache")
    return load(asked, cache).records, load(asked, cache).records


def plain(record):
    """All that a record says, also in what is decoded when it is looked at; tuples as lists."""
    facts = {name: getattr(record, name) for name in Record._fields}
    return json.loads(json.dumps(facts | {"rest": dict(record.rest)}))


def test_each_record_is_the_same_from_either_end(both):
    read, stored = both
    assert len(stored) == len(read) == 5
    assert [plain(record) for record in stored] == [plain(record) for record in read]
    for number in range(-5, 5):
        assert plain(stored[number]) == plain(read[number])
    for part in (slice(1, 3), slice(None, None, -1), slice(4, 9)):
        assert [plain(record) for record in stored[part]] == [plain(one) for one in read[part]]
    for number in (5, -6):
        with pytest.raises(IndexError):
            stored[number]


@pytest.mark.parametrize("way", [0, 1])
def test_less_used_fields_are_a_mapping(both, way):
    rest = both[way][1].rest
    assert rest["note"] == "né"
    assert "note" in rest
    assert "nothing" not in rest
    assert len(rest) == len(list(rest)) == len(dict(rest))
    with pytest.raises(KeyError):
        rest["nothing"]


@pytest.mark.parametrize(
    ("years", "expected"),
    [
        ("2018-2020", ["last", "middle", "first"]),
        ("2019", ["middle"]),
        ("-2018", ["first"]),
        ("2020-", ["last"]),
        ("2019-2020", ["last", "middle"]),
    ],
)
def test_years_are_chosen_alike_with_and_without_the_cache(folder, years, expected):
    bib = write(folder, TEXT)
    env = {"XDG_CACHE_HOME": str(folder / "home")}
    for more in ([], [], ["--no-cache"]):
        assert (
            ok("list", "-b", bib, "--year", years, "-f", "keys", *more, env=env).lines == expected
        )
