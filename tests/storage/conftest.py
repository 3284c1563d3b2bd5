"""What tests of the cache share: its folder, and what is read although it is there."""

import pytest

from mialit.bibtex import reader as bibtex


@pytest.fixture
def place(tmp_path):
    return tmp_path / "cache"


@pytest.fixture
def parsed(monkeypatch):
    """The names of the files parsed, one for each time."""
    names = []
    read = bibtex.read

    def reading(data, name):
        names.append(name)
        return read(data, name)

    monkeypatch.setattr(bibtex, "read", reading)
    return names
