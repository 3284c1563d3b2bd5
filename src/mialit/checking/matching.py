"""Which listed paper an entry of a manuscript is: by identifiers, else by title and people.

Neither a title alone makes an entry a listed paper nor an identifier alone: title and people,
identifier and people, or identifier and title have to name it. Where they name two papers, it is
the one for which more speaks. A title of four words and more that is the same letter for letter,
by nobody of the paper's people, is the paper's only where venue and year are the same as well, or
where its people are those of another listed paper; else it is another paper. A near title has to
be by the same people, at the same time.
"""

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping
from functools import cached_property

from mialit.checking.base import Pair
from mialit.records import people
from mialit.records.identity import (
    NEAR,
    TELLING_WORDS,
    Titles,
    arxiv_of,
    doi_of,
    families_of,
    is_preprint,
    people_of,
    titles_of,
    whole_title,
)
from mialit.records.model import Record
from mialit.text.normalize import fold, squash

# What speaks for a paper. Of two papers that an entry may be, it is the one with more.
_FOR_TITLE = 0.5  # for each degree of `Titles`
_FEW_WORDS = 2  # which many titles have in common
_WORDS_APART = 2  # in the titles of one venue and year
_MOST_WORDS = 60  # of a title that is compared word by word
_FOR_PEOPLE = 2.0  # all of them
_FOR_IDENTIFIER = 1.5
_HALF = 0.5
_TEAM = 2 / 3  # how many of the people have to be the same where the title is but near
# Of all letters, those that near titles may not have in common; a little more, since it is rounded.
_LETTERS_APART = 1 - NEAR + 0.01
_MOST = 60  # papers that an entry is compared with
_MANY = 2_000  # papers of people, and each as often as they wrote it together, that are counted
_RARE_WORDS = 6  # of a title, by which papers are found where people wrote very many
_FEW = 8  # papers that share the most of them
_YEARS_APART = 1  # of such a title
# Works of which a paper is often a part, under its title.
_OTHER_WORKS = frozenset(
    {"phdthesis", "mastersthesis", "thesis", "book", "mvbook", "collection", "mvcollection"}
    | {"proceedings", "mvproceedings", "conference-proceedings", "periodical"}
)


