"""What the cache saves: how often a list is parsed, and how often its content is looked at.

The answers are the same whatever the cache does; these tests count.
"""

import gc
import io
import os
import stat
import sys
import time
from pathlib import Path

import pytest

from door import entry, ok, run, write
from kept_lists import load
from mialit.errors import FileProblem
from mialit.storage import cache, cache_pruning, sources
from mialit.storage.cache import Cache
from mialit.storage.sources import Source
from mialit.vocabulary.model import to_plain

TEXT = entry("a", {"title": "Alpha", "year": "2019"}) + entry("b", {"title": "Beta"})
LATER = 10_000_000_000  # nanoseconds, more than the time in which a file's times prove nothing
VOCABULARY = '[fields.mood]\nform = "vocabulary"\n[fields.mood.values]\n{} = {{}}\n'


@pytest.fixture
def bib(tmp_path):
    return write(tmp_path, TEXT)


class Opened:
    """The files that Python opens; its hook cannot be taken away, only be told to rest."""

    def __init__(self):
        self.paths = None
        sys.addaudithook(self._hook)

    def _hook(self, event, given):
        if event == "open" and self.paths is not None and isinstance(given[0], str | os.PathLike):
            self.paths.append(Path(given[0]))


@pytest.fixture(scope="session")
def hook():
    return Opened()


@pytest.fixture
def opened(hook):
    """The paths of the files opened, one for each time."""
    hook.paths = []
    yield hook.paths
    hook.paths = None


def look(place, *paths):
    """The keys of a list, through the cache in *place*."""
    asked = [Source(str(path), path) for path in paths]
    return [record.key for record in load(asked, Cache(place)).records]


def pretend(monkeypatch, nanoseconds):
    """It is so much later than the clock says."""
    now = time.time_ns
    monkeypatch.setattr(time, "time_ns", lambda: now() + nanoseconds)


def settle(monkeypatch):
    """Every file is old enough for its times to prove that it is the same."""
    pretend(monkeypatch, LATER)


# --- when a list is parsed --------------------------------------------------------------------


def test_a_file_looked_at_three_times_is_parsed_once(bib, place, parsed):
    assert [look(place, bib) for _ in range(3)] == [["a", "b"]] * 3
    assert len(parsed) == 1


def test_without_a_cache_it_is_parsed_each_time(bib, parsed):
    assert [look(None, bib) for _ in range(3)] == [["a", "b"]] * 3
    assert len(parsed) == 3


def test_each_of_several_files_is_parsed_once(bib, place, parsed, tmp_path):
    other, last = write(tmp_path, entry("c"), "c.bib"), write(tmp_path, entry("d"), "d.bib")
    assert look(place, bib, other, last) == ["a", "b", "c", "d"]
    assert look(place, last, bib, other) == ["d", "a", "b", "c"]
    assert look(place, other) == ["c"]
    assert parsed == [str(bib), str(other), str(last)]
    write(tmp_path, entry("e"), "c.bib")
    assert look(place, bib, other, last) == ["a", "b", "e", "d"]
    assert parsed[3:] == [str(other)]


def test_standard_input_is_never_stored(folder, parsed):
    env = {"XDG_CACHE_HOME": str(folder / "home")}
    bib = write(folder, TEXT)
    for _ in range(2):
        ok("list", "-b", "-", "-b", bib, stdin=entry("s").encode(), env=env)
    assert parsed == ["standard input", str(bib), "standard input"]


@pytest.mark.parametrize(
    ("owner", "name", "value"),
    [
        (cache, "FORMAT", cache.FORMAT - 1),
        (cache, "FORMAT", cache.FORMAT + 1),
        (cache, "__version__", "0.0.0"),
        (sys, "byteorder", "other"),
    ],
)
def test_what_another_program_stored_is_parsed_again(
    bib, place, parsed, monkeypatch, owner, name, value
):
    with monkeypatch.context() as patch:
        patch.setattr(owner, name, value)
        look(place, bib)
    text = sources.vocabulary_file([Source("", bib)]).identity
    assert Cache(place).vocabulary(bib, text) is None
    for _ in range(2):
        assert look(place, bib) == ["a", "b"]
    assert len(parsed) == 2
    assert to_plain(Cache(place).vocabulary(bib, text))


