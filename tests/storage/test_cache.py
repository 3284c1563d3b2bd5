"""Stored lists: when one counts, when none does, and that nothing that happens to one is seen."""

import json
import os
import re
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from door import IS_ROOT, ROOT, entry, environment, write
from kept_lists import load
from mialit.bibtex import reader as bibtex
from mialit.render.data_formats import facts
from mialit.storage import cache as module
from mialit.storage import cache_pruning
from mialit.storage.cache import Cache, folder
from mialit.storage.cache_pruning import clear, stored_lists, usage
from mialit.storage.file_lock import new_beside
from mialit.storage.sources import Source, vocabulary_file
from mialit.vocabulary.model import to_plain

TEXT = entry("a", {"title": "Alpha {\\'e}", "year": "2019", "note": "caf{\\'e} 50\\%"}) + entry(
    "b", {"title": "Beta", "author": 'Müller, J{\\"u}rgen', "pages": "1--2"}
)
BROKEN = TEXT + "@misc{c,\n  title = {Gamma\n}\n@misc{d, title = {Delta}}\n"


def shown(path, place):
    """All that a list of *path* says, read through the cache folder *place* (None: without)."""
    catalogue = load([Source(str(path), path)], Cache(place))
    rows = [
        facts(record, catalogue.vocabulary, str(path))
        | {
            "folded": str(record.folded),
            "rest": dict(record.rest),
            "place": (record.line, record.start, record.end),
        }
        for record in catalogue.records
    ]
    vocabulary = to_plain(catalogue.vocabulary)
    return json.loads(json.dumps([rows, vocabulary, catalogue.faults[0]], default=str))


@pytest.fixture
def bib(tmp_path):
    path = tmp_path / "papers.bib"
    path.write_text(BROKEN, encoding="utf-8")
    return path


def only_list(place):
    (stored,) = place.glob("*.mialit")
    return stored


def only(place):
    (stored,) = place.iterdir()
    return stored


def reads(monkeypatch):
    """Counts how often a file is parsed."""
    count = []
    read = bibtex.read
    monkeypatch.setattr(bibtex, "read", lambda *given: count.append(1) or read(*given))
    return count


def test_a_second_look_reads_nothing_and_sees_the_same(bib, place, monkeypatch):
    count = reads(monkeypatch)
    first = shown(bib, place)
    assert shown(bib, place) == first == shown(bib, None)
    assert len(count) == 2


def test_folder_and_file_are_the_users_alone(bib, place):
    shown(bib, place)
    assert stat.S_IMODE(place.stat().st_mode) == 0o700
    assert stat.S_IMODE(only(place).stat().st_mode) == 0o600


def test_the_format_runs_no_code():
    for name in (
        "storage/cache",
        "storage/cache_format",
        "storage/cache_pruning",
        "records/text_columns",
    ):
        text = (ROOT / "src" / "mialit" / f"{name}.py").read_text("utf-8")
        for word in ("pickle", "marshal", "shelve", "eval(", "exec("):
            assert word not in text


# --- nothing that befalls a stored list is seen -----------------------------------------------


def whole(bib, place):
    """The list is right through the cache, twice: after whatever happened, and healed."""
    expected = shown(bib, None)
    assert shown(bib, place) == expected
    assert shown(bib, place) == expected


def heals(bib, place, monkeypatch):
    whole(bib, place)
    count = reads(monkeypatch)
    shown(bib, place)
    assert not count


