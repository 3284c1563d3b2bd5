"""Each step of writing a file fails once: it stays as it was, and it is said.

A step fails in the system call, so that it does not matter which function makes the call.
"""

import errno
import os
import stat
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from door import entry, ok, run, write
from mialit.errors import FileProblem
from mialit.storage.atomic_write import update, write_new

OLD, NEW = b"old\r\n" * 5, b"new\n" * 500
LIST = entry("k", {"title": "One", "year": "2019"})


def names(folder):
    return sorted(path.name for path in folder.iterdir() if path.name != ".git")


def fails(monkeypatch, call, code=errno.EIO, when=lambda *given: True):
    """From now on the system's *call* fails with *code* when its arguments are like this."""
    real = getattr(os, call)

    def failing(*given, **more):
        if when(*given):
            raise OSError(code, os.strerror(code))
        return real(*given, **more)

    monkeypatch.setattr(os, call, failing)


def creating(path, flags, *mode):
    return bool(flags & os.O_CREAT)


@contextmanager
def room_for(size):
    """A disk on which no file may grow beyond *size* bytes."""
    resource = pytest.importorskip("resource", reason="limits of POSIX")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


STEPS = ["open", "write", "chmod", "fsync", "replace", "fchown"]


@contextmanager
def failing(step, monkeypatch):
    """Writing fails in this *step*; gives the system's word for the reason."""
    if step == "write":
        with room_for(10):
            yield os.strerror(errno.EFBIG)
        return
    with monkeypatch.context() as patch:
        if step == "open":
            fails(patch, "open", when=creating)
        else:
            fails(patch, step)
        if step == "fchown":  # the file is somebody else's, to whom it cannot be given
            patch.setattr(os, "getuid", lambda: 12345)
        yield os.strerror(errno.EIO)


@pytest.mark.parametrize("step", STEPS)
def test_a_failing_step_of_an_update(tmp_path, monkeypatch, step):
    path = write(tmp_path, OLD)
    path.chmod(0o640)
    with failing(step, monkeypatch) as reason, pytest.raises(FileProblem) as caught:
        update(path, OLD, NEW)
    assert str(caught.value) == f"{path}: cannot be written: {reason}; nothing is changed"
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (OLD, 0o640)
    assert names(tmp_path) == ["papers.bib"]
    update(path, OLD, NEW)
    assert (path.read_bytes(), names(tmp_path)) == (NEW, ["papers.bib"])


@pytest.mark.parametrize("step", STEPS[:-1])
@pytest.mark.parametrize("force", [False, True])
def test_a_failing_step_of_a_new_file(tmp_path, monkeypatch, step, force):
    path = tmp_path / "out"
    if force:
        path.write_bytes(OLD)
    with failing(step, monkeypatch) as reason, pytest.raises(FileProblem) as caught:
        write_new(path, NEW, inputs=[], force=force)
    assert str(caught.value) == f"{path}: cannot be written: {reason}"
    assert names(tmp_path) == (["out"] if force else [])
    assert not force or path.read_bytes() == OLD
    write_new(path, NEW, inputs=[], force=force)
    assert (path.read_bytes(), names(tmp_path)) == (NEW, ["out"])


@pytest.mark.parametrize("step", STEPS)
def test_a_change_that_cannot_be_written_is_not_said_to_be_made(folder, monkeypatch, step):
    bib = write(folder, LIST)
    words = ("set", "k", "note=To read", "-b", bib)
    with failing(step, monkeypatch) as reason:
        result = run(*words)
    assert (result.code, result.out) == (3, "")
    assert result.err == f"mialit: {bib}: cannot be written: {reason}; nothing is changed\n"
    assert (bib.read_text(), names(folder)) == (LIST, ["papers.bib"])
    assert "note added: To read" in ok(*words).out
    assert "note = {To read}" in bib.read_text()