def test_with_another_vocabulary_it_is_parsed_again(bib, place, parsed, tmp_path):
    look(place, bib)
    for number, name in enumerate(("calm", "wild"), start=2):
        write(tmp_path, VOCABULARY.format(name), "papers.toml")
        look(place, bib)
        look(place, bib)
        assert len(parsed) == number
    write(tmp_path, VOCABULARY.format("calm"), "papers.toml")
    look(place, bib)
    assert len(parsed) == 4  # one is kept, the last
    assert len(list(place.iterdir())) == 1


@pytest.mark.parametrize("differs", ["file", "vocabulary"])
def test_what_stands_in_anothers_place_is_not_taken_for_it(bib, place, parsed, tmp_path, differs):
    """As where the names of two stored lists clash."""
    look(place, bib)
    (first,) = place.iterdir()
    data = first.read_bytes()
    other = bib
    if differs == "file":
        other = write(tmp_path, TEXT, "other.bib")
    else:
        write(tmp_path, VOCABULARY.format("calm"), "papers.toml")
    look(place, other)
    (second,) = set(place.iterdir()) - {first} or {first}
    second.write_bytes(data)
    text = sources.vocabulary_file([Source("", other)]).identity
    assert Cache(place).vocabulary(other, text) is None
    look(place, other)
    assert len(parsed) == 3
    assert Cache(place).vocabulary(other, text) is not None


def test_a_damaged_one_is_parsed_again_once(bib, place, parsed):
    look(place, bib)
    (stored,) = place.iterdir()
    data = stored.read_bytes()
    line = data.index(b"\n") + 1
    damages = [b"", data[:line], data[:-8], data + bytes(8), data[line:]]
    damages += [
        data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        for at in (0, 9, line - 1, line, (line + len(data)) // 2)
    ]
    for number, damaged in enumerate(damages, start=2):
        stored.write_bytes(damaged)
        assert look(place, bib) == ["a", "b"]
        assert look(place, bib) == ["a", "b"]
        assert len(parsed) == number


def test_wide_texts_that_are_damaged_are_made_again(folder, parsed):
    abstracts = ("xylophones in the nave", "harps at dawn", "")
    text = "".join(entry(f"k{n}", {"abstract": text}) for n, text in enumerate(abstracts))
    bib = write(folder, text)
    env = {"XDG_CACHE_HOME": str(folder / "home")}
    (key,) = ok("list", "nave", "-b", bib, "-f", "keys", env=env).lines
    (stored,) = (folder / "home" / "mialit").iterdir()
    data = stored.read_bytes()
    at = data.rindex(b"xylophones")
    for damaged in (data[:at] + b"z" + data[at + 1 :], data[:-1] + bytes([data[-1] ^ 1])):
        stored.write_bytes(damaged)
        for command in ("list", "search"):
            assert ok(command, "xylophones", "-b", bib, "-f", "keys", env=env).lines == [key]
            assert run(command, "zylophones", "-b", bib, env=env).code == 1
    assert len(parsed) == 1


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o601])
def test_one_open_to_others_is_parsed_again(bib, place, parsed, mode):
    look(place, bib)
    (stored,) = place.iterdir()
    stored.chmod(mode)
    assert look(place, bib) == ["a", "b"]
    assert len(parsed) == 2
    assert stat.S_IMODE(stored.stat().st_mode) == 0o600
    place.chmod(0o700 | mode & 0o77)
    assert look(place, bib) == ["a", "b"]
    assert len(parsed) == 3


def test_one_that_is_a_link_is_parsed_again(bib, place, parsed):
    look(place, bib)
    (stored,) = place.iterdir()
    stored.rename(place / "elsewhere")
    stored.symlink_to("elsewhere")
    assert look(place, bib) == ["a", "b"]
    assert len(parsed) == 2


@pytest.mark.parametrize("collecting", [True, False])
def test_reading_leaves_the_search_for_garbage_as_it_was(bib, place, collecting):
    before = gc.isenabled()
    try:
        (gc.enable if collecting else gc.disable)()
        look(place, bib)
        assert gc.isenabled() == collecting
        bib.write_text("no list", encoding="utf-8")
        with pytest.raises(FileProblem):
            look(place, bib)
        assert gc.isenabled() == collecting
    finally:
        (gc.enable if before else gc.disable)()


