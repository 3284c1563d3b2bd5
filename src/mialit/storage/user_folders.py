"""The folders in which a user's system keeps what programs store and what they are told."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Literal


def user_folder(kind: Literal["cache", "config"], environment: Mapping[str, str]) -> Path:
    """The program's folder of that *kind*, whether it exists or not, by the system's own rules.

    XDG_CACHE_HOME and XDG_CONFIG_HOME count on every system where they name an absolute path. On
    Linux the rest of the XDG base directory specification is one line: importing platformdirs for
    it would cost a quarter of what a whole start may (docs/performance.md).
    """
    stated = environment.get(f"XDG_{kind.upper()}_HOME", "")
    if os.path.isabs(stated):  # noqa: PTH117  # every start passes here
        return Path(stated, "mialit")
    if sys.platform == "linux":
        return Path(f"~/.{kind}").expanduser() / "mialit"
    from platformdirs import user_cache_path, user_config_path

    of_kind = user_cache_path if kind == "cache" else user_config_path
    return of_kind("mialit", appauthor=False)
