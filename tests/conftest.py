"""Fixtures that several tests share, and the guard that no run changes the project's files."""

import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from door import ROOT, project_files

# How long an example takes says nothing on a busy machine; pytest-timeout ends what hangs.
settings.register_profile("mialit", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("mialit")

_BEFORE = pytest.StashKey[dict[str, bytes | None]]()
_CHANGED = pytest.StashKey[list[str]]()


# What only POSIX systems have or do, by the names that a test's own lines call it by.
_POSIX = (
    "os.fork", "mkfifo", "umask", "chmod", "chown", "S_IMODE", "st_mode", "symlink", "/dev/",
    "/proc", "SIGKILL", "SIGINT", "fcntl", "posix_spawn",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skips on Windows what is marked `posix`, or calls what only POSIX systems have."""
    if sys.platform != "win32":
        return
    for item in items:
        function = getattr(item, "function", None)
        text = inspect.getsource(inspect.unwrap(function)) if function else ""
        called = [name for name in _POSIX if name in text]
        if called or item.get_closest_marker("posix"):
            reason = f"of POSIX systems: {', '.join(called) or 'marked so'}"
            item.add_marker(pytest.mark.skip(reason=reason))


def _contents() -> dict[str, bytes | None]:
    def content(path: Path) -> bytes | None:
        try:
            return path.read_bytes()
        except OSError:
            return None

    return {name: content(ROOT / name) for name in project_files()}


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")  # of pytest-xdist, whose controller guards for all


def pytest_sessionstart(session: pytest.Session) -> None:
    """Remembers the project's files as they are."""
    if not _is_worker(session.config):
        session.config.stash[_BEFORE] = _contents()


@pytest.hookimpl(wrapper=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> Iterator[None]:
    """Fails a run in which one of the project's files has changed: tests write to copies."""
    before = session.config.stash.get(_BEFORE, None)
    if before is not None:
        after = _contents()
        changed = [name for name in before | after if before.get(name) != after.get(name)]
        session.config.stash[_CHANGED] = sorted(changed)
        if changed:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
    return (yield)


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Names what has changed."""
    for name in config.stash.get(_CHANGED, ()):
        terminalreporter.write_line(f"CHANGED by the tests: {name}", red=True)


@pytest.fixture(scope="session", autouse=True)
def _folders_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test sees the cache or the configuration of whoever runs it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        patch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("configuration")))
        yield


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder that is a repository's root, so that no file above it is asked."""
    (tmp_path / ".git").mkdir()
    return tmp_path


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A person's library without a vocabulary beside it (library.py), to read: copy it to write."""
    from library import library as text  # which a copy of this module may stand without

    folder = tmp_path_factory.mktemp("library")
    (folder / ".git").mkdir()
    bib = folder / "refs.bib"
    bib.write_text(text(), encoding="utf-8")
    return bib