@pytest.mark.parametrize(
    "why", ["open to others", "a file", "a link", "no room", "cannot be made", "one is too large"]
)
def test_where_nothing_can_be_stored_the_answers_are_the_same(
    bib, place, parsed, monkeypatch, tmp_path, why
):
    def refused(*_, **__):
        raise OSError(28, "No space left on device")

    match why:
        case "open to others":
            place.mkdir()
            place.chmod(0o770)
        case "a file":
            place.write_text("kept")
        case "a link":
            (tmp_path / "real").mkdir(mode=0o700)
            place.symlink_to("real")
        case "no room":
            real = os.open
            monkeypatch.setattr(
                os,
                "open",
                lambda path, flags, *mode: (refused if flags & os.O_CREAT else real)(
                    path, flags, *mode
                ),
            )
        case "cannot be made":
            monkeypatch.setattr(os, "mkdir", refused)
        case "one is too large":
            monkeypatch.setattr(cache_pruning, "_LARGEST", 1000)
    before = sorted(tmp_path.rglob("*"))
    assert [look(place, bib) for _ in range(3)] == [["a", "b"]] * 3
    assert len(parsed) == 3
    after = sorted(tmp_path.rglob("*"))
    assert [path for path in after if path not in before] in ([], [place])


# --- when its content is looked at ------------------------------------------------------------


def test_of_a_settled_file_the_content_is_not_looked_at(bib, place, parsed, opened, monkeypatch):
    settle(monkeypatch)
    look(place, bib)
    assert opened.count(bib) == 1
    (stored,) = place.iterdir()
    before = stored.stat()
    opened.clear()
    assert look(place, bib) == ["a", "b"]
    assert bib not in opened
    assert len(parsed) == 1
    after = stored.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_of_a_file_younger_than_two_seconds_the_content_decides(
    bib, place, parsed, opened, monkeypatch
):
    look(place, bib)
    for _ in range(2):
        opened.clear()
        assert look(place, bib) == ["a", "b"]
        assert opened.count(bib) == 1
    assert len(parsed) == 1
    # Looked at later it is still compared once: the times were no proof when it was stored.
    settle(monkeypatch)
    for times in (1, 0, 0):
        opened.clear()
        assert look(place, bib) == ["a", "b"]
        assert opened.count(bib) == times
    assert len(parsed) == 1


def test_a_change_that_the_times_do_not_show_is_seen_in_a_young_file(
    bib, place, parsed, monkeypatch
):
    """The same size and times: as of a second write within one tick of the clock."""
    look(place, bib)
    state = bib.stat()
    bib.write_text(TEXT.replace("@misc{b", "@misc{c"), encoding="utf-8")
    real = os.stat

    def standing_still(path, *given, **more):
        return state if Path(os.fsdecode(path)) == bib else real(path, *given, **more)

    with monkeypatch.context() as patch:
        patch.setattr(os, "stat", standing_still)
        assert look(place, bib) == ["a", "c"]
    assert len(parsed) == 2


@pytest.mark.parametrize(
    ("age", "looked_at"), [(0, 1), (1_900_000_000, 1), (2_000_000_000, 1), (2_000_000_001, 0)]
)
@pytest.mark.parametrize("older", ["modified", "changed"])
def test_two_seconds_from_the_later_of_both_times(
    bib, place, opened, monkeypatch, age, looked_at, older
):
    if older == "modified":
        os.utime(bib, ns=(0, 10**18))
    else:  # set to a time to come: modified after it was changed
        ahead = time.time_ns() + 3_000_000_000
        os.utime(bib, ns=(ahead, ahead))
    status = bib.stat()
    born = max(status.st_mtime_ns, status.st_ctime_ns)
    assert (born == status.st_mtime_ns) == (older == "changed")
    monkeypatch.setattr(time, "time_ns", lambda: born + age)
    look(place, bib)
    opened.clear()
    look(place, bib)
    assert opened.count(bib) == looked_at


