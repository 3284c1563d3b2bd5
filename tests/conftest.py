"""Fixtures that several tests share."""

from pathlib import Path

import pytest


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder that is a repository's root, so that no file above it is asked."""
    (tmp_path / ".git").mkdir()
    return tmp_path
