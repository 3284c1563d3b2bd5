"""Where this program was installed from, as a requirement that installs the same elsewhere."""

import json
from importlib.metadata import PackageNotFoundError, distribution
from typing import NamedTuple

from mialit import __version__

_NAME = "mialit"


class Origin(NamedTuple):
    """A requirement for pip, and whether it is certain that it can be had from there."""

    requirement: str
    is_certain: bool


def origin() -> Origin:
    """The requirement that installs this program: of a git repository, else of the package index.

    pip records where it took a package from (PEP 610, `direct_url.json`); a package from the
    index has no such record. Of a local folder nobody else can install.
    """
    try:
        recorded = distribution(_NAME).read_text("direct_url.json")
    except PackageNotFoundError:
        return Origin(f"{_NAME}=={__version__}", is_certain=False)
    return described(recorded)


def described(recorded: str | None) -> Origin:
    """The origin that *recorded*, a `direct_url.json`, describes; None is the package index."""
    pinned = f"{_NAME}=={__version__}"
    if recorded is None:
        return Origin(pinned, is_certain=True)
    about = json.loads(recorded)
    vcs = about.get("vcs_info", {})
    url = str(about.get("url", ""))
    if vcs.get("vcs") == "git" and url.startswith(("https://", "ssh://")) and "'" not in url:
        revision = vcs.get("requested_revision") or vcs.get("commit_id") or f"v{__version__}"
        return Origin(f"git+{url}@{revision}", is_certain=True)
    return Origin(pinned, is_certain=False)
