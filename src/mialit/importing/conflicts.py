"""Whether two statements about one paper agree: its facts, and how each of them is compared."""

from collections.abc import Mapping

from mialit.records.identifiers import arxiv, doi, without_tracking
from mialit.records.model import Record
from mialit.text.normalize import fold, squash
from mialit.vocabulary.model import Vocabulary

# Fields besides the record's own in which a difference is one of facts and not of wording.
_FACTS = ("month", "volume", "number", "pages")


def facts(record: Record, vocabulary: Vocabulary) -> dict[str, str]:
    """What *record* states, as a person reads it, by the name of the field; "" is left out.

    Several values stand as `FieldSpec.join` has them, authors with `; ` between.
    """
    stated = {
        "title": record.title,
        "author": "; ".join((*record.authors, *(() if record.authors_complete else ("others",)))),
        "year": str(record.year or ""),
        "doi": record.doi or "",
        "eprint": record.eprint or "",
        "url": record.url or "",
        **{name: record.rest.get(name, "") for name in _FACTS},
    }
    for name, spec in vocabulary.fields.items():
        stated[name] = spec.join(record.values.get(name, ()))
    return {name: text for name, text in stated.items() if text}


def agree(
    name: str,
    has: Mapping[str, str],
    says: Mapping[str, str],
    vocabulary: Vocabulary,
    *,
    derived: bool,
) -> bool:
    """Whether the facts *says* are no news about the field *name* to those in *has*.

    Fewer values than *has* are no contradiction; an earlier title is none; an address is none
    that is but another way to the DOI or arXiv identifier. A *derived* value is compared only
    where it names none of the values there are.
    """
    spec = vocabulary.fields.get(name)
    if spec is not None and spec.form != "text":
        here = {_normal(spec.form, value) for value in spec.split(has[name])}
        there = {_normal(spec.form, value) for value in spec.split(says[name])}
        return spec.form == "month" or bool(here & there) if derived else there <= here
    match name:
        case "title" | "formerly":
            titles = (has.get("title", ""), has.get("formerly", ""), says.get("title", ""))
            return squash(says[name]) in map(squash, titles[: 3 if name == "formerly" else 2])
        case "author":
            return _same_authors(has[name], says[name])
        case "doi" | "eprint":
            return _identifier(has[name]) == _identifier(says[name])
        case "url":
            known = (_identifier(has.get(field, "")) for field in ("url", "doi", "eprint"))
            return _identifier(says[name]) in known
        case _:
            return fold(has[name]) == fold(says[name])


def _normal(form: str, value: str) -> str:
    if form == "urls":
        return _identifier(value).removesuffix(".git")
    return squash(value)


def _identifier(text: str) -> str:
    """The arXiv identifier or DOI that *text* is or leads to, else the address without ornament."""
    address = without_tracking(text).casefold().rstrip("/")
    bare = address.removeprefix("https://").removeprefix("http://").removeprefix("www.")
    return arxiv(text) or doi(text) or bare


def _same_authors(has: str, says: str) -> bool:
    """Whether two lists name the same families in the same order, as far as both go."""
    lists = [
        [squash(person.partition(",")[0]) for person in text.split(";")] for text in (has, says)
    ]
    here, there = ([family for family in each if family != "others"] for each in lists)
    open_ended = any("others" in families for families in lists)
    end = min(len(here), len(there)) if open_ended else None
    return here[:end] == there[:end]
