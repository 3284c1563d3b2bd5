"""`mialit set`."""

from typing import TYPE_CHECKING, Annotated

from mialit.cli.batches import chosen, deliver_batch
from mialit.cli.console import Console, standard
from mialit.cli.list_access import Target, edit
from mialit.cli.options import DryRun, FileOptions, Yes, argument, option, shared
from mialit.cli.query_options import ChangeQuery, Choice
from mialit.curation import assignments as assigning
from mialit.curation import changes

if TYPE_CHECKING:
    from mialit.storage.atomic_write import Change


@shared
def command(
    words: Annotated[
        list[str],
        argument(
            "[KEY]... FIELD=VALUE...",
            "Citation keys, - for those on standard input, then what to change: FIELD= removes a "
            "field; FIELD+=VALUE adds a value to it, FIELD-=VALUE takes it out.",
        ),
    ],
    *,
    query: ChangeQuery = None,
    choice: Choice,
    stay: Annotated[
        bool, option("--stay", "Leave an entry where it is, whatever its year becomes.")
    ] = False,
    declare: Annotated[
        bool, option("--declare", "Add values that the vocabulary does not have to it.")
    ] = False,
    yes: Yes = False,
    dry_run: DryRun = False,
    file: FileOptions,
) -> None:
    """Change, add or remove fields of entries.

    Values of the vocabulary are checked and written in its spelling; with --declare a new one is
    added to the vocabulary, the .toml file beside the list. Keywords (tags) are added and
    taken out between the separators that their field has. type=article changes the entry's type;
    what is no type of BibTeX or biblatex ("type=Master's thesis") goes into the field type of
    theses and reports. Where the list is kept in order, an entry whose year changes moves to its
    place. Everything else in the file is kept byte for byte.

    Entries are named by keys, or chosen by --query and the options of list. What is chosen, or
    named on standard input, is shown first, and a person is asked; elsewhere --yes writes it.

    \b
    mialit set yeom2018privacy knowledge+=whitebox --dry-run
    mialit set yeom2018privacy tags+=to-read
    mialit set yeom2018privacy code= --dry-run
    mialit set yeom2018privacy "note=To read" url=https://example.org/paper
    mialit set tags+=to-read --query "kind:survey" --dry-run
    mialit list is:preprint -f keys | mialit set - tags+=check --dry-run
    """
    console = standard()
    first = next((number for number, word in enumerate(words) if "=" in word), len(words))
    keys, texts = words[:first], words[first:]
    if not texts:
        texts = words[1:] or [""]  # which is then said to be none
    wanted = [assigning.parse(text) for text in texts]

    def change(to: Target, console: Console) -> None:
        those = chosen(to, keys, query, choice, file, console)
        records, vocabulary = to.catalogue.records, to.catalogue.vocabulary
        beside: list[Change] = []
        said: list[str] = []
        if declare and (new := assigning.undeclared(wanted, vocabulary, records)):
            beside, vocabulary = to.declare(new)
            at = to.name_of(beside[0].path)
            said = [
                f"{at}: declared for {name}: {'; '.join(values)}" for name, values in new.items()
            ]
        library, lines = changes.assign(
            to.library, to.entries(those.records), wanted, vocabulary, records, stay=stay
        )
        said += lines
        deliver_batch(to, library, said, console, those, dry_run=dry_run, yes=yes, beside=beside)

    edit(file.bib, console, change)
