"""Where the program was installed from, as pip records it (PEP 610)."""

import json

import pytest

from mialit import __version__
from mialit.storage.origin import described, origin

PINNED = f"mialit=={__version__}"


@pytest.mark.parametrize(
    ("recorded", "expected"),
    [
        (None, (PINNED, True)),
        ({"url": "file:///home/a/mialit", "dir_info": {"editable": True}}, (PINNED, False)),
        (
            {
                "url": "https://example.org/a/mialit.git",
                "vcs_info": {"vcs": "git", "commit_id": "abc", "requested_revision": "v9"},
            },
            ("git+https://example.org/a/mialit.git@v9", True),
        ),
        (
            {
                "url": "https://example.org/a/mialit.git",
                "vcs_info": {"vcs": "git", "commit_id": "abc"},
            },
            ("git+https://example.org/a/mialit.git@abc", True),
        ),
        (
            {"url": "file:///a/m", "vcs_info": {"vcs": "git", "commit_id": "abc"}},
            (PINNED, False),
        ),
    ],
)
def test_origins(recorded, expected):
    assert tuple(described(None if recorded is None else json.dumps(recorded))) == expected


def test_this_program_has_one():
    assert origin().requirement.startswith(("mialit==", "git+"))
