"""A file is always the old one or the new one, whole, whoever writes and whatever ends it."""

import os
import random
import signal
import stat
import subprocess
import sys
import time

import pytest

from door import IS_ROOT, environment, write
from mialit.errors import FileProblem
from mialit.storage.atomic_write import update

OLD, NEW = b"old\r\n" * 5, b"new\n"


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_the_new_content_and_nothing_else_in_the_folder(tmp_path):
    path = write(tmp_path, OLD)
    assert update(path, OLD, NEW) == ()
    assert path.read_bytes() == NEW
    assert names(tmp_path) == ["papers.bib"]


def test_a_file_that_changed_since_it_was_read_is_left(tmp_path):
    path = write(tmp_path, b"somebody else's")
    with pytest.raises(FileProblem, match=r"papers\.bib: changed after"):
        update(path, OLD, NEW)
    assert path.read_bytes() == b"somebody else's"
    assert names(tmp_path) == ["papers.bib"]


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o664, 0o751])
def test_the_mode_stays(tmp_path, mode):
    path = write(tmp_path, OLD)
    path.chmod(mode)
    update(path, OLD, NEW)
    assert stat.S_IMODE(path.stat().st_mode) == mode


@pytest.mark.skipif(not IS_ROOT, reason="only root gives files away")
def test_the_owner_stays(tmp_path):
    path = write(tmp_path, OLD)
    os.chown(path, 12345, 54321)
    update(path, OLD, NEW)
    assert (path.stat().st_uid, path.stat().st_gid) == (12345, 54321)


def test_a_symbolic_link_stays_one_and_its_file_changes(tmp_path):
    (tmp_path / "real").mkdir()
    real = write(tmp_path / "real", OLD)
    link = tmp_path / "papers.bib"
    link.symlink_to("real/papers.bib")
    update(link, OLD, NEW)
    assert link.is_symlink()
    assert real.read_bytes() == NEW
    assert names(tmp_path) == ["papers.bib", "real"]


def test_other_names_of_the_file_are_warned_about(tmp_path):
    path = write(tmp_path, OLD)
    os.link(path, tmp_path / "other.bib")
    (note,) = update(path, OLD, NEW)
    assert "hard links" in note
    assert (tmp_path / "other.bib").read_bytes() == OLD


def test_the_remains_of_a_killed_process_are_used_up(tmp_path):
    path = write(tmp_path, OLD)
    (tmp_path / ".papers.bib.mialit-new").write_bytes(b"half")
    update(path, OLD, NEW)
    assert (path.read_bytes(), names(tmp_path)) == (NEW, ["papers.bib"])


def test_remains_that_are_a_link_are_not_followed(tmp_path):
    path = write(tmp_path, OLD)
    (tmp_path / "secret").write_bytes(b"keep")
    (tmp_path / ".papers.bib.mialit-new").symlink_to("secret")
    update(path, OLD, NEW)
    assert (tmp_path / "secret").read_bytes() == b"keep"


def test_a_folder_or_a_file_that_is_gone(tmp_path):
    for path in (tmp_path, tmp_path / "gone.bib"):
        with pytest.raises(FileProblem, match="is not a file or no longer exists"):
            update(path, OLD, NEW)


ONE = """
import os, sys; from pathlib import Path
from mialit.storage.atomic_write import update
from mialit.errors import FileProblem
path = Path(sys.argv[1])
if os.geteuid() == 0:  # root may write anything
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
try:
    update(path, path.read_bytes(), b"new")
except FileProblem as error:
    print(error); sys.exit(3)
"""


@pytest.fixture
def open_folder(tmp_path):
    """A folder that everybody can reach; pytest's own are for their owner alone."""
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.mark.parametrize("what", ["folder", "file"])
def test_what_cannot_be_written_stays(open_folder, what):
    path = write(open_folder, OLD)
    if what == "file":
        open_folder.chmod(0o777)
        path.chmod(0o444)
    else:
        path.chmod(0o666)
        open_folder.chmod(0o555)
    done = subprocess.run(
        [sys.executable, "-c", ONE, str(path)],
        capture_output=True,
        text=True,
        env=environment(),
        check=False,
        timeout=60,
    )
    open_folder.chmod(0o755)
    assert (done.returncode, done.stderr) == (3, "")
    reasons = {
        "file": "is read-only; nothing is written (chmod u+w allows it)",
        "folder": "cannot be written: Permission denied; nothing is changed",
    }
    assert done.stdout == f"{path}: {reasons[what]}\n"
    assert path.read_bytes() == OLD
    assert names(open_folder) == ["papers.bib"]


COUNT = """
import sys; from pathlib import Path
from mialit.storage.atomic_write import update
from mialit.errors import FileProblem
path = Path(sys.argv[1])
done = refused = 0
while done < int(sys.argv[2]):
    before = path.read_bytes()
    number = int(before.split()[0])
    try:
        update(path, before, b"%d %s\\n" % (number + 1, b"x" * 20000))
        done += 1
    except FileProblem:
        refused += 1
print(done, refused)
"""


def start(path, writes):
    return subprocess.Popen(
        [sys.executable, "-c", COUNT, str(path), str(writes)],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_writers_at_once_lose_nothing(tmp_path):
    path = write(tmp_path, b"0 " + b"x" * 20000 + b"\n")
    writers = [start(path, 40) for _ in range(4)]
    for writer in writers:
        out, err = writer.communicate(timeout=120)
        assert (writer.returncode, err) == (0, "")
        assert out.startswith("40 ")
    assert path.read_bytes().split()[0] == b"160"
    assert names(tmp_path) == ["papers.bib"]


def test_killed_at_any_point_during_200_writes(tmp_path):
    chance = random.Random(6)
    whole = b" " + b"x" * 20000 + b"\n"
    path = write(tmp_path, b"0" + whole)
    writes = seen = 0
    while writes < 200:
        writer = start(path, 10_000)
        deadline = time.monotonic() + 20
        while path.read_bytes() == b"%d" % seen + whole and time.monotonic() < deadline:
            time.sleep(0.001)
        time.sleep(chance.random() / 50)
        writer.send_signal(signal.SIGKILL)
        writer.communicate()
        content = path.read_bytes()
        number = int(content.split()[0])
        assert content == b"%d" % number + whole
        assert number > seen
        writes += number - seen
        seen = number
    assert set(names(tmp_path)) <= {"papers.bib", ".papers.bib.mialit-new"}
    update(path, path.read_bytes(), NEW)
    assert names(tmp_path) == ["papers.bib"]
