"""What the page says of its list: what it is, who keeps it, how to cite it, where to add to it."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from markupsafe import Markup

from mialit.citing.plain_reference import reference
from mialit.page.markdown_text import as_html
from mialit.records.model import Record
from mialit.render.bibtex_export import Chosen, Keep, export, own_fields
from mialit.text.normalize import clean_lines
from mialit.vocabulary.model import PageSettings, Vocabulary

# The entry by which a list is cited, and its record.
Cited = tuple[Record, Chosen]

# Languages that are written from right to left.
_LEFTWARDS = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"})
_MOST_DESCRIBED = 300  # characters of a description that others show with a link


class Link(NamedTuple):
    """A link of the page's head; `before` and `after` are the words around its text."""

    text: str
    address: str = ""
    before: str = ""
    after: str = ""


class HowToCite(NamedTuple):
    """How the list is cited; `bibtex` is "" where a text says it all."""

    text: str
    bibtex: str = ""


class Own(NamedTuple):
    """What the templates show; "", None and () for what the list does not say.

    `language` is that of the interface's words, and `written_in` that of the list's own texts, ""
    where it is the same. `facts` are how many papers it has, of which years and of which date.
    `shown_to_others` is what search engines and previews show of it.
    """

    title: str
    language: str
    written_in: str
    direction: str
    papers: str
    facts: str
    description: str
    shown_to_others: str
    links: Sequence[Link]
    introduction: Markup
    cite: HowToCite | None
    report: Link | None
    licence: Link | None


def own(
    records: Sequence[Record],
    vocabulary: Vocabulary,
    words: Mapping[str, str],
    cited: Cited | None,
) -> Own:
    """What the page of *records* says of them, in the *words* of the interface.

    *cited* is the entry by which the list is cited, if it is cited by one.
    """
    settings = vocabulary.page
    title = settings.title or vocabulary.title or words["about.title"]
    language = _language(settings)
    papers = _papers(len(records), words)
    facts = _facts(records, vocabulary, words)
    plain = ", ".join((papers, *facts))
    described = settings.description or f"{title}: {plain}"
    return Own(
        title=title,
        language=language,
        written_in=settings.language if settings.language != language else "",
        direction="rtl" if _main(language) in _LEFTWARDS else "ltr",
        papers=papers,
        facts="".join(f", {fact}" for fact in facts),
        description=settings.description,
        shown_to_others=described[:_MOST_DESCRIBED],
        links=tuple(_links(vocabulary, words)),
        introduction=as_html(settings.introduction) if settings.introduction else Markup(""),
        cite=_how_to_cite(vocabulary, cited),
        report=_report(vocabulary, words),
        licence=_around(words["about.licence"], "licence", settings.licence, settings.terms)
        if settings.licence
        else None,
    )


def _language(settings: PageSettings) -> str:
    """The language of the interface: the one that is stated, but of English words English."""
    stated = settings.language
    if stated and (settings.words or _main(stated) == "en"):
        return stated
    return "en"


def _main(language: str) -> str:
    return language.partition("-")[0].lower()


def _papers(count: int, words: Mapping[str, str]) -> str:
    """How many papers; the script says it anew where a language has more forms than two."""
    text = words["papers.one" if count == 1 else "papers.other"]
    return text.replace("{count}", f"{count:,}".replace(",", words["thousands"]))


def _facts(
    records: Sequence[Record], vocabulary: Vocabulary, words: Mapping[str, str]
) -> list[str]:
    years = [record.year for record in records if record.year]
    facts = []
    if years:
        first, last = min(years), max(years)
        facts.append(str(first) if first == last else f"{first}\N{EN DASH}{last}")
    if vocabulary.date:
        facts.append(words["about.date"].replace("{date}", vocabulary.date.isoformat()))
    return facts


def _links(vocabulary: Vocabulary, words: Mapping[str, str]) -> list[Link]:
    settings = vocabulary.page
    links = []
    if settings.maintainer:
        links.append(
            _around(words["about.kept"], "name", settings.maintainer, settings.contact),
        )
    for name, address in (
        ("about.homepage", settings.homepage),
        ("about.repository", settings.repository),
        ("about.add", settings.add),
    ):
        if address:
            links.append(Link(words[name], address))
    return links


def _report(vocabulary: Vocabulary, words: Mapping[str, str]) -> Link | None:
    """Whom to tell of a paper that is missing."""
    settings = vocabulary.page
    missing = f"{words['about.missing']} "
    if settings.add:
        return Link(words["about.add"], settings.add, missing)
    if settings.contact:
        return _around(
            f"{missing}{words['about.tell']}", "name", settings.maintainer, settings.contact
        )
    return (
        Link(words["about.repository"], settings.repository, missing)
        if settings.repository
        else None
    )


def _around(sentence: str, fact: str, text: str, address: str) -> Link:
    """The link *text* where *sentence* has its *fact*, else behind the sentence."""
    before, place, after = sentence.partition(f"{{{fact}}}")
    return Link(text, address, before if place else f"{before} ", after)


def _how_to_cite(vocabulary: Vocabulary, cited: Cited | None) -> HowToCite | None:
    if cited is None:
        return HowToCite(vocabulary.page.cite) if vocabulary.page.cite else None
    record, entry = cited
    exported = export([entry], Keep.CITING, own_fields(vocabulary))
    return HowToCite(reference(record), clean_lines(exported.text).strip())