def test_any_byte_flipped(bib, place):
    expected = shown(bib, place)
    stored = only(place)
    data = stored.read_bytes()
    step = max(len(data) // 100, 1)
    for at in [*range(0, len(data), step), len(data) - 1, data.index(b"\n"), data.index(b"\n") - 1]:
        for bits in (0x01, 0x80):
            stored.write_bytes(data[:at] + bytes([data[at] ^ bits]) + data[at + 1 :])
            assert shown(bib, place) == expected


def test_a_file_cut_anywhere(bib, place):
    expected = shown(bib, place)
    stored = only(place)
    data = stored.read_bytes()
    for at in [0, 1, 8, *range(9, len(data), len(data) // 25), len(data) - 1]:
        stored.write_bytes(data[:at])
        assert shown(bib, place) == expected


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n",
        b"{}\n",
        b"[]\n",
        b"null\n",
        b"\0" * 9000,
        b"[" * 100_000 + b"\n",
        b"\x80\x04K\x01.",
    ],
)
def test_a_foreign_file_in_its_place(bib, place, monkeypatch, content):
    shown(bib, place)
    only(place).write_bytes(content)
    heals(bib, place, monkeypatch)


def test_more_than_was_stored(bib, place, monkeypatch):
    shown(bib, place)
    with only(place).open("ab") as file:
        file.write(b"more")
    heals(bib, place, monkeypatch)


def test_the_list_of_another_file_of_the_same_name(bib, place, tmp_path):
    shown(bib, place)
    other = tmp_path / "other.bib"
    other.write_text(entry("other"), encoding="utf-8")
    shown(other, place)
    first, second = sorted(place.iterdir())
    one, two = first.read_bytes(), second.read_bytes()
    first.write_bytes(two)
    second.write_bytes(one)
    whole(bib, place)
    whole(other, place)


def test_a_missing_file_and_folder(bib, place, monkeypatch):
    shown(bib, place)
    only(place).unlink()
    whole(bib, place)
    only(place).unlink()
    place.rmdir()
    heals(bib, place, monkeypatch)


# --- what is not the user's alone is neither read nor written ---------------------------------


def test_a_folder_others_may_write_is_not_used(bib, place):
    place.mkdir()
    place.chmod(0o777)
    whole(bib, place)
    assert not list(place.iterdir())
    shown(bib, None)


def test_a_stored_list_others_may_write_is_not_used(bib, place, monkeypatch):
    shown(bib, place)
    only(place).chmod(0o666)
    heals(bib, place, monkeypatch)
    assert stat.S_IMODE(only(place).stat().st_mode) == 0o600


def test_a_folder_that_is_a_link_is_not_followed(bib, place, tmp_path):
    real = tmp_path / "real"
    real.mkdir(mode=0o700)
    place.symlink_to(real)
    whole(bib, place)
    assert not list(real.iterdir())


def test_a_stored_list_that_is_a_link_is_neither_read_nor_written_through(bib, place, tmp_path):
    shown(bib, place)
    stored = only(place)
    elsewhere = tmp_path / "elsewhere"
    stored.rename(elsewhere)
    kept = elsewhere.read_bytes()
    stored.symlink_to(elsewhere)
    whole(bib, place)
    assert not stored.is_symlink()
    assert elsewhere.read_bytes() == kept


def test_a_stored_list_that_is_a_folder(bib, place):
    shown(bib, place)
    stored = only(place)
    stored.unlink()
    stored.mkdir(mode=0o700)
    whole(bib, place)


@pytest.mark.skipif(not IS_ROOT, reason="only root gives files away")
def test_a_folder_of_somebody_else(bib, place):
    place.mkdir(mode=0o700)
    os.chown(place, 12345, 12345)
    whole(bib, place)
    assert not list(place.iterdir())


def test_a_file_in_the_folders_place(bib, place):
    place.write_text("not a folder")
    whole(bib, place)
    assert place.read_text() == "not a folder"


@pytest.mark.skipif(IS_ROOT, reason="root writes into any folder")
def test_a_folder_that_cannot_be_written(bib, place):
    place.mkdir(mode=0o500)
    whole(bib, place)


@pytest.mark.parametrize("step", ["fdopen", "open", "replace"])
def test_a_full_disk(bib, place, monkeypatch, step):
    shown(bib, place)
    before = only(place).read_bytes()
    bib.write_text(TEXT, encoding="utf-8")

    def full(*given, **more):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        if step == "open":
            real_open = os.open
            patch.setattr(
                os,
                "open",
                lambda path, flags, *mode: (full if flags & os.O_CREAT else real_open)(
                    path, flags, *mode
                ),
            )
        elif step == "replace":
            patch.setattr(Path, "replace", full)
        else:
            real = os.fdopen

            def opened(handle, mode):
                file = real(handle, mode)

                class Full:
                    def __enter__(self):
                        return self

                    def __exit__(self, *given):
                        file.close()

                    writelines = staticmethod(full)

                return Full()

            patch.setattr(os, "fdopen", opened)
        whole(bib, place)
        assert only(place).read_bytes() == before
    heals(bib, place, monkeypatch)


# --- size, clearing, place --------------------------------------------------------------------


def test_the_oldest_lists_go_when_all_become_too_large(place, tmp_path, monkeypatch):
    paths = []
    for number in range(4):
        path = tmp_path / f"{number}.bib"
        path.write_text(entry(f"k{number}"), encoding="utf-8")
        paths.append(path)
        known = set(place.iterdir()) if place.exists() else set()
        shown(path, place)
        (new,) = set(place.iterdir()) - known
        paths[number] = path, aged(new, 10 - number)
    sizes = [new.stat().st_size for _, new in paths]
    monkeypatch.setattr(cache_pruning, "_LARGEST", sum(sizes[-2:]) + max(sizes) + 100)
    extra = tmp_path / "extra.bib"
    extra.write_text(entry("e"), encoding="utf-8")
    shown(extra, place)
    assert [new.exists() for _, new in paths] == [False, False, True, True]
    assert sum(file.stat().st_size for file in place.iterdir()) <= cache_pruning._LARGEST


def test_a_list_larger_than_all_may_be_is_not_stored(bib, place, monkeypatch):
    monkeypatch.setattr(cache_pruning, "_LARGEST", 1000)
    whole(bib, place)
    assert not place.exists() or not list(place.iterdir())


def test_clearing_removes_stored_lists_and_nothing_else(bib, place):
    shown(bib, place)
    (place / "note.txt").write_text("kept")
    size = only_list(place).stat().st_size
    assert clear(place) == (1, size, 0)
    assert [path.name for path in place.iterdir()] == ["note.txt"]
    assert clear(place) == (0, 0, 0)
    assert clear(place / "none") == (0, 0, 0)


# What a killed process leaves: the name by which it is written now, and one of former versions.
@pytest.mark.parametrize("name", [".0123abcd.mialit.mialit-new", ".0123abcd.mialit.x1y2z3"])
def test_what_a_killed_process_left_is_counted_and_cleared(bib, place, tmp_path, name):
    shown(bib, place)
    size = only(place).stat().st_size
    (place / name).write_bytes(b"half")
    assert usage(place) == (1, size + 4, 1)
    other = write(tmp_path, entry("other"), "other.bib")
    shown(other, place)  # whoever stores one tidies
    assert usage(place)[::2] == (2, 0)
    (place / name).write_bytes(b"half")
    assert clear(place)[::2] == (2, 1)
    assert list(place.iterdir()) == []


@pytest.mark.posix
def test_what_is_just_being_written_is_left(bib, place, tmp_path):
    shown(bib, place)
    with new_beside(place / "0123abcd.mialit") as (handle, beside):
        shown(write(tmp_path, entry("other"), "other.bib"), place)
        assert beside.exists()
        os.close(handle)


@pytest.mark.posix
def test_a_list_that_another_process_stores_just_now_is_not_waited_for(bib, place, monkeypatch):
    shown(bib, place)
    stored = only(place)
    stored.unlink()
    monkeypatch.setattr("time.sleep", lambda _: pytest.fail("waited"))
    with new_beside(stored) as (handle, _):
        whole(bib, place)
        assert not stored.exists()
        os.close(handle)
    whole(bib, place)
    assert [path.name for path in place.iterdir()] == [stored.name]


def test_a_vocabulary_that_is_edited_leaves_no_orphan(bib, place, monkeypatch):
    for name in ("calm", "wild", "mild"):
        bib.with_suffix(".toml").write_text(VOCABULARY.format(name), encoding="utf-8")
        heals(bib, place, monkeypatch)
    assert usage(place)[::2] == (1, 0)


def aged(file, days=2.0):
    """*file*, last used so many days ago."""
    at = time.time() - days * 86400
    os.utime(file, (at, at))
    return file


@pytest.mark.parametrize(("days", "kept"), [(0.5, 1), (2, 0)])
def test_a_list_whose_file_is_gone_goes_a_day_later(bib, place, tmp_path, days, kept):
    shown(bib, place)
    gone = aged(only(place), days)
    bib.unlink()
    other = write(tmp_path, entry("other"), "other.bib")
    shown(other, place)
    assert gone.exists() == bool(kept)
    assert usage(place).lists == 1 + kept


@pytest.mark.parametrize(("days", "kept"), [(89, True), (91, False)])
def test_a_list_whose_file_is_there_stays_until_it_is_not_used(bib, place, tmp_path, days, kept):
    shown(bib, place)
    stored = aged(only(place), days)
    shown(write(tmp_path, entry("other"), "other.bib"), place)
    assert stored.exists() == kept


def test_the_list_that_is_stored_anew_is_not_one_out_of_use(bib, place):
    shown(bib, place)
    stored = aged(only(place), 1000)
    bib.write_text(TEXT, encoding="utf-8")
    whole(bib, place)
    assert stored.exists()


@pytest.mark.parametrize("other", ["a folder", "a pipe", "open to others"])
def test_what_cannot_be_a_list_keeps_no_other_from_going(bib, place, tmp_path, other):
    shown(bib, place)
    gone = aged(only(place))
    bib.unlink()
    strange = place / f"{gone.stem[::-1]}.mialit"
    if other == "a folder":
        (strange / "inside").mkdir(parents=True)
    elif other == "a pipe":
        os.mkfifo(strange)
    else:
        strange.write_text("x")
        strange.chmod(0o666)
    aged(strange)
    assert [each.useless for each in stored_lists(place)].count("damaged") == 1
    shown(write(tmp_path, entry("other"), "other.bib"), place)
    assert not gone.exists()
    assert strange.exists() == (other == "a folder")


# What a stored list has at its beginning, and what another has in its stead.
OTHERS = {
    "another format": (rb'"format":\d+,', b'"format":%d,' % (module.FORMAT - 1)),
    "another version": (rb'"program":"[^"]+"', b'"program":"0.0.1"'),
    "another machine's order": (rb'"order":"\w+"', b'"order":"middle"'),
    "nonsense": (rb"(?s).*", b"nonsense"),
    "nothing": (rb"(?s).*", b""),
}


@pytest.mark.parametrize("how", OTHERS)
def test_a_list_that_another_version_stored_goes_a_day_later(bib, place, tmp_path, how):
    shown(bib, place)
    stored = only(place)
    pattern, new = OTHERS[how]
    data = stored.read_bytes()
    changed = re.sub(pattern, new, data, count=1)
    assert changed != data
    stored.write_bytes(changed)
    aged(stored)
    useless = stored_lists(place)[0].useless
    assert useless == ("damaged" if how.startswith("no") else "other version")
    shown(write(tmp_path, entry("other"), "other.bib"), place)
    assert not stored.exists()


def test_a_stored_list_that_is_gone_while_one_looks_is_left_out(bib, place, monkeypatch):
    shown(bib, place)
    find = Path.glob
    monkeypatch.setattr(Path, "glob", lambda *given: [*find(*given), place / "gone.mialit"])
    assert usage(place).lists == len(stored_lists(place)) == 1


@pytest.mark.posix
def test_a_list_that_cannot_be_removed_is_no_matter(bib, place, tmp_path, monkeypatch):
    """As on Windows, where another process has it open."""
    shown(bib, place)
    stored = aged(only(place), 100)

    def refused(*_, **__):
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", refused)
        whole(write(tmp_path, entry("other"), "other.bib"), place)
    assert stored.exists()
    assert usage(place).lists == 2


def test_only_so_many_lists_are_kept_those_that_are_used(place, tmp_path, monkeypatch):
    monkeypatch.setattr(cache_pruning, "_MOST", 3)
    stored = {}
    for number in range(4):
        path = write(tmp_path, entry(f"k{number}"), f"{number}.bib")
        known = set(place.iterdir()) if place.exists() else set()
        if number == 3:
            shown(tmp_path / "0.bib", place)  # the oldest is used once more
        shown(path, place)
        (stored[number],) = set(place.iterdir()) - known
        aged(stored[number], 10 - number)
    assert [number for number, file in stored.items() if file.exists()] == [0, 2, 3]


@pytest.mark.parametrize(("days", "noted"), [(0.9, False), (1.1, True)])
def test_a_use_is_noted_once_a_day(bib, place, monkeypatch, days, noted):
    monkeypatch.setattr(module, "_SETTLED_NS", 0)
    tick(bib.with_name("clock"))
    shown(bib, place)
    before = aged(only(place), days).stat().st_mtime_ns
    shown(bib, place)
    assert (only(place).stat().st_mtime_ns != before) == noted


def test_a_proof_that_cannot_be_renewed_is_no_matter(bib, place, monkeypatch):
    """The file's times prove nothing yet, its content does; storing that fails."""
    expected = shown(bib, place)
    count = reads(monkeypatch)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    assert shown(bib, place) == expected
    assert not count


@pytest.mark.skipif(sys.platform != "linux", reason="the rules of Linux")
@pytest.mark.parametrize(
    ("stated", "expected"),
    [("/x", "/x/mialit"), ("", "~/.cache/mialit"), ("relative", "~/.cache/mialit")],
)
def test_the_folder_is_that_of_platformdirs(stated, expected, monkeypatch):
    assert folder({"XDG_CACHE_HOME": stated}) == Path(expected).expanduser()
    if stated != "relative":  # which the specification says to ignore
        from platformdirs import user_cache_path

        monkeypatch.setenv("XDG_CACHE_HOME", stated)
        assert folder({"XDG_CACHE_HOME": stated}) == user_cache_path("mialit", appauthor=False)


# --- the vocabulary alone ---------------------------------------------------------------------


def test_the_vocabulary_alone_is_had_whatever_became_of_the_list(bib, place):
    _, vocabulary, _ = shown(bib, place)
    text = vocabulary_file([Source(str(bib), bib)]).identity
    bib.write_text("changed", encoding="utf-8")
    assert json.loads(json.dumps(to_plain(Cache(place).vocabulary(bib, text)))) == vocabulary
    assert Cache(place).vocabulary(bib, text + "\n") is None
    assert Cache(None).vocabulary(bib, text) is None
    data = only(place).read_bytes()
    only(place).write_bytes(data[:100] + b"?" + data[101:])
    assert Cache(place).vocabulary(bib, text) is None


# --- nothing stale, ever ----------------------------------------------------------------------

VOCABULARY = '[fields.mood]\nform = "vocabulary"\n[fields.mood.values]\n{} = {{ also = ["m"] }}\n'
EDITS = st.sampled_from(
    [
        "same size", "same size, times kept", "longer", "replaced", "replaced, times kept",
        "through a link", "through a hard link", "link pointed elsewhere", "touched back",
        "touched", "emptied of entries", "vocabulary", "vocabulary, times kept", "no vocabulary",
        "list of old brought back", "nothing",
    ]
)  # fmt: skip


class Desk:
    """A file, the links to it and its vocabulary, edited in every way."""

    def __init__(self, root: Path) -> None:
        self.bib, self.link, self.hard = (root / name for name in ("p.bib", "link.bib", "hard.bib"))
        self.other = root / "other.bib"
        self.toml = root / "p.toml"
        self.number = 0
        self.bib.write_text(self.text(), encoding="utf-8")
        self.other.write_text(self.text(), encoding="utf-8")
        self.old = self.bib.read_bytes()
        self.link.symlink_to(self.bib)
        self.hard.hardlink_to(self.bib)

    def text(self, more: str = "") -> str:
        self.number += 1
        return entry("k", {"title": f"Title {self.number:05}", "mood": "m", "note": more})

    def edit(self, how: str) -> None:
        status = self.bib.stat()
        match how.partition(", ")[0]:
            case "same size":
                self.bib.write_text(self.text(), encoding="utf-8")
            case "longer":
                self.bib.write_text(self.text("more" * self.number), encoding="utf-8")
            case "replaced":
                beside = self.bib.with_suffix(".new")
                beside.write_text(self.text(), encoding="utf-8")
                beside.replace(self.bib)
            case "through a link":
                self.link.write_text(self.text(), encoding="utf-8")
            case "through a hard link":
                self.hard.write_text(self.text(), encoding="utf-8")
            case "link pointed elsewhere":
                self.link.unlink()
                self.link.symlink_to(self.bib if self.number % 2 else self.other)
                self.number += 1
            case "touched back":
                self.bib.write_text(self.text(), encoding="utf-8")
                os.utime(self.bib, ns=(0, 10**18))
            case "touched":
                self.bib.touch()
            case "emptied of entries":
                self.bib.write_text("% nothing\n", encoding="utf-8")
            case "vocabulary":
                kept = self.toml.stat() if self.toml.exists() else status
                self.number += 1
                name = ("calm", "wild")[self.number % 2]
                self.toml.write_text(VOCABULARY.format(name), encoding="utf-8")
                if "times kept" in how:
                    os.utime(self.toml, ns=(kept.st_atime_ns, kept.st_mtime_ns))
            case "no vocabulary":
                self.toml.unlink(missing_ok=True)
            case "list of old brought back":
                self.bib.write_bytes(self.old)
        if "times kept" in how and "vocabulary" not in how:
            os.utime(self.bib, ns=(status.st_atime_ns, status.st_mtime_ns))


def tick(clock: Path) -> None:
    """Waits until the file system's clock has gone on: a later change has a later time."""
    clock.touch()
    before = clock.stat().st_ctime_ns
    while clock.stat().st_ctime_ns == before:
        clock.touch()


@pytest.mark.posix
@settings(max_examples=40)
@given(edits=st.lists(st.tuples(EDITS, st.booleans()), min_size=1, max_size=8), quick=st.booleans())
def test_nothing_stale_is_ever_shown(tmp_path_factory, edits, quick):
    """*quick*: everything within the time in which a file's times prove nothing."""
    root = tmp_path_factory.mktemp("desk")
    place = root / "cache"
    desk = Desk(root)
    with pytest.MonkeyPatch.context() as patch:
        if not quick:  # the times prove what they say; then the change time has to tell
            patch.setattr(module, "_SETTLED_NS", 0)
        for how, looked in edits:
            desk.edit(how)
            if not quick:
                tick(root / "clock")
            if looked:
                for path in (desk.bib, desk.link, desk.hard, desk.other):
                    if path.exists():
                        assert shown(path, place) == shown(path, None), how
    assert shown(desk.bib, place) == shown(desk.bib, None)


WRITER = """
import sys
from pathlib import Path
path = Path(sys.argv[1])
for number in range(1, 301):
    beside = path.with_name("beside.bib")
    beside.write_text("@misc{k, title = {Title %06d}}\\n" % number)
    if number % 2:
        beside.replace(path)
    else:
        path.write_text(beside.read_text())
"""
READER = """
import sys
from pathlib import Path
from mialit.storage.cache import Cache
from mialit.storage.bibliography import load
from mialit.storage.sources import Source
path, place = Path(sys.argv[1]), Path(sys.argv[2])
last = seen = 0
print("ready", flush=True)
while last < 300:
    catalogue = load([Source("p", path)], Cache(place))
    catalogue.remember()
    for record in catalogue.records:
        number = int(record.title.split()[1])
        assert number >= last, (number, last)
        last = number
        seen += 1
print(seen)
"""


def test_two_processes_read_while_a_third_writes(tmp_path):
    """Neither reader ever sees an older state than it has seen, nor half a stored list."""
    path, place = tmp_path / "p.bib", tmp_path / "cache"
    path.write_text("@misc{k, title = {Title 000000}}\n", encoding="utf-8")
    start = [sys.executable, "-c"]
    env = environment()
    readers = [
        subprocess.Popen([*start, READER, path, place], env=env, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    for reader in readers:
        assert reader.stdout.readline() == "ready\n"
    subprocess.run([*start, WRITER, path], env=env, check=True, timeout=60)
    outputs = [reader.communicate(timeout=60)[0] for reader in readers]
    assert [reader.returncode for reader in readers] == [0, 0]
    assert all(int(output) > 0 for output in outputs)
    assert shown(path, place) == shown(path, None)