class Listed:
    """The papers of a list in an index.

        listed = Listed(papers)
        listed.pair(entry) -> Pair, or None where the list does not know the entry's paper

    A question takes the same time however many papers there are.
    """

    def __init__(self, papers: Iterable[Record]) -> None:
        self.papers = list(papers)
        self._by_doi: dict[str, int] = {}
        self._by_arxiv: dict[str, int] = {}
        self._by_title: dict[str, list[int]] = defaultdict(list)
        for number, paper in enumerate(self.papers):
            if identifier := doi_of(paper):
                self._by_doi.setdefault(identifier, number)
            if identifier := arxiv_of(paper):
                self._by_arxiv.setdefault(identifier, number)
            for title in titles_of(paper):
                self._by_title[title].append(number)

    def pair(self, entry: Record) -> Pair | None:
        """*entry* with the listed paper that it is; None where the list knows no such paper.

        `Pair.paper` is None where the entry is no listed paper and carries the identifier of one.
        A title counts with its subtitle, or else without.
        """
        fields = entry.raw
        if fields.get("subtitle"):
            rest = {name: text for name, text in fields.items() if name != "subtitle"}
            found = self._pair(entry._replace(title=whole_title(entry), rest=rest))
            if found and found.paper:
                return found._replace(entry=entry)
        return self._pair(entry)

    def _pair(self, entry: Record) -> Pair | None:
        identified = self._identified(entry)
        titled = [at for title in titles_of(entry) for at in self._by_title.get(title, ())]
        if len(titled) > _MOST:
            people_too = {*self._sharing_people(entry)}
            titled = [at for at in titled if at in people_too][:_MOST]
        number = self._named(entry, dict.fromkeys((*titled, *identified.values())), identified)
        if number is None:
            number = self._near(entry, identified)
        others = tuple((field, self.papers[at]) for field, at in identified.items() if at != number)
        if number is None and not others:
            return None
        return Pair(entry, None if number is None else self.papers[number], others)

    def _identified(self, entry: Record) -> dict[str, int]:
        """The papers that the identifiers of *entry* name, by the field that names them."""
        found = {}
        if (identifier := doi_of(entry)) and identifier in self._by_doi:
            found["doi"] = self._by_doi[identifier]
        if (identifier := arxiv_of(entry)) and identifier in self._by_arxiv:
            found["eprint"] = self._by_arxiv[identifier]
        return found

    def _named(
        self, entry: Record, candidates: Iterable[int], identified: Mapping[str, int]
    ) -> int | None:
        """The one of *candidates* for which most speaks, None where nothing says enough."""
        best = 0.0
        named = None
        for number in candidates:
            identifiers = sum(each == number for each in identified.values())
            speaks = self._speaks(entry, self.papers[number], identifiers)
            if speaks > best:
                best, named = speaks, number
        return named

    def _speaks(self, entry: Record, paper: Record, identifiers: int) -> float:
        """How much says that *entry* is *paper*; 0 where it is not enough.

        *identifiers* is how many of the entry's are the paper's.
        """
        title = _alike(entry, paper)
        share = _share(entry, paper)
        if identifiers:
            enough = title >= Titles.NEAR or (share or 0) >= _HALF
        elif entry.type in _OTHER_WORKS and entry.type != paper.type:
            enough = False
        elif share:
            enough = title == Titles.EQUAL or (title == Titles.SHORT and share >= _HALF)
        else:
            enough = title == Titles.EQUAL and self._is_confirmed(entry, paper)
        if not enough:
            return 0.0
        sums = _FOR_TITLE * title + _FOR_PEOPLE * (share or 0)
        return sums + _FOR_IDENTIFIER * identifiers

    def _is_confirmed(self, entry: Record, paper: Record) -> bool:
        """Whether an entry with the title of *paper* and none of its people is still meant as it.

        It is not where an identifier says that it is something else.
        """
        if _against(entry, paper):
            return False
        if _one_place(entry, paper) and entry.year == paper.year:
            return True
        families = families_of(entry)
        return len(families) > 1 and families in self._teams

    @cached_property
    def _teams(self) -> frozenset[tuple[str, ...]]:
        """Who wrote the papers."""
        return frozenset(map(families_of, self.papers))

    @cached_property
    def _by_family(self) -> Mapping[str, list[int]]:
        index: dict[str, list[int]] = defaultdict(list)
        for number, paper in enumerate(self.papers):
            for family in dict.fromkeys(families_of(paper)):
                index[family].append(number)
        return index

    def _near(self, entry: Record, identified: Mapping[str, int]) -> int | None:
        """The paper of which *entry* has the people and, but for a typo, the title.

        Identifiers of other papers, *identified*, do not speak against it.
        """
        if entry.type in _OTHER_WORKS or not entry.title:
            return None
        for number in self._sharing_people(entry):
            paper = self.papers[number]
            if _one_time(entry, paper) and _is_near(entry, paper, identified):
                return number
        return None

    def _sharing_people(self, entry: Record) -> list[int]:
        """Papers by two thirds of the people of *entry*; of very many those with its rare words."""
        families = dict.fromkeys(families_of(entry))
        buckets = [self._by_family.get(family, ()) for family in families]
        if sum(map(len, buckets)) <= _MANY:
            shared = Counter(at for bucket in buckets for at in bucket)
            few = _TEAM * len(families)
            found = [at for at, count in shared.items() if count >= few]
            if len(found) <= _MOST:
                return found
        words = {*fold(entry.title).split()}
        rare = sorted((self._by_word.get(word, ()) for word in words), key=len)[:_RARE_WORDS]
        alike = Counter(at for bucket in rare for at in bucket[:_MOST])
        return [at for at, _ in alike.most_common(_FEW)]

    @cached_property
    def _by_word(self) -> Mapping[str, list[int]]:
        index: dict[str, list[int]] = defaultdict(list)
        for number, paper in enumerate(self.papers):
            for word in {*fold(paper.title).split()}:
                index[word].append(number)
        return index