@pytest.mark.parametrize("step", STEPS[:-1])
def test_an_export_that_cannot_be_written_leaves_what_was_there(folder, monkeypatch, step):
    bib = write(folder, LIST)
    out = write(folder, OLD, "out.bib")
    with failing(step, monkeypatch) as reason:
        result = run("export", "k", "-b", bib, "-o", out, "--force", "--no-cache")
    assert (result.code, result.out) == (3, "")
    assert f"{out}: cannot be written: {reason}" in result.err
    assert (out.read_bytes(), names(folder)) == (OLD, ["out.bib", "papers.bib"])


def by_update(path):
    update(path, OLD, NEW)


def by_new(path):
    write_new(path, NEW, inputs=[], force=True)


BOTH = pytest.mark.parametrize("writes", [by_update, by_new])


@BOTH
def test_a_failing_cleaning_does_not_hide_the_reason(tmp_path, monkeypatch, writes):
    path = write(tmp_path, OLD)
    with monkeypatch.context() as patch:
        fails(patch, "replace", errno.ENOSPC)
        fails(patch, "unlink", errno.EIO, when=lambda name, *_: os.path.lexists(name))
        with pytest.raises(FileProblem, match="No space left on device"):
            writes(path)
    assert path.read_bytes() == OLD
    writes(path)
    assert path.read_bytes() == NEW


@BOTH
@pytest.mark.parametrize("call", ["fsync", "chmod", "replace"])
def test_an_interrupt_leaves_nothing_behind(tmp_path, monkeypatch, writes, call):
    path = write(tmp_path, OLD)

    def interrupt(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, call, interrupt)
    with pytest.raises(KeyboardInterrupt):
        writes(path)
    assert (path.read_bytes(), names(tmp_path)) == (OLD, ["papers.bib"])


@BOTH
def test_an_interrupt_just_after_the_exchange_is_one(tmp_path, monkeypatch, writes):
    path = write(tmp_path, OLD)
    real = os.replace

    def interrupted(*names):
        real(*names)
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        writes(path)
    assert (path.read_bytes(), names(tmp_path)) == (NEW, ["papers.bib"])


def test_what_a_killed_process_left_and_cannot_be_removed(tmp_path, monkeypatch):
    path = write(tmp_path, OLD)
    (tmp_path / ".papers.bib.mialit-new").mkdir()
    with pytest.raises(FileProblem, match="nothing is changed"):
        update(path, OLD, NEW)
    assert path.read_bytes() == OLD


def test_a_file_that_cannot_be_given_back_to_its_owner_is_still_written(tmp_path, monkeypatch):
    path = write(tmp_path, OLD)
    monkeypatch.setattr(os, "getuid", lambda: 12345)
    fails(monkeypatch, "fchown", errno.EPERM)
    update(path, OLD, NEW)
    assert path.read_bytes() == NEW


def test_a_system_without_owners(tmp_path, monkeypatch):
    monkeypatch.delattr(os, "fchown")
    path = write(tmp_path, OLD)
    update(path, OLD, NEW)
    assert path.read_bytes() == NEW


@pytest.mark.parametrize("call", ["open", "fsync"])
def test_a_system_that_cannot_sync_folders(tmp_path, monkeypatch, call):
    path = write(tmp_path, OLD)

    def of_a_folder(given, *_):
        return (
            given == tmp_path if isinstance(given, Path) else stat.S_ISDIR(os.fstat(given).st_mode)
        )

    with monkeypatch.context() as patch:
        fails(patch, call, errno.EINVAL, when=of_a_folder)
        update(path, OLD, NEW)
    assert path.read_bytes() == NEW


def opened_files():
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="needs Linux's list of open files")
@BOTH
@pytest.mark.parametrize("step", [None, *STEPS[:-1]])
def test_no_file_stays_open(tmp_path, monkeypatch, writes, step):
    path = write(tmp_path, OLD)
    before = opened_files()
    if step is None:
        writes(path)
    else:
        with failing(step, monkeypatch), suppress(FileProblem):
            writes(path)
    assert opened_files() == before


