"""`mialit rename`."""

from typing import Annotated

from mialit.cli.batches import Chosen, chosen, deliver_batch, is_selection
from mialit.cli.console import Console, standard
from mialit.cli.list_access import Target, deliver, edit
from mialit.cli.options import DryRun, FileOptions, Yes, argument, option, shared
from mialit.cli.query_options import ChangeQuery, Choice
from mialit.curation import changes
from mialit.errors import UsageProblem


@shared
def command(
    keys: Annotated[
        list[str] | None,
        argument(
            "KEY NEW",
            "The entry's citation key, and its new one; with --line, NEW; with --by-rule any keys.",
        ),
    ] = None,
    *,
    line: Annotated[
        int | None,
        option("--line N", "Rename the entry at this line, whose key others may have.", min=1),
    ] = None,
    by_rule: Annotated[
        bool,
        option("--by-rule", "Give the entries, by default all, keys by the list's rule."),
    ] = False,
    query: ChangeQuery = None,
    choice: Choice,
    yes: Yes = False,
    dry_run: DryRun = False,
    file: FileOptions,
) -> None:
    """Change the key of an entry and all references to it.

    References are those of other entries (crossref, xdata, ...). Documents that cite the old key
    are not changed. Of entries with the same key, --line names the one to rename; references stay.

    With --by-rule the keys become family name, year and first significant word of the title, or,
    without a vocabulary, like most keys of the list. A key that follows the rule stays; one that
    would be taken gets a letter. Entries are named by keys (- for those on standard input), or
    chosen by --query and the options of list; unless each is named, the difference is shown and a
    person is asked, elsewhere --yes renames.

    \b
    mialit rename yeom2018privacy yeom2018overfitting --dry-run
    mialit rename --line 120 yeom2018overfitting
    """
    console = standard()
    given = keys or []
    selected = is_selection(query, choice)
    if by_rule and line is not None:
        raise UsageProblem("--by-rule and --line exclude each other")
    if not by_rule and selected:
        raise UsageProblem("entries are chosen for --by-rule; a new key is for one KEY")
    if not by_rule and len(given) != (2 if line is None else 1):
        raise UsageProblem("rename takes KEY and NEW, or --line N and NEW, or --by-rule")

    def one(to: Target, console: Console) -> None:
        record = to.at_line(line) if line is not None else to.record(given[0])
        library, lines = changes.rename(to.library, to.entry(record), given[-1])
        deliver(to, library, lines, console, dry_run=dry_run)

    def several(to: Target, console: Console) -> None:
        if given or selected:
            those = chosen(to, given, query, choice, file, console)
        else:
            those = Chosen(list(to.catalogue.records), named=False)
        entries, records = to.entries(those.records), to.catalogue.records
        vocabulary = to.catalogue.vocabulary
        library, lines = changes.rename_by_rule(to.library, entries, records, vocabulary)
        deliver_batch(to, library, lines, console, those, dry_run=dry_run, yes=yes)

    edit(file.bib, console, several if by_rule else one)
