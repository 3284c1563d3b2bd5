"""What can go wrong, and how the process ends.

    MialitError
    |-- UsageProblem      exit 2: the call's words are off
    |-- NotFound          exit 1: the answer is no
    `-- FileProblem       exit 3: a file missing, unreadable, not writable, or not BibTeX
        `-- FileChanged           others wrote it after it was read

A finding about a file's content is data (`model.Problem`), not an exception: an exception
means that the command cannot go on. What a finding weighs is a `Severity`. The messages say
what, where, and what to do next; they are cleaned of control characters where they are printed,
not here.
"""

from enum import IntEnum, StrEnum


class ExitCode(IntEnum):
    """Exit codes; part of the public contract (docs/cli.md)."""

    DONE = 0
    NO = 1
    USAGE = 2
    FILE = 3
    INTERNAL = 70
    INTERRUPTED = 130


class Severity(StrEnum):
    """How much a finding weighs. Notes alone leave a file clean."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class MialitError(Exception):
    """Base of all errors that end a command with a message and no traceback."""

    exit_code = ExitCode.INTERNAL


class UsageProblem(MialitError):
    """The call asks for something that does not exist: an unknown field, value or format."""

    exit_code = ExitCode.USAGE


class NotFound(MialitError):
    """The answer is no: nothing matched, a key is not in the file."""

    exit_code = ExitCode.NO


class FileProblem(MialitError):
    """A file cannot be used as asked: missing, unreadable, not writable, not a bibliography."""

    exit_code = ExitCode.FILE


class FileChanged(FileProblem):
    """A file was changed after it was read; who reads it again may succeed."""