@pytest.mark.parametrize("how", ["touched", "touched back", "copied over"])
def test_a_settled_file_with_other_times_is_compared_once(
    bib, place, parsed, opened, monkeypatch, how
):
    settle(monkeypatch)
    look(place, bib)
    match how:
        case "touched":
            bib.touch()
        case "touched back":
            os.utime(bib, ns=(0, 10**18))
        case "copied over":
            write(bib.parent, TEXT, "copy").replace(bib)
    for times in (1, 0):
        opened.clear()
        assert look(place, bib) == ["a", "b"]
        assert opened.count(bib) == times
    assert len(parsed) == 1


def test_a_file_of_another_size_is_not_compared(bib, place, parsed, opened):
    look(place, bib)
    bib.write_text(TEXT + "%", encoding="utf-8")
    opened.clear()
    assert look(place, bib) == ["a", "b"]
    assert opened.count(bib) == 1  # to be parsed
    assert len(parsed) == 2


def test_a_file_that_changes_while_it_is_read_is_not_stored(bib, place, parsed, monkeypatch):
    """The times before and after differ, or more came than the size says."""
    real = os.fstat
    more = []

    def growing(handle):
        status = real(handle)
        if os.path.samestat(status, bib.stat()) and not more:
            more.append(handle)
            with bib.open("a") as file:
                file.write(entry("late"))
        return status

    with monkeypatch.context() as patch:
        patch.setattr(os, "fstat", growing)
        assert look(place, bib) == ["a", "b", "late"]
    assert not place.exists()
    assert look(place, bib) == ["a", "b", "late"]
    assert look(place, bib) == ["a", "b", "late"]
    assert len(parsed) == 2


# --- the file itself, after its records came from the cache -----------------------------------


def test_a_file_that_changed_after_its_records_were_had(bib, place):
    asked = [Source("papers.bib", bib)]
    load(asked, Cache(place))
    for text in (TEXT.replace("@misc{b", "@misc{c"), entry("b") + entry("a"), " " + TEXT):
        bib.write_text(TEXT, encoding="utf-8")
        catalogue = load(asked, Cache(place))
        bib.write_text(text, encoding="utf-8")
        with pytest.raises(FileProblem) as caught:
            catalogue.entries(catalogue.records)
        assert str(caught.value) == "papers.bib: changed while it was read; try again"


def test_an_export_of_a_file_that_changes_meanwhile_is_refused(folder, monkeypatch):
    bib = write(folder, TEXT)
    env = {"XDG_CACHE_HOME": str(folder / "home")}
    ok("export", "b", "-b", bib, env=env)
    find = Cache.find

    def meanwhile(*given):
        found = find(*given)
        bib.write_text(entry("new") + TEXT, encoding="utf-8")
        return found

    monkeypatch.setattr(Cache, "find", meanwhile)
    result = run("export", "b", "-b", bib, "-o", folder / "out.bib", env=env)
    assert (result.code, result.out) == (3, "")
    assert result.err == f"mialit: {bib}: changed while it was read; try again\n"
    assert not (folder / "out.bib").exists()


def test_a_file_that_is_gone_after_its_records_were_had(bib, place):
    asked = [Source("papers.bib", bib)]
    load(asked, Cache(place))
    catalogue = load(asked, Cache(place))
    bib.unlink()
    assert [record.key for record in catalogue.records] == ["a", "b"]
    with pytest.raises(FileProblem, match=r"papers\.bib: no such file"):
        catalogue.entries(catalogue.records)


def test_entries_come_in_the_order_asked_from_each_file(bib, place, tmp_path):
    other = write(tmp_path, entry("a", {"title": "Other"}), "other.bib")
    asked = [Source(str(path), path) for path in (bib, other)]
    for _ in range(2):
        catalogue = load(asked, Cache(place))
        chosen = [catalogue.records[number] for number in (2, 1, 0)]
        found = catalogue.entries(chosen)
        assert [(library.name, each.key) for library, each in found] == [
            (str(other), "a"),
            (str(bib), "b"),
            (str(bib), "a"),
        ]


@pytest.mark.parametrize(("keep", "times"), [(True, 0), (False, 1)])
def test_a_file_is_kept_or_read_again_where_its_text_is_needed(bib, place, opened, keep, times):
    for cached in (None, place):
        catalogue = load([Source(str(bib), bib)], Cache(cached), keep_files=keep)
        opened.clear()
        assert [library.text for library in catalogue.libraries] == [TEXT]
        assert opened.count(bib) == times
        assert catalogue.libraries is catalogue.libraries


