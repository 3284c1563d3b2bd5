"""Prints the lowest version that pyproject.toml allows of each dependency, as pip's constraints.

    python scripts/lowest.py > lowest.txt
    pip install -c lowest.txt '.[test]'

Those of the program, of the tests and of the extras that the tests name; what they need in turn pip
chooses. Without a lower bound a dependency cannot be tested at it: exits 1.
"""

import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_REQUIREMENT = re.compile(r"(?P<name>[\w.-]+)>=(?P<version>[\w.]+)")
_OWN_EXTRAS = re.compile(r"mialit\[(?P<extras>[\w,]+)\]")


def main() -> int:
    """Prints the constraints."""
    text = (Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8")
    project = tomllib.loads(text)["project"]
    for requirement in (*project["dependencies"], *_of_extra("test", project)):
        found = _REQUIREMENT.match(requirement)
        if found is None:
            print(f"{requirement}: has no lower bound", file=sys.stderr)
            return 1
        print(f"{found['name']}=={found['version']}")
    return 0


def _of_extra(name: str, project: dict[str, Any]) -> Iterator[str]:
    """What the extra *name* requires, with what the extras that it names require."""
    for requirement in project["optional-dependencies"][name]:
        named = _OWN_EXTRAS.fullmatch(requirement)
        if named is None:
            yield requirement
        else:
            for extra in named["extras"].split(","):
                yield from _of_extra(extra, project)


if __name__ == "__main__":
    sys.exit(main())
