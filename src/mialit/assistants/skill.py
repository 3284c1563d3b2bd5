"""The description that an assistant reads before it uses the program."""

from pathlib import Path

_FILE = Path(__file__).parent / "SKILL.md"


def text() -> str:
    """The text of SKILL.md."""
    return _FILE.read_text(encoding="utf-8")
