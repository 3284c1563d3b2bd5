"""A question names bibliographies of one folder, and no other file of the machine."""

import os
import socket

import pytest

from door import write
from mialit.assistants.manuscripts import content
from mialit.errors import FileProblem, UsageProblem

SECRET = b"@misc{secret}"


@pytest.fixture
def inside(tmp_path):
    """A folder with bibliographies, beside others."""
    write(tmp_path, SECRET, "outside.bib")
    folder = tmp_path / "paper"
    (folder / "parts").mkdir(parents=True)
    write(folder, b"@misc{caf\xe9}", "refs.bib")
    write(folder / "parts", "@misc{part}", "More.BIB")
    write(folder, "\\addbibresource{../outside.bib}", "paper.tex")
    (folder / "folder.bib").mkdir()
    return folder


def test_a_file_below_the_folder_is_read_to_the_byte(inside):
    assert content(inside, "refs.bib") == b"@misc{caf\xe9}"
    assert content(inside, "parts/More.BIB") == b"@misc{part}"
    assert content(inside, "parts/../refs.bib") == b"@misc{caf\xe9}"
    assert content(inside, str(inside / "refs.bib")) == b"@misc{caf\xe9}"


@pytest.mark.parametrize(
    "name",
    [
        "../outside.bib",
        "{parent}/outside.bib",
        "parts/../../outside.bib",
        "~/outside.bib",
        "paper.tex",
        "refs.bib\0.tex",
        "gone.bib",
        "folder.bib",
        "",
        ".",
        "/etc/passwd",
        "x" * 5000 + ".bib",
        "file:refs.bib",
    ],
)
def test_no_other_file_is_read(inside, name):
    with pytest.raises((UsageProblem, FileProblem)):
        content(inside, name.format(parent=inside.parent))


def test_links_lead_nowhere_else(inside):
    (inside / "out.bib").symlink_to(inside.parent / "outside.bib")
    (inside / "away").symlink_to(inside.parent, target_is_directory=True)
    (inside / "circle.bib").symlink_to(inside / "circle.bib")
    (inside / "within.bib").symlink_to(inside / "refs.bib")
    for name in ("out.bib", "away/outside.bib", "circle.bib"):
        with pytest.raises((UsageProblem, FileProblem)):
            content(inside, name)
    assert content(inside, "within.bib") == b"@misc{caf\xe9}"


def test_what_is_no_file_is_not_waited_for(inside):
    os.mkfifo(inside / "pipe.bib")
    with pytest.raises(UsageProblem):
        content(inside, "pipe.bib")


@pytest.mark.posix
def test_a_socket_is_not_read(inside, monkeypatch):
    monkeypatch.chdir(inside)  # the name of a socket is short
    with socket.socket(socket.AF_UNIX) as made:
        made.bind("socket.bib")
        with pytest.raises(FileProblem):
            content(inside, "socket.bib")


def test_a_large_file_is_refused(inside):
    with (inside / "large.bib").open("wb") as file:
        file.truncate(5_000_001)
    with pytest.raises(UsageProblem):
        content(inside, "large.bib")


def test_without_a_folder_nothing_is_read():
    with pytest.raises(UsageProblem, match="--folder DIR"):
        content(None, "refs.bib")
