"""Which words are English: a word that is one has hardly been typed for another."""

from pathlib import Path

from mialit.search.stemming import stem


class English:
    """The words whose stems are in english.txt (its head names the source), read when needed."""

    def __init__(self) -> None:
        self._text = b""

    def __contains__(self, word: str) -> bool:
        if not self._text:
            self._text = Path(__file__).with_name("english.txt").read_bytes()
        # One search in the bytes takes less than making a set of them.
        return f"\n{stem(word)}\n".encode() in self._text
