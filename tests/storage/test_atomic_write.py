"""Writing a file: the old one or the new one, whole."""

import os
import stat

import pytest

from mialit.errors import FileProblem
from mialit.storage.atomic_write import replace, write_new


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_new_file(tmp_path):
    write_new(tmp_path / "new", b"data\r\n\xff", inputs=[], force=False)
    assert (tmp_path / "new").read_bytes() == b"data\r\n\xff"
    assert names(tmp_path) == ["new"]


@pytest.mark.parametrize("force", [False, True])
def test_an_existing_one(tmp_path, force):
    path = tmp_path / "old"
    path.write_text("old")
    if force:
        write_new(path, b"new", inputs=[tmp_path / "other"], force=True)
    else:
        with pytest.raises(FileProblem, match="--force"):
            write_new(path, b"new", inputs=[], force=False)
    assert path.read_text() == ("new" if force else "old")


@pytest.mark.parametrize("way", [os.link, os.symlink])
def test_the_input_under_another_name(tmp_path, way):
    source, other = tmp_path / "in", tmp_path / "out"
    source.write_text("in")
    way(source, other)
    with pytest.raises(FileProblem):
        write_new(other, b"new", inputs=[source], force=True)
    assert source.read_text() == "in"


def test_a_folder(tmp_path):
    with pytest.raises(FileProblem, match="folder"):
        write_new(tmp_path, b"", inputs=[], force=True)


def test_the_mode_and_the_link_are_kept(tmp_path):
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_text("old")
    real.chmod(0o604)
    link.symlink_to(real)
    replace(link, b"new")
    assert link.is_symlink()
    assert (real.read_text(), stat.S_IMODE(real.stat().st_mode)) == ("new", 0o604)


def test_a_very_long_name(tmp_path):
    replace(tmp_path / ("x" * 250), b"new")
    assert (tmp_path / ("x" * 250)).read_bytes() == b"new"
    with pytest.raises(FileProblem):
        write_new(tmp_path / ("x" * 300), b"new", inputs=[], force=False)
