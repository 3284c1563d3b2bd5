"""Prints the lowest version that pyproject.toml allows of each dependency, as pip's constraints.

    python scripts/lowest.py > lowest.txt
    pip install -c lowest.txt '.[test]'

Those of the program and of the tests; what they need in turn pip chooses. Without a lower bound a
dependency cannot be tested at it: exits 1.
"""

import re
import sys
import tomllib
from pathlib import Path

_REQUIREMENT = re.compile(r"(?P<name>[\w.-]+)>=(?P<version>[\w.]+)")


def main() -> int:
    """Prints the constraints."""
    text = (Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8")
    project = tomllib.loads(text)["project"]
    for requirement in (*project["dependencies"], *project["optional-dependencies"]["test"]):
        found = _REQUIREMENT.match(requirement)
        if found is None:
            print(f"{requirement}: has no lower bound", file=sys.stderr)
            return 1
        print(f"{found['name']}=={found['version']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
