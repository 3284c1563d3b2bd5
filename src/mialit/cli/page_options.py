"""The options of `render html` that say for one run what `[page]` of the vocabulary says."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from mialit.cli.options import PAGE, option
from mialit.errors import FileProblem, UsageProblem

if TYPE_CHECKING:
    from mialit.page.own import Cited
    from mialit.storage.bibliography import Catalogue
    from mialit.vocabulary.model import PageSettings, Vocabulary


class PageOptions(NamedTuple):
    """What the page says of its list."""

    title: Annotated[str | None, option("--title TEXT", "Its title.", PAGE)] = None
    description: Annotated[
        str | None, option("--description TEXT", "A sentence on what the list is.", PAGE)
    ] = None
    introduction: Annotated[
        str | None, option("--introduction FILE", "More about it: a Markdown file.", PAGE)
    ] = None
    maintainer: Annotated[
        str | None,
        option("--maintainer TEXT", "Who keeps it: NAME, or NAME <mail or address>.", PAGE),
    ] = None
    repository: Annotated[
        str | None, option("--repository URL", "Where its source is kept.", PAGE)
    ] = None
    homepage: Annotated[
        str | None, option("--homepage URL", "The website it belongs to.", PAGE)
    ] = None
    add: Annotated[
        str | None, option("--add URL", "Where readers propose a paper; or mailto:.", PAGE)
    ] = None
    cite: Annotated[
        str | None, option("--cite TEXT", "How to cite it: a key of the list, or a text.", PAGE)
    ] = None
    licence: Annotated[
        str | None, option("--licence TEXT", "Its licence: NAME, or NAME <address>.", PAGE)
    ] = None
    lang: Annotated[
        str | None, option("--lang TAG", "The language of the page's words, as de.", PAGE)
    ] = None
    address: Annotated[
        str | None, option("--address URL", "Where the page stands on the web.", PAGE)
    ] = None
    image: Annotated[
        str | None, option("--image URL", "A picture for previews of links to it.", PAGE)
    ] = None
    word: Annotated[
        list[str] | None,
        option("--word NAME=TEXT", "A word of the page instead of the English; repeatable.", PAGE),
    ] = None

    words: Annotated[
        bool,
        option("--words", "Print the page's words, which the table page.words replaces.", PAGE),
    ] = False

    def applied(self, vocabulary: "Vocabulary", catalogue: "Catalogue") -> "Vocabulary":
        """*vocabulary*, by which *catalogue* is published, with what the options say of the page.

        Raises UsageProblem for an option that cannot be used, FileProblem for a word of the
        vocabulary that the page does not have, or whose facts it does not have.
        """
        from mialit.page import interface
        from mialit.storage import sources
        from mialit.vocabulary import page_settings

        settings = vocabulary.page
        for name, text in settings.words.items():
            if wrong := interface.problem(name, text):
                file = sources.vocabulary_file(catalogue.sources)
                raise FileProblem(f"{file.path}: page.words.{name} {wrong}")
        for name in page_settings.SETTINGS:
            value: str | None = getattr(self, name)
            if value is None:
                continue
            if name == "introduction":
                value = _contents(value)
            try:
                stated = dict[str, Any](page_settings.stated(name, value))
            except ValueError as error:
                raise UsageProblem(f"--{name} {error}") from None
            settings = settings._replace(**stated)
        words = dict(settings.words)
        for each in self.word or ():
            name, equals, text = each.partition("=")
            if not equals:
                raise UsageProblem(f"--word is {each!r}; write NAME=TEXT")
            if wrong := interface.problem(name, text):
                raise UsageProblem(f"--word {name} {wrong}")
            words[name] = text
        if not catalogue.records and not _is_text(settings.cite):
            settings = settings._replace(cite="")  # a list without entries has no key yet
        return vocabulary._replace(page=settings._replace(words=words))


def _is_text(cite: str) -> bool:
    """Whether *cite* says how to cite the list in words, and is not the key of an entry."""
    return " " in cite or "://" in cite


def _contents(file: str) -> str:
    try:
        return Path(file).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise FileProblem(f"{file}: cannot be read: {error.strerror}") from None
    except ValueError:
        raise FileProblem(f"{file}: the introduction is not UTF-8") from None


def cited(catalogue: "Catalogue", settings: "PageSettings") -> "Cited | None":
    """The entry of *catalogue* by which the list is cited; None where there is none.

    Raises FileProblem for what reads like a key and is none of the list.
    """
    from mialit.text.phrases import perhaps
    from mialit.text.similarity import nearest

    if not settings.cite:
        return None
    for record in catalogue.records:
        if record.key == settings.cite:
            (entry,) = catalogue.entries([record])
            return record, entry
    if _is_text(settings.cite):
        return None
    near = perhaps(nearest(settings.cite, (record.key for record in catalogue.records)))
    raise FileProblem(
        f"{settings.cite!r} (page.cite, --cite) is the key of no entry{near}; write a key of the "
        "list, or how to cite it in words"
    )
