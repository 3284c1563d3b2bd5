"""Whether two records are the same paper."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from mialit.records import identifiers
from mialit.records.model import Record
from mialit.text.normalize import fold, squash
from mialit.text.similarity import likeness

_NEAR = 0.85  # likeness of two titles that one hand may have written
_NEAR_ALONE = 0.93  # the same where no author is known to confirm it
_YEARS_APART = 3  # a preprint and its publication
_TELLING_WORDS = 4  # fewer words ("Introduction") are the title of many papers


class Verdict(StrEnum):
    """Whether two records are the same paper."""

    SAME = "same"
    PERHAPS = "perhaps"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class _Paper:
    """What of a record tells a paper: normal forms, "" or () where it has none.

    `titles` are squashed, the present one first; `words` are those of the title, folded;
    `families` are the authors' family names, folded.
    """

    doi: str
    arxiv: str
    titles: tuple[str, ...]
    words: tuple[str, ...]
    main: str
    families: tuple[str, ...]
    year: int | None


class Known:
    """Records in an index, to ask of many others whether they are among them.

        known = Known(records)
        known.find(record) -> [(the same paper, Verdict.SAME), ...]

    A record that is itself among *records* is not found as its own double.
    """

    def __init__(self, records: Iterable[Record] = ()) -> None:
        self._records: list[Record] = []
        self._papers: list[_Paper] = []
        self._exact: dict[str, list[int]] = defaultdict(list)
        self._by_first: dict[str, list[int]] = defaultdict(list)
        self._by_author: dict[str, list[int]] = defaultdict(list)
        self._by_word: dict[str, list[int]] = defaultdict(list)
        self._without_author = False
        for record in records:
            self.add(record)

    def add(self, record: Record) -> None:
        """Makes *record* one of those that are found from now on."""
        number = len(self._records)
        paper = _paper(record)
        self._records.append(record)
        self._papers.append(paper)
        for sign in _signs(paper):
            self._exact[sign].append(number)
        self._without_author = self._without_author or not paper.families
        for family in paper.families[:1]:
            self._by_first[family].append(number)
        for family in set(paper.families):
            self._by_author[family].append(number)
        for word in set(paper.words):
            self._by_word[word].append(number)

    def find(self, record: Record) -> list[tuple[Record, Verdict]]:
        """The records that are, or may be, the paper of *record*; the surest first."""
        asked = _paper(record)
        numbers = {number for sign in _signs(asked) for number in self._exact.get(sign, ())}
        for family in asked.families:
            numbers.update(self._by_first.get(family, ()))
        for family in asked.families[:1]:
            numbers.update(self._by_author.get(family, ()))
        if not asked.families or self._without_author:
            numbers.update(self._sharing_words(asked))
        found = [
            (self._records[number], verdict)
            for number in sorted(numbers)
            if self._records[number] is not record
            and (verdict := _compare(asked, self._papers[number])) is not Verdict.DIFFERENT
        ]
        return sorted(found, key=lambda pair: pair[1] is not Verdict.SAME)

    def _sharing_words(self, asked: _Paper) -> set[int]:
        """Records that share most words of the title, where an author is missing on a side."""
        shared: dict[int, int] = defaultdict(int)
        for word in set(asked.words):
            for number in self._by_word.get(word, ()):
                if not (asked.families and self._papers[number].families):
                    shared[number] += 1
        return {number for number, count in shared.items() if count * 2 > len(set(asked.words))}


def compare(a: Record, b: Record) -> Verdict:
    """Whether *a* and *b* are the same paper.

    Same: one DOI or arXiv identifier, or one title (also an earlier one) and the first author
    of one among the authors of the other. A title of four words or more does without an author
    where one of the two names none. Perhaps: a near title or the same title with less to
    confirm it, or one title under identifiers that differ (a paper and its longer version).
    """
    return _compare(_paper(a), _paper(b))


def find(record: Record, records: Sequence[Record]) -> list[tuple[Record, Verdict]]:
    """Those of *records* that are, or may be, the paper of *record*; the surest first.

    For many questions to the same records make one `Known` of them.
    """
    return Known(records).find(record)


def _compare(a: _Paper, b: _Paper) -> Verdict:
    if (a.doi and a.doi == b.doi) or (a.arxiv and a.arxiv == b.arxiv):
        return Verdict.SAME
    against = bool(a.doi and b.doi) or bool(a.arxiv and b.arxiv)
    authors_known = bool(a.families and b.families)
    common = bool(authors_known and (a.families[0] in b.families or b.families[0] in a.families))
    if authors_known and not common:
        return Verdict.DIFFERENT
    if set(a.titles) & set(b.titles):
        sure = common or min(len(a.words), len(b.words)) >= _TELLING_WORDS
        return Verdict.SAME if sure and not against else Verdict.PERHAPS
    if against or not _years_near(a, b):
        return Verdict.DIFFERENT
    return Verdict.PERHAPS if _titles_near(a, b, common=common) else Verdict.DIFFERENT


def _years_near(a: _Paper, b: _Paper) -> bool:
    return a.year is None or b.year is None or abs(a.year - b.year) <= _YEARS_APART


def _titles_near(a: _Paper, b: _Paper, *, common: bool) -> bool:
    least = _NEAR if common else _NEAR_ALONE
    if common and a.main and a.main == b.main:
        return True
    return any(likeness(one, other, least) >= least for one in a.titles for other in b.titles)


def _signs(paper: _Paper) -> list[str]:
    """What two records that have one of them in common may be the same paper by."""
    signs = [f"title:{title}" for title in paper.titles]
    if paper.doi:
        signs.append(f"doi:{paper.doi}")
    if paper.arxiv:
        signs.append(f"arxiv:{paper.arxiv}")
    return signs


def _paper(record: Record) -> _Paper:
    doi = identifiers.doi(record.doi) if record.doi else None
    stated = (record.eprint, record.doi, record.url)
    arxiv = next((found for text in stated if text and (found := identifiers.arxiv(text))), None)
    if doi is None and record.url:
        doi = identifiers.doi(record.url)
    if doi and doi.startswith("10.48550/"):  # arXiv's own, which says nothing besides its number
        doi = None
    earlier = record.values.get("formerly", ())
    titles = dict.fromkeys(filter(None, map(squash, (record.title, *earlier))))
    main = record.title.partition(":")[0]
    words = tuple(fold(record.title).split())
    families = (squash(author.partition(",")[0]) for author in record.authors)
    return _Paper(
        doi=doi or "",
        arxiv=arxiv or "",
        titles=tuple(titles),
        words=words,
        main=squash(main) if len(main.split()) > 2 else "",
        families=tuple(family for family in families if family and family != "others"),
        year=record.year,
    )
