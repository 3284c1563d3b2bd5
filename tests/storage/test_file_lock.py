"""Who waits for another program's lock is told so, and waits no longer than said."""

import os
from pathlib import Path

import pytest

from door import write
from mialit.errors import FileProblem
from mialit.storage.atomic_write import update, write_new
from mialit.storage.file_lock import LIMIT, NOTED_AFTER, Patience, locked, new_beside

fcntl = pytest.importorskip("fcntl", reason="locks of POSIX")

OLD, NEW = b"old\n", b"new\n"


def names(folder):
    return sorted(path.name for path in folder.iterdir())


class Clock:
    """Time that passes only while somebody waits; at *released* the lock is let go."""

    def __init__(self, file=None, released=float("inf")):
        self.now = 0.0
        self.told = []
        self.file, self.released = file, released

    def pause(self, seconds):
        self.now += seconds
        if self.file is not None and self.now >= self.released:
            self.file.close()

    @property
    def patience(self):
        return Patience(lambda: self.told.append(self.now), lambda: self.now, self.pause)


def held(path):
    file = path.open("rb")
    fcntl.flock(file, fcntl.LOCK_EX)
    return file


def test_waiting_is_said_after_a_second_and_ends_after_ten(tmp_path):
    path = write(tmp_path, OLD)
    clock = Clock()
    with held(path), pytest.raises(FileProblem) as caught:
        update(path, OLD, NEW, clock.patience)
    assert str(caught.value) == (
        f"{path}: another program has it locked; nothing is written, "
        "try again when that program is done"
    )
    (told,) = clock.told
    assert NOTED_AFTER == 1
    assert NOTED_AFTER <= told < NOTED_AFTER + 0.1
    assert LIMIT == 10
    assert LIMIT <= clock.now < LIMIT + 0.1
    assert (path.read_bytes(), names(tmp_path)) == (OLD, ["papers.bib"])


@pytest.mark.parametrize(("seconds", "told"), [(0.5, 0), (3, 1), (9.9, 1)])
def test_a_lock_that_is_let_go_in_time(tmp_path, seconds, told):
    path = write(tmp_path, OLD)
    with held(path) as file:
        clock = Clock(file, seconds)
        update(path, OLD, NEW, clock.patience)
    assert len(clock.told) == told
    assert seconds <= clock.now < seconds + 0.1
    assert path.read_bytes() == NEW


def test_who_comes_later_waits_for_each_that_writes(tmp_path):
    """The file is another after each of them: three times eight seconds are no standstill."""
    path = write(tmp_path, OLD)
    left = [1, 2, 3]
    others = [held(path)]
    clock = Clock()

    def pause(seconds):
        clock.now += seconds
        if left and clock.now >= 8 * left[0]:
            new = write(tmp_path, b"%d" % left.pop(0), "new")
            following = held(new) if left else None
            new.replace(path)
            others.pop().close()
            others.extend([following] if following else [])

    patience = clock.patience._replace(pause=pause)
    with locked(path, patience):
        assert path.read_bytes() == b"3"
    assert len(clock.told) == 1
    assert clock.now >= 24


def test_an_interrupt_while_waiting_leaves_the_lock(tmp_path):
    path = write(tmp_path, OLD)

    def interrupt(_):
        raise KeyboardInterrupt

    with held(path), pytest.raises(KeyboardInterrupt):
        update(path, OLD, NEW, Patience(pause=interrupt))
    update(path, OLD, NEW)
    assert names(tmp_path) == ["papers.bib"]


# --- the new file beside ----------------------------------------------------------------------


def test_two_that_write_one_new_file_wait_for_each_other(tmp_path):
    path = tmp_path / "out.bib"
    clock = Clock()
    with new_beside(path) as (handle, beside):
        with pytest.raises(FileProblem, match="another program is writing it"):
            write_new(path, b"two", inputs=[], force=False, patience=clock.patience)
        assert len(clock.told) == 1
        os.write(handle, b"one")
        beside.replace(path)
        os.close(handle)
    write_new(path, b"two", inputs=[], force=True)
    assert (path.read_bytes(), names(tmp_path)) == (b"two", ["out.bib"])


def test_what_the_dead_left_is_not_written_into(tmp_path):
    """It may be another name of a file that somebody wants to keep."""
    path, kept = tmp_path / "out.bib", write(tmp_path, b"keep", "kept")
    os.link(kept, tmp_path / ".out.bib.mialit-new")
    write_new(path, NEW, inputs=[], force=False)
    assert (path.read_bytes(), kept.read_bytes()) == (NEW, b"keep")
    assert names(tmp_path) == ["kept", "out.bib"]


def test_a_new_file_that_was_taken_for_a_dead_ones(tmp_path, monkeypatch):
    """Between its making and its lock, another removes it: then one more is made."""
    path = tmp_path / "out.bib"
    real, once = fcntl.flock, []

    def flock(handle, how):
        if not once:
            once.append(1)
            Path(tmp_path / ".out.bib.mialit-new").unlink()
        return real(handle, how)

    monkeypatch.setattr(fcntl, "flock", flock)
    write_new(path, NEW, inputs=[], force=False)
    assert (path.read_bytes(), names(tmp_path)) == (NEW, ["out.bib"])


def test_without_locks_two_new_files_have_two_names(tmp_path, monkeypatch):
    def refused(*_):
        raise OSError(37, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refused)
    path = tmp_path / "out.bib"
    with new_beside(path) as (handle, beside), new_beside(path) as (other, second):
        assert beside != second
        assert second.name.startswith(".out.bib.")
        assert second.name.endswith(".mialit-new")
        os.close(handle)
        os.close(other)
