"""Whether two records are the same paper."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from mialit.bibtex.field_names import VOLUMES
from mialit.records.identity import (
    NEAR,
    TELLING_WORDS,
    Titles,
    arxiv_of,
    doi_of,
    families_of,
    titles_of,
)
from mialit.records.model import Record
from mialit.text.normalize import fold, squash
from mialit.text.similarity import likeness

_NEAR_ALONE = 0.93  # the same where no author is known to confirm it
_YEARS_APART = 3  # a preprint and its publication
_MOST = 60  # records with one key that are compared with another one
_COMMON_WORDS = frozenset(
    {"a", "an", "and", "against", "are", "as", "at", "by", "for", "from", "in", "is", "it", "its"}
    | {"of", "on", "or", "the", "to", "towards", "under", "using", "via", "with", "without"}
)
_Index = defaultdict[str, list[int]]


class Verdict(StrEnum):
    """Whether two records are the same paper."""

    SAME = "same"
    PERHAPS = "perhaps"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class _Paper:
    """What of a record tells a paper: normal forms, "" or () where it has none.

    `titles` are squashed, the present one first; `words` are those of the title, folded;
    `families` are the authors' family names, folded; `code` its repositories, `url` its address.
    """

    doi: str
    arxiv: str
    titles: tuple[str, ...]
    words: tuple[str, ...]
    main: str
    families: tuple[str, ...]
    year: int | None
    is_volume: bool
    is_preprint: bool
    code: frozenset[str]
    url: str


class Known:
    """Records in an index, to ask of many others whether they are among them.

        known = Known(records)
        known.find(record) -> [(the same paper, Verdict.SAME), ...]

    A record that is itself among *records* is not found as its own duplicate. A question takes
    the same time however many records there are: of those that share an identifier, a title, an
    author or a word with very many others, only the first `_MOST` are compared.
    """

    def __init__(self, records: Iterable[Record] = ()) -> None:
        self._records: list[Record] = []
        self._papers: list[_Paper] = []
        self._last: tuple[Record, _Paper] | None = None
        # Numbers of records by what two records of one paper have in common.
        self._exact: _Index = defaultdict(list)
        self._by_first_author: _Index = defaultdict(list)
        self._by_author: _Index = defaultdict(list)
        self._by_words: _Index = defaultdict(list)
        self._by_words_without_author: _Index = defaultdict(list)
        for record in records:
            self.add(record)

    def add(self, record: Record) -> None:
        """Makes *record* one of those that are found from now on."""
        number = len(self._records)
        paper = self._paper(record)
        self._records.append(record)
        self._papers.append(paper)
        _enter(self._exact, _exact_keys(paper), number)
        _enter(self._by_first_author, paper.families[:1], number)
        _enter(self._by_author, set(paper.families), number)
        keys = _word_keys(paper)
        _enter(self._by_words, keys, number)
        if not paper.families:
            _enter(self._by_words_without_author, keys, number)

    def find(self, record: Record) -> list[tuple[Record, Verdict]]:
        """The records that are, or may be, the paper of *record*; the surest first."""
        asked = self._paper(record)
        found = [
            (self._records[number], verdict)
            for number in sorted(self._candidates(asked))
            if self._records[number] is not record
            and (verdict := _compare(asked, self._papers[number])) is not Verdict.DIFFERENT
        ]
        return sorted(found, key=lambda pair: pair[1] is not Verdict.SAME)

    def _paper(self, record: Record) -> _Paper:
        """What tells *record*, kept until the next: whoever is asked for is mostly added then."""
        if self._last is None or self._last[0] is not record:
            self._last = record, _paper(record)
        return self._last[1]

    def _candidates(self, asked: _Paper) -> set[int]:
        """Numbers of the records to compare with *asked*."""
        numbers: set[int] = set()
        for key in _exact_keys(asked):
            numbers.update(self._exact.get(key, ())[:_MOST])
        if not asked.families:
            return numbers | _sharing_words(asked, self._by_words)
        numbers |= _sharing_words(asked, self._by_words_without_author)
        of_author = [self._by_first_author.get(family, ()) for family in asked.families]
        of_author.append(self._by_author.get(asked.families[0], ()))
        for bucket in of_author:
            if len(bucket) <= _MOST:
                numbers.update(bucket)
        if any(len(bucket) > _MOST for bucket in of_author):
            numbers |= _sharing_words(asked, self._by_words)
        return numbers


def _enter(index: _Index, keys: Iterable[str], number: int) -> None:
    """Enters *number* under *keys*; one more than are compared shows that a bucket is too full."""
    for key in keys:
        bucket = index[key]
        if len(bucket) <= _MOST:
            bucket.append(number)


def _sharing_words(asked: _Paper, index: _Index) -> set[int]:
    """At most `_MOST` numbers in *index* that share words with the title; rare words first."""
    numbers: set[int] = set()
    for bucket in sorted((index[key] for key in _word_keys(asked) if key in index), key=len):
        numbers.update(bucket[: _MOST - len(numbers)])
    return numbers


def _word_keys(paper: _Paper) -> Iterable[str]:
    """The words of the title and its pairs of neighbours, of which near titles share some."""
    return dict.fromkeys((*paper.words, *map(" ".join, pairwise(paper.words))))


def compare(a: Record, b: Record) -> Verdict:
    """Whether *a* and *b* are the same paper.

    Same: one DOI or arXiv identifier, or one title (also an earlier one) and the first author
    of one among the authors of the other. A title of four words or more does without an author
    where one of the two names none, and so does any title with one address. Perhaps: a near title
    or the same title with less to confirm it, one title under identifiers that differ (a paper and
    its longer version), or titles that share half their words where the code is one, or the authors
    are and one of the two is a preprint (a paper that changed its title).
    Proceedings are never the same as a paper without a common identifier.
    """
    return _compare(_paper(a), _paper(b))


def alike(a: Record, b: Record) -> Titles:
    """How alike the titles of *a* and *b* are, earlier ones included, whoever wrote them."""
    one, other = _paper(a), _paper(b)
    if any(title in other.titles for title in one.titles):
        telling = min(len(one.words), len(other.words)) >= TELLING_WORDS
        return Titles.EQUAL if telling else Titles.SHORT
    if _titles_near(one, other, common=True):
        return Titles.NEAR
    return Titles.RELATED if _titles_related(one, other) else Titles.DIFFERENT


def _compare(a: _Paper, b: _Paper) -> Verdict:
    if (a.doi and a.doi == b.doi) or (a.arxiv and a.arxiv == b.arxiv):
        return Verdict.SAME
    against = bool(a.doi and b.doi) or bool(a.arxiv and b.arxiv)
    if a.is_volume is not b.is_volume:
        return Verdict.DIFFERENT
    authors_known = bool(a.families and b.families)
    common = bool(authors_known and (a.families[0] in b.families or b.families[0] in a.families))
    if authors_known and not common:
        return Verdict.DIFFERENT
    if any(title in b.titles for title in a.titles):
        one_address = bool(a.url) and a.url == b.url
        sure = common or one_address or min(len(a.words), len(b.words)) >= TELLING_WORDS
        return Verdict.SAME if sure and not against else Verdict.PERHAPS
    apart = 0 if a.year is None or b.year is None else abs(a.year - b.year)
    if against or apart > _YEARS_APART:
        return Verdict.DIFFERENT
    one_team = len(a.families) > 1 and a.families == b.families
    retitled = one_team and a.is_preprint is not b.is_preprint
    related = (retitled or not a.code.isdisjoint(b.code)) and _titles_related(a, b)
    return Verdict.PERHAPS if related or _titles_near(a, b, common=common) else Verdict.DIFFERENT


def _titles_related(a: _Paper, b: _Paper) -> bool:
    """Whether the titles share half the telling words of the shorter one, and two at least."""
    one, other = (set(paper.words) - _COMMON_WORDS for paper in (a, b))
    shared = len(one & other)
    return shared >= 2 and shared * 2 >= min(len(one), len(other))


def _titles_near(a: _Paper, b: _Paper, *, common: bool) -> bool:
    least = NEAR if common else _NEAR_ALONE
    if common and a.main and a.main == b.main:
        return True
    return any(
        likeness(one, other, least) >= least
        for one in a.titles
        for other in b.titles
        # Each letter that one title has more than the other is a difference.
        if len(one) >= least * len(other) and len(other) >= least * len(one)
    )


def _exact_keys(paper: _Paper) -> list[str]:
    """What two records have in common that are the same paper, whatever else they say."""
    stated = [("doi", paper.doi), ("arxiv", paper.arxiv)]
    stated += [("title", title) for title in paper.titles]
    stated += [("code", address) for address in sorted(paper.code)]
    return [f"{name}:{text}" for name, text in stated if text]


def _paper(record: Record) -> _Paper:
    main = record.title.partition(":")[0]
    words = tuple(fold(record.title).split())
    return _Paper(
        doi=doi_of(record) or "",
        # A note that names another paper would make the two one.
        arxiv=arxiv_of(record, remarks=False) or "",
        titles=tuple(dict.fromkeys(titles_of(record))),
        words=words,
        main=squash(main) if len(main.split()) > 2 else "",
        families=families_of(record),
        year=record.year,
        is_volume=record.type in VOLUMES,
        is_preprint=record.preprint,
        code=frozenset(
            address.casefold().rstrip("/").removesuffix(".git").partition("://")[2]
            for address in record.values.get("code", ())
        ),
        url=record.url or "",
    )