def traced(monkeypatch):
    """What is done to files, in order: the call, and the size and mode the new file has then."""
    calls = []

    def trace(call, of):
        real = getattr(os, call)

        def tracing(*given, **more):
            status = of(*given)
            kind = "folder" if stat.S_ISDIR(status.st_mode) else "file"
            calls.append((f"{call} {kind}", status.st_size, stat.S_IMODE(status.st_mode)))
            return real(*given, **more)

        monkeypatch.setattr(os, call, tracing)

    trace("chmod", lambda path, *_: Path(path).stat())
    trace("fsync", os.fstat)
    trace("replace", lambda new, _: Path(new).stat())
    return calls


def test_a_file_is_whole_and_on_the_disk_before_it_takes_the_others_place(tmp_path, monkeypatch):
    path = write(tmp_path, OLD)
    path.chmod(0o664)
    calls = traced(monkeypatch)
    update(path, OLD, NEW)
    assert calls[0][0::2] == ("chmod file", 0o600)
    assert calls[1:3] == [
        ("fsync file", len(NEW), 0o664),
        ("replace file", len(NEW), 0o664),
    ]
    assert [call[0] for call in calls[3:]] == ["fsync folder"]


def test_a_new_file_is_whole_and_on_the_disk_before_it_has_its_name(tmp_path, monkeypatch):
    path = write(tmp_path, OLD)
    path.chmod(0o664)
    calls = traced(monkeypatch)
    write_new(path, NEW, inputs=[], force=True)
    assert calls[:3] == [
        ("chmod file", len(NEW), 0o600),
        ("fsync file", len(NEW), 0o664),
        ("replace file", len(NEW), 0o664),
    ]
    assert [call[0] for call in calls[3:]] == ["fsync folder"]


def test_nothing_is_written_where_nothing_changes(tmp_path, monkeypatch):
    path = write(tmp_path, OLD)
    os.link(path, tmp_path / "other")
    calls = traced(monkeypatch)
    assert update(path, OLD, OLD) == ()
    assert calls == []


@BOTH
def test_who_reads_sees_the_old_file_or_the_new_one(tmp_path, monkeypatch, writes):
    path = write(tmp_path, OLD)
    seen = []
    for call in ("fsync", "chmod", "replace"):
        real = getattr(os, call)

        def looking(*given, real=real, **more):
            seen.append(path.read_bytes())
            done = real(*given, **more)
            seen.append(path.read_bytes())
            return done

        monkeypatch.setattr(os, call, looking)
    writes(path)
    assert seen[:5] == [OLD] * 5
    assert set(seen[5:]) == {NEW}


# --- who else is at the file ------------------------------------------------------------------


def exchanged_while_waiting(path, content, monkeypatch):
    """The lock on *path* is had only after another has put a file with *content* in its place."""
    import fcntl

    real = fcntl.flock
    waited = []

    def waiting(*given):
        if not waited:
            waited.append(path)
            write(path.parent, content, "other").replace(path)
        return real(*given)

    monkeypatch.setattr(fcntl, "flock", waiting)


def test_who_has_waited_finds_the_others_file(tmp_path, monkeypatch):
    path = write(tmp_path, OLD)
    exchanged_while_waiting(path, b"theirs", monkeypatch)
    with pytest.raises(FileProblem, match="changed after it was read"):
        update(path, OLD, NEW)
    assert (path.read_bytes(), names(tmp_path)) == (b"theirs", ["papers.bib"])


def test_who_has_waited_for_an_equal_file_writes(tmp_path, monkeypatch):
    path = write(tmp_path, OLD)
    exchanged_while_waiting(path, OLD, monkeypatch)
    update(path, OLD, NEW)
    assert (path.read_bytes(), names(tmp_path)) == (NEW, ["papers.bib"])


def test_a_change_between_reading_and_writing_is_kept(folder, monkeypatch):
    bib = write(folder, LIST)
    exchanged_while_waiting(bib, LIST + "% theirs\n", monkeypatch)
    result = ok("set", "k", "note=To read", "-b", bib)
    assert result.err == ""
    assert "note = {To read}" in bib.read_text()
    assert bib.read_text().endswith("}\n% theirs\n")
    assert names(folder) == ["papers.bib"]