def _one_time(entry: Record, paper: Record) -> bool:
    """Whether a list of people and a year of *entry* may be those of *paper*."""
    authors, complete = people_of(entry)
    if complete and len(authors) < _TEAM * len(paper.authors):
        return False
    if entry.year is None:
        return True
    apart = min((abs(entry.year - year) for year in years_of(paper)), default=0)
    return apart <= _YEARS_APART


def _is_near(entry: Record, paper: Record, identified: Container[str]) -> bool:
    """Whether people and a near title say that *entry* is *paper*, of one time with it."""
    apart = _words_apart(entry, paper)
    may_be_near = _may_be_near(entry, paper)
    if apart > _WORDS_APART and not may_be_near:
        return False
    share = _share(entry, paper) or 0
    if share < _TEAM or _against(entry, paper, identified):
        return False
    if may_be_near and _alike(entry, paper) >= Titles.NEAR:
        return True
    if share < 1:
        return False
    if _one_place(entry, paper) and entry.year == paper.year:
        return apart <= _WORDS_APART
    return apart <= 1 and people_of(entry)[1]


def _may_be_near(entry: Record, paper: Record) -> bool:
    """Whether titles have enough letters in common for them to be near, or one begins the other.

    Most have not, and measuring how near titles are takes a module that is slow to load. Of one
    venue and year those are near, too, that are the same up to a colon.
    """
    said = squash(entry.title)
    for title in titles_of(paper):
        more, less = Counter(said) - Counter(title), Counter(title) - Counter(said)
        apart = max(more.total(), less.total())
        if apart <= _LETTERS_APART * max(len(said), len(title)):
            return True
    one, other = (squash(each.title.partition(":")[0]) for each in (entry, paper))
    if one != other:
        return False
    whole = squash(paper.title)
    return said == one or whole == other or (_one_place(entry, paper) and entry.year == paper.year)


def _one_place(entry: Record, paper: Record) -> bool:
    """Whether both name one venue, which is no preprint server."""
    return bool(entry.venue) and entry.venue == paper.venue and not is_preprint(entry)


def _words_apart(entry: Record, paper: Record) -> int:
    """How many words of the longer title are not in the other one, in order.

    Of titles that have less than three words in common, or not half of them, it is all.
    """
    one, other = ([*filter(None, map(squash, each.title.split()))] for each in (entry, paper))
    longer = max(len(one), len(other))
    if longer > _MOST_WORDS or abs(len(one) - len(other)) > _WORDS_APART:
        return longer
    row = [0] * (len(other) + 1)  # the longest common sequence, word by word
    for word in one:
        before = 0
        for number, each in enumerate(other, 1):
            before, row[number] = (
                row[number],
                (before + 1 if word == each else max(row[number], row[number - 1])),
            )
    common = row[-1]
    return longer - common if common > _FEW_WORDS and 2 * common >= longer else longer


def _alike(entry: Record, paper: Record) -> Titles:
    """How alike the titles are.

    Most are equal, which takes no more than looking.
    """
    if not set(titles_of(entry)).isdisjoint(titles_of(paper)):
        shorter = min(len(fold(each.title).split()) for each in (entry, paper))
        return Titles.EQUAL if shorter >= TELLING_WORDS else Titles.SHORT
    from mialit.curation.duplicates import alike

    return alike(entry, paper)


def years_of(paper: Record) -> list[int]:
    """The years in which *paper* appeared: published, and released for the first time."""
    years = [paper.year] if paper.year is not None else []
    if paper.released:
        years.append(int(paper.released[:4]))
    return years


def _share(entry: Record, paper: Record) -> float | None:
    """How many of all people of the two are in both; None where one names nobody.

    Of a list that ends in "and others" those it names count.
    """
    authors, complete = people_of(entry)
    if not authors or not paper.authors:
        return None
    common = people.common(authors, paper.authors)
    return common / (max(len(authors), len(paper.authors)) if complete else len(authors))


def _against(entry: Record, paper: Record, besides: Container[str] = ()) -> bool:
    """Whether an identifier, but for those of the fields *besides*, says that the two differ."""
    for field, identifier_of in (("doi", doi_of), ("eprint", arxiv_of)):
        one, other = identifier_of(entry), identifier_of(paper)
        if field not in besides and one and other and one != other:
            return True
    return False