def test_what_cannot_be_read_again_is_kept(bib, monkeypatch):
    """Standard input, and a file that changes while it is read."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(entry("s").encode())))
    changing = Source(str(bib), bib)
    catalogue = load([Source("standard input", None)], keep_files=False)
    assert [library.text for library in catalogue.libraries] == [entry("s")]
    grown = bib.stat()
    real = os.fstat

    def growing(handle):
        status = real(handle)
        if os.path.samestat(status, grown):
            os.utime(bib, ns=(0, status.st_mtime_ns + 1))
        return status

    with monkeypatch.context() as patch:
        patch.setattr(os, "fstat", growing)
        catalogue = load([changing], keep_files=False)
    bib.write_text("% other", encoding="utf-8")
    assert [library.text for library in catalogue.libraries] == [TEXT]


# --- how much is kept -------------------------------------------------------------------------


def kept(place, monkeypatch, room, *more):
    """Stores four lists and then one more; which of the four are there after.

    *room* is how many lists of the largest one's size may be kept. The four were last written in
    the order d, b, a, c.
    """
    size = 0
    paths = {}
    for name, age in zip("abcd", (3, 2, 4, 1), strict=True):
        known = set(place.iterdir()) if place.exists() else set()
        path = write(place.parent, entry("k" * 20, {"title": name * 20}), f"{name}.bib")
        look(place, path)
        (paths[name],) = set(place.iterdir()) - known
        hours_ago = time.time_ns() - (10 - age) * 3600 * 10**9
        os.utime(paths[name], ns=(hours_ago, hours_ago))
        size = max(size, paths[name].stat().st_size)
    monkeypatch.setattr(cache_pruning, "_LARGEST", room * size + 64)
    look(place, write(place.parent, entry("k" * 20, {"title": "e" * 20}), "e.bib"))
    there = set(place.iterdir())
    assert len(there - set(paths.values())) == 1
    return "".join(name for name, path in paths.items() if path in there)


@pytest.mark.parametrize(("room", "left"), [(5, "abcd"), (4, "abc"), (3, "ac"), (2, "c"), (1, "")])
def test_no_more_go_than_must_and_the_oldest_first(place, monkeypatch, room, left):
    assert kept(place, monkeypatch, room) == left


def test_what_is_replaced_counts_once(bib, place, monkeypatch, tmp_path, parsed):
    other = write(tmp_path, TEXT, "other.bib")
    look(place, other)
    look(place, bib)
    room = sum(path.stat().st_size for path in place.iterdir()) + 64
    monkeypatch.setattr(cache_pruning, "_LARGEST", room)
    bib.write_text(TEXT.replace("@misc{b", "@misc{c"), encoding="utf-8")
    look(place, bib)
    look(place, other)
    assert len(parsed) == 3


@pytest.mark.parametrize(
    ("room", "left"), [(100, ["list", "other"]), (99, ["list"]), (-1, ["other"])]
)
def test_the_room_is_counted_to_the_byte(bib, place, monkeypatch, room, left):
    look(place, bib)
    (stored,) = place.iterdir()
    size = stored.stat().st_size
    stored.unlink()
    other = write(place, b"x" * 100, "other.mialit")
    hour_ago = time.time_ns() - 3600 * 10**9
    os.utime(other, ns=(hour_ago, hour_ago))
    monkeypatch.setattr(cache_pruning, "_LARGEST", size + room)
    look(place, bib)
    names = sorted("list" if path == stored else path.stem for path in place.iterdir())
    assert names == left  # what is too large by itself makes no room


def test_a_file_open_to_others_is_not_opened(tmp_path):
    place = tmp_path / "place"
    place.mkdir(mode=0o700)
    path = write(place, TEXT)
    path.chmod(0o600)
    with cache.opened(place, path) as file:
        assert file.read() == TEXT.encode()
    for what, mode in ((path, 0o640), (place, 0o710)):
        what.chmod(mode)
        with pytest.raises(PermissionError):
            cache.opened(place, path)
        what.chmod(mode & 0o700)
