"""Where the cache and the configuration are, on each system by one rule."""

import sys
from pathlib import Path

import pytest

from mialit.storage import cache, configuration


def places(environment):
    return cache.folder(environment), configuration.place(environment).parent


@pytest.mark.parametrize("system", ["linux", "darwin", "win32"])
def test_the_variables_count_on_every_system(tmp_path, monkeypatch, system):
    monkeypatch.setattr(sys, "platform", system)
    one, two = tmp_path / "one", tmp_path / "two"
    stated = {"XDG_CACHE_HOME": str(one), "XDG_CONFIG_HOME": str(two)}
    assert places(stated) == (one / "mialit", two / "mialit")


@pytest.mark.parametrize("system", ["darwin", "win32"])
@pytest.mark.parametrize("stated", ["", "relative"])
def test_elsewhere_platformdirs_knows(monkeypatch, system, stated):
    monkeypatch.setattr(sys, "platform", system)
    for kind in ("cache", "config"):
        monkeypatch.setattr(
            f"platformdirs.user_{kind}_path",
            lambda name, appauthor, kind=kind: Path("/its own", kind, name, str(appauthor)),
        )
    where = places({"XDG_CACHE_HOME": stated, "XDG_CONFIG_HOME": stated})
    assert where == (Path("/its own/cache/mialit/False"), Path("/its own/config/mialit/False"))