def test_locks_are_for_writing_alone_and_not_waited_for_by_the_system(tmp_path, monkeypatch):
    import fcntl

    locks = []
    monkeypatch.setattr(fcntl, "flock", lambda file, how: locks.append(how))
    path = write(tmp_path, OLD)
    update(path, OLD, NEW)
    assert set(locks) == {fcntl.LOCK_EX | fcntl.LOCK_NB}


@pytest.mark.parametrize("how", ["no locks there", "no locks at all"])
def test_a_file_system_without_locks(tmp_path, monkeypatch, how):
    import fcntl
    import sys

    def refused(*_):
        raise OSError(errno.ENOLCK, "No locks available")

    if how == "no locks there":
        monkeypatch.setattr(fcntl, "flock", refused)
    else:
        monkeypatch.setitem(sys.modules, "fcntl", None)
    path = write(tmp_path, OLD)
    update(path, OLD, NEW)
    assert path.read_bytes() == NEW
    with pytest.raises(FileProblem, match="changed after"):
        update(path, OLD, b"newer")


def test_a_link_laid_in_the_way_is_not_written_through(tmp_path, monkeypatch):
    path = write(tmp_path, OLD)
    secret = write(tmp_path, b"keep", "secret")
    real = os.open

    def laying(name, flags, *mode, **more):
        if creating(name, flags) and not os.path.lexists(name):
            Path(name).symlink_to(secret)
        return real(name, flags, *mode, **more)

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", laying)
        with pytest.raises(FileProblem, match="File exists"):
            update(path, OLD, NEW)
    assert (path.read_bytes(), secret.read_bytes()) == (OLD, b"keep")


def test_hard_links_are_warned_of_at_the_users_door(folder):
    bib = write(folder, LIST)
    for other in ("a.bib", "b.bib"):
        os.link(bib, folder / other)
    result = ok("set", "k", "note=To read", "-b", bib)
    assert result.err == f"{bib}: the old content stays under 2 other names (hard links)\n"
    assert "note added" in result.out
    assert (folder / "a.bib").read_text() == LIST


def test_a_link_is_followed_at_the_users_door(folder):
    (folder / "real").mkdir()
    real = write(folder / "real", LIST)
    link = folder / "papers.bib"
    link.symlink_to(real)
    assert ok("set", "k", "note=To read", "-b", link).err == ""
    assert link.is_symlink()
    assert "To read" in real.read_text()
    assert (names(folder), names(folder / "real")) == (["papers.bib", "real"], ["papers.bib"])


# --- names, modes, what is no file ------------------------------------------------------------


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o664, 0o2755, 0o4711, 0o1600])
@BOTH
def test_the_mode_stays_to_the_bit(tmp_path, writes, mode):
    path = write(tmp_path, OLD)
    path.chmod(mode)
    writes(path)
    assert stat.S_IMODE(path.stat().st_mode) == mode


@pytest.mark.parametrize(
    ("mask", "mode"), [(0o022, 0o644), (0o027, 0o640), (0o077, 0o600), (0, 0o666)]
)
def test_a_new_file_has_the_mode_that_the_mask_leaves(tmp_path, mask, mode):
    path = tmp_path / "out"
    kept = os.umask(mask)
    try:
        write_new(path, NEW, inputs=[], force=False)
    finally:
        after = os.umask(kept)
    assert (stat.S_IMODE(path.stat().st_mode), after) == (mode, mask)


@BOTH
def test_a_very_long_name(tmp_path, writes):
    path = write(tmp_path, OLD, "x" * 250)
    writes(path)
    assert (path.read_bytes(), names(tmp_path)) == (NEW, [path.name])


