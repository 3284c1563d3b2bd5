"""`mialit cache`, `--no-cache`, and that no command's answer depends on the cache."""

import os
import stat
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from door import FROZEN, entry, ok, run, spawn, write

TEXT = entry("k", {"title": "One {\\'E}t{\\'e}", "year": "2019", "note": "x"})


@pytest.fixture
def env(tmp_path):
    return {"XDG_CACHE_HOME": str(tmp_path / "home")}


@pytest.fixture
def place(tmp_path):
    return tmp_path / "home" / "mialit"


def test_path_is_the_folder_and_makes_none(env, place):
    assert ok("cache", "path", env=env).out == f"{place}\n"
    assert not place.exists()


def test_clear_removes_and_counts(env, place, folder):
    bib = write(folder, TEXT)
    assert "removed 0 stored lists" in ok("cache", "clear", env=env).err
    ok("list", "-b", bib, env=env)
    assert len(list(place.iterdir())) == 1
    result = ok("cache", "clear", env=env)
    assert (result.out, result.err) == ("", f"removed 1 stored list from {place}\n")
    assert not list(place.iterdir())


def test_path_says_in_json_what_is_there_and_what_may_be(env, place, folder):
    empty = ok("cache", "path", "--json", env=env).json
    assert empty == {
        "path": str(place), "lists": 0, "bytes": 0, "leftovers": 0,
        "most_lists": 200, "most_bytes": 1 << 32, "most_days": 90, "stored": [],
    }  # fmt: skip
    assert not place.exists()
    bib = write(folder, TEXT)
    ok("list", "-b", bib, env=env)
    (stored,) = place.iterdir()
    size = stored.stat().st_size
    (place / f".{stored.name}.mialit-new").write_bytes(b"half")
    full = ok("cache", "path", "--json", env=env).json
    one = {"source": str(bib), "bytes": size, "last_used": day(stored), "useless": None}
    assert full == empty | {"lists": 1, "bytes": size + 4, "leftovers": 1, "stored": [one]}
    result = ok("cache", "clear", env=env)
    assert result.err == f"removed 1 stored list and 1 leftover from {place}\n"
    assert ok("cache", "path", "--json", env=env).json == empty
    assert run("cache", "clear", "--json", env=env).code == 2


def day(stored):
    return time.strftime("%Y-%m-%d", time.gmtime(stored.stat().st_mtime))


@pytest.mark.posix
def test_path_says_in_json_what_of_it_is_of_use(env, place, folder):
    """The list used last comes first; each says what became of its file."""
    expected = []
    for number, name in enumerate(("kept.bib", "gone.bib", "gr\xf6\xdfe\x1b\x9b.bib")):
        bib = write(folder, entry(name), name)
        known = set(place.iterdir()) if place.exists() else set()
        ok("list", "-b", bib, env=env)
        (stored,) = set(place.iterdir()) - known
        used = time.time() - (number + 1) * 86400
        os.utime(stored, (used, used))
        expected.append([str(bib), day(stored), None])
    (folder / "gone.bib").unlink()
    expected[1][2] = "source gone"
    expected[2][0] = str(folder / "gr\xf6\xdfe\\x1b\\x9b.bib")
    (place / "0.mialit").write_bytes(b"")
    os.utime(place / "0.mialit", (0, 0))
    expected.append([None, "1970-01-01", "damaged"])
    document = ok("cache", "path", "--json", env=env).json
    assert [list(each.values()) for each in document["stored"]] == [
        [source, each["bytes"], used, useless]
        for (source, used, useless), each in zip(expected, document["stored"], strict=True)
    ]
    assert document["lists"] == len(document["stored"])
    assert document["bytes"] == sum(each["bytes"] for each in document["stored"])
    assert ok("cache", "path", "--json", env=env).json == document


def test_a_list_of_a_moved_folder_goes_and_another_is_kept(env, place, folder):
    """At the user's door: what is stored next sees to it."""
    old, new, other = (write(folder, entry(name), f"{name}.bib") for name in ("old", "new", "c"))
    for bib in (old, new):
        ok("list", "-b", bib, env=env)
    for stored in place.iterdir():
        used = time.time() - 2 * 86400
        os.utime(stored, (used, used))
    old.unlink()
    ok("list", "-b", other, env=env)
    stored = ok("cache", "path", "--json", env=env).json["stored"]
    assert {each["source"] for each in stored} == {str(new), str(other)}


def test_clear_of_what_is_no_folder(env, place):
    place.parent.mkdir()
    place.write_text("kept")
    ok("cache", "clear", env=env)
    assert place.read_text() == "kept"


@pytest.mark.parametrize("words", [["cache"], ["cache", "drop"]])
def test_without_an_action_it_is_wrong_usage(words):
    assert run(*words).code == 2


