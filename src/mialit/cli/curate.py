"""What `add`, `set`, `remove` and `rename` share: the one list they write, and writing it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from mialit.bibtex.model import Entry, Library
from mialit.cli.console import Console
from mialit.cli.options import FileOptions
from mialit.cli.warnings import warn
from mialit.cli.written import difference, own_list
from mialit.errors import FileProblem, NotFound, UsageProblem
from mialit.records.build import readable_field
from mialit.records.lookup import by_key, not_there
from mialit.records.model import Record
from mialit.storage import bibliography as catalogue
from mialit.storage import sources
from mialit.storage.atomic_write import update
from mialit.storage.bibliography import Catalogue
from mialit.storage.cache import Cache
from mialit.text.normalize import clean


@dataclass(frozen=True)
class Target:
    """The one list that a command writes, as it was read."""

    catalogue: Catalogue
    path: Path
    library: Library

    def record(self, key: str) -> Record:
        """The record of *key*. Raises NotFound where there is none or more than one."""
        found, missing = by_key([key], self.catalogue.records)
        if missing:
            raise NotFound(not_there(missing, self.catalogue.records))
        if len(found) > 1:
            places = " and ".join(f"{self.library.name}:{record.line}" for record in found)
            raise NotFound(
                f"{key} is ambiguous: the key stands at {places}; give one of them another key "
                "by hand first, nothing is written"
            )
        return found[0]

    def entry(self, record: Record) -> Entry:
        """The entry that *record* was made of."""
        return self.catalogue.entries([record])[0][1]


def target(file: FileOptions, console: Console) -> Target:
    """The list to be written. Raises UsageProblem or FileProblem where there is no such one."""
    chosen = sources.choose(file.bib or (), console.environment, Path.cwd())
    if len(chosen) > 1:
        raise UsageProblem("one list is written at a time; name it with --bib FILE")
    source = chosen[0]
    if source.bundled:
        raise FileProblem(f"{source.name} is never written; mialit init starts a list of your own")
    if source.path is None:
        raise UsageProblem("standard input cannot be written; name the list with --bib FILE")
    own_list(str(source.path))
    # Not from the cache: what is edited is what is read now.
    loaded = catalogue.load(chosen, Cache(None))
    warn(loaded, console)
    return Target(loaded, source.path, loaded.libraries[0])


def same_entry(library: Library, entry: Entry) -> Entry:
    """*entry*, found again by its key in *library*, a later state of its file."""
    return next(each for each in library.entries if each.key == entry.key)


def said(old: Library, new: Library, entry: Entry, name: str) -> Iterator[str]:
    """What has become of the field *name*, in a line; nothing where it is as it was."""
    before = entry.field(name)
    after = same_entry(new, entry).field(name)
    was = readable_field(before, old.strings) if before else ""
    now = readable_field(after, new.strings) if after else ""
    if old.text == new.text:
        return
    place = f"{new.name}:{new.line(same_entry(new, entry).span)}: {entry.key}: {name}"
    if after is None:
        yield f"{place} removed: {was}"
    elif before is None:
        yield f"{place} added: {now}"
    else:
        yield f"{place}: {was} -> {now}"


def deliver(
    to: Target, new: Library, changes: Sequence[str], console: Console, *, dry_run: bool
) -> None:
    """Writes *new* and prints what changed, or prints the difference alone."""
    before, after = (
        library.text.encode("utf-8", "surrogateescape") for library in (to.library, new)
    )
    if before == after:
        console.say(f"mialit: nothing changes: {clean(to.library.name)} says so already")
        return
    if dry_run:
        console.write(difference(before, after, to.library.name))
        console.out.flush()
        console.say("nothing is written (--dry-run)")
        return
    for note in update(to.path, before, after):
        console.say(note)
    console.write(f"{clean(change)}\n" for change in changes)