def test_remains_lie_beside_the_file_under_its_name_and_hidden(tmp_path, monkeypatch):
    path = write(tmp_path, OLD, "x" * 100 + ".bib")
    beside = []
    fails(monkeypatch, "replace")
    fails(monkeypatch, "unlink", when=lambda name, *_: beside.append(Path(name)) or True)
    with pytest.raises(FileProblem):
        update(path, OLD, NEW)
    assert {name for name in beside if name.exists()} <= {tmp_path / f".{'x' * 80}.mialit-new"}
    with pytest.raises(FileProblem):
        write_new(path, NEW, inputs=[], force=True)
    assert all(each.name.startswith(f".{'x' * 80}.") for each in beside)
    assert {each.parent for each in beside} == {tmp_path}


def test_a_pipe_is_written_to_and_stays_one(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        with pytest.raises(FileProblem, match="already exists; --force replaces it"):
            write_new(pipe, b"new", inputs=[], force=False)
        write_new(pipe, b"new", inputs=[], force=True)
        assert os.read(reader, 100) == b"new"
    finally:
        os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert names(tmp_path) == ["pipe"]


def test_what_is_read_is_not_written_over(tmp_path):
    one, two = write(tmp_path, b"1", "one"), write(tmp_path, b"2", "two")
    for force in (False, True):
        with pytest.raises(FileProblem) as caught:
            write_new(two, NEW, inputs=[tmp_path / "gone", one, two, one], force=force)
        assert (
            str(caught.value)
            == f"{two}: cannot be both read and written; name another file with -o"
        )
    assert (one.read_bytes(), two.read_bytes()) == (b"1", b"2")
    write_new(tmp_path / "three", NEW, inputs=[tmp_path / "gone", one, two], force=False)
    assert (tmp_path / "three").read_bytes() == NEW


def test_messages_name_the_file_and_say_what_to_do(tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    there = write(tmp_path, OLD, "there")
    with pytest.raises(FileProblem) as caught:
        write_new(folder, NEW, inputs=[], force=True)
    assert str(caught.value) == f"{folder}: is a folder; name a file"
    with pytest.raises(FileProblem) as caught:
        write_new(there, NEW, inputs=[], force=False)
    assert str(caught.value) == f"{there}: already exists; --force replaces it"
    with pytest.raises(FileProblem) as caught:
        update(tmp_path / "gone", OLD, NEW)
    assert str(caught.value) == (
        f"{tmp_path / 'gone'}: is not a file or no longer exists; nothing is written"
    )


# --- extended attributes ----------------------------------------------------------------------


def attributes_of(path):
    return {name: os.getxattr(path, name) for name in os.listxattr(path)}


@pytest.fixture
def with_attributes(tmp_path):
    """A file with extended attributes, where the file system of temporary files has them."""
    path = write(tmp_path, OLD)
    if not hasattr(os, "setxattr"):
        pytest.skip("this Python sets no extended attributes")
    try:
        os.setxattr(path, "user.colour", b"green")
        os.setxattr(path, "user.note", b"\0\xff")
    except OSError as error:
        pytest.skip(f"no extended attributes in {tmp_path}: {error.strerror}")
    return path


@BOTH
def test_extended_attributes_stay(with_attributes, writes):
    writes(with_attributes)
    assert with_attributes.read_bytes() == NEW
    kept = attributes_of(with_attributes)
    assert (kept["user.colour"], kept["user.note"]) == (b"green", b"\0\xff")


def test_extended_attributes_stay_at_the_users_door(with_attributes):
    with_attributes.write_text(LIST)
    ok("set", "k", "note=To read", "-b", with_attributes)
    assert "note = {To read}" in with_attributes.read_text()
    assert attributes_of(with_attributes)["user.colour"] == b"green"


@BOTH
@pytest.mark.parametrize("call", ["listxattr", "setxattr"])
def test_attributes_that_the_system_does_not_give_back(with_attributes, monkeypatch, writes, call):
    def of_one(*given, **_):
        return call == "listxattr" or given[1] == "user.colour"

    with monkeypatch.context() as patch:
        fails(patch, call, errno.EPERM, when=of_one)
        writes(with_attributes)
    assert with_attributes.read_bytes() == NEW
    kept = attributes_of(with_attributes)
    assert ("user.note" in kept, "user.colour" in kept) == (call == "setxattr", False)