def test_no_cache_neither_stores_nor_looks(env, place, folder):
    bib = write(folder, TEXT)
    ok("list", "-b", bib, "--no-cache", env=env)
    assert not place.exists()
    expected = ok("list", "-b", bib, "--json", env=env).out
    (stored,) = place.iterdir()
    before = stored.stat().st_mtime_ns
    stored.write_bytes(b"nonsense")
    assert ok("list", "-b", bib, "--json", "--no-cache", env=env).out == expected
    assert stored.read_bytes() == b"nonsense"
    assert ok("list", "-b", bib, "--json", env=env).out == expected
    assert stored.stat().st_mtime_ns >= before
    assert stored.read_bytes() != b"nonsense"


def test_standard_input_and_pipes_are_not_stored(env, place, folder):
    ok("list", "-b", "-", stdin=TEXT.encode(), env=env)
    assert not place.exists()
    pipe = folder / "pipe"
    os.mkfifo(pipe)
    child = os.fork()
    if child == 0:
        with pipe.open("wb") as file:
            file.write(TEXT.encode())
        os._exit(0)
    assert "One Été" in ok("list", "-b", pipe, env=env).out
    os.waitpid(child, 0)
    assert not place.exists()


def test_each_source_is_a_file_of_its_own(env, place, folder):
    one, two = (write(folder, entry(name), f"{name}.bib") for name in "ab")
    ok("list", "-b", one, "-b", two, env=env)
    assert len(list(place.iterdir())) == 2
    ok("list", "-b", one, env=env)
    ok("list", "-b", two, "-b", one, env=env)
    assert len(list(place.iterdir())) == 2


def test_what_is_stored_is_the_users_alone_whatever_the_mask(env, place, folder):
    kept = os.umask(0)
    try:
        ok("list", "-b", write(folder, TEXT), env=env)
    finally:
        os.umask(kept)
    assert stat.S_IMODE(place.stat().st_mode) == 0o700
    assert [stat.S_IMODE(path.stat().st_mode) for path in place.iterdir()] == [0o600]


def test_a_place_that_cannot_be_is_no_matter(folder):
    bib = write(folder, TEXT)
    for home in ("/dev/null", "/proc/none"):
        result = spawn("list", "-b", bib, env={"XDG_CACHE_HOME": home})
        assert (result.code, result.err) == (0, "")


COMMANDS = [
    ["list", "--json"],
    ["list", "--year", "2019-", "--json"],
    ["list", "--where", "note=x", "--json"],
    ["list", "has:note", "-f", "csv"],
    ["search", "one", "--json"],
    ["show", "k", "--json"],
    ["show", "k"],
    ["export", "k"],
    ["fields", "--json"],
    ["list", "--format", "table"],
    ["list", "--format", "md", "--columns", "key,title,note"],
]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("listed", ["bundled", "broken", "latin-1"])
def test_the_cache_changes_no_answer(words, listed, env, folder):
    bib = FROZEN
    if listed == "broken":
        bib = write(folder, TEXT + "@misc{x,\n title = {A\n}\n@misc{y, note = {x}, year = 2020}\n")
    elif listed == "latin-1":
        bib = write(folder, entry("k", {"title": "One Caf\xe9", "note": "\xe9x"}).encode("latin-1"))
    results = [run(*words, "-b", bib, *extra, env=env) for extra in (["--no-cache"], [], [])]
    assert results[1] == results[0]
    assert results[2] == results[0]


TITLES = st.text(
    st.characters(exclude_characters="{}\\\"'%$~`", exclude_categories=["Cs"]), max_size=9
)
ENTRIES = st.lists(
    st.fixed_dictionaries(
        {
            "title": TITLES,
            "note": st.sampled_from(["", "a{\\'e}", "\\url{https://x.org/a\\_b}", "\x85 \x1c"]),
            "year": st.sampled_from(["", "2019", "in press", "0001"]),
            "author": st.sampled_from(["", "A, B and C D", "{\\'E}a, {\\\"u}b"]),
        }
    ),
    max_size=4,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ENTRIES)
def test_whatever_the_list_holds_the_cache_changes_no_answer(rows, tmp_path_factory):
    root = tmp_path_factory.mktemp("list")
    env = {"XDG_CACHE_HOME": str(root / "home")}
    text = "".join(entry(f"k{number}", row) for number, row in enumerate(rows)) or "% none\n"
    bib = write(root, text)
    for words in (["list", "--json"], ["show", "k0", "--json"], ["list", "has:note", "--json"]):
        results = [run(*words, "-b", bib, *extra, env=env) for extra in (["--no-cache"], [], [])]
        assert results[1] == results[0] == results[2]
