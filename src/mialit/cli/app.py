"""The program: its commands, built when asked for, and the one place that ends the process."""

import os
import re
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, NamedTuple, NoReturn

import typer
import typer.main
from typer.core import TyperGroup

from mialit import __version__
from mialit.cli.console import Console, standard
from mialit.errors import ExitCode, MialitError


class _Command(NamedTuple):
    """Where a command's function, called like the command, lives, and its line in the help."""

    module: str
    summary: str
    panel: str


_READING = "Reading"
_PUBLISHING = "Publishing"
_CURATING = "Curating"
_COMMANDS = {
    "list": _Command("list", "List the entries that meet a query and options.", _READING),
    "search": _Command(
        "search", "Find entries by words, forgiving slips; the best come first.", _READING
    ),
    "show": _Command("show", "Show everything about one or several entries.", _READING),
    "open": _Command("open", "Open an entry's page, code or DOI in the browser.", _READING),
    "export": _Command("export", "Export entries as BibTeX for citing.", _READING),
    "cache": _Command("cache", "Show where parsed lists are kept, or remove them.", "Program"),
    "fields": _Command("fields", "Show the vocabulary: fields, their values and counts.", _READING),
    "stats": _Command("stats", "Count entries by year, kind, venue or any field.", _READING),
    "matrix": _Command("matrix", "Cross two fields: how many entries a cell, and gaps.", _READING),
    "lint": _Command(
        "lint", "Report faults of a bibliography; --fix mends the safe ones.", _CURATING
    ),
    "add": _Command("add", "Add a paper, or turn a preprint into its publication.", _CURATING),
    "set": _Command("set", "Change, add or remove fields of an entry.", _CURATING),
    "remove": _Command("remove", "Remove an entry.", _CURATING),
    "rename": _Command(
        "rename", "Give an entry another key, also where others refer to it.", _CURATING
    ),
    "import": _Command("import_", "Take in a Markdown list or another bibliography.", _CURATING),
    "render": _Command("render", "Write the list as Markdown.", _CURATING),
    "init": _Command("init", "Start a list of one's own.", _CURATING),
}


class Group(TyperGroup):
    """A group whose commands are imported and built one by one, and which ends the process."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002
        """The commands in the order of the help."""
        return list(_COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002
        """The command called *cmd_name*, None when there is none."""
        about = _COMMANDS.get(cmd_name)
        if about is None:
            return None
        if cmd_name not in self.commands:
            module = import_module(f"mialit.cli.commands.{about.module}")
            self.commands[cmd_name] = _built(cmd_name, about, module.command)
        return self.commands[cmd_name]

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command asked for; an unknown one is a usage error that names near ones."""
        if args and args[0] not in _COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], _COMMANDS)
            hint = f", perhaps {' or '.join(near)}" if near else ""
            ctx.fail(f"no command {args[0]!r}{hint}; commands: {', '.join(_COMMANDS)}")
        return super().resolve_command(ctx, args)

    def main(self, args: Sequence[str] | None = None, *rest: Any, **extra: Any) -> Any:
        """Runs the program and ends the process with an exit code of `ExitCode`."""
        extra["standalone_mode"] = False
        words = sys.argv[1:] if args is None else args
        sys.exit(_ended(lambda: super(Group, self).main(args, *rest, **extra), words))


def _built(name: str, about: _Command, function: Callable[..., None]) -> Any:
    single = typer.Typer(add_completion=False, rich_markup_mode="rich")
    # The help of all commands prints no docstring's rest twice: the summary is the table's.
    single.command(
        name,
        short_help=about.summary,
        rich_help_panel=about.panel,
        context_settings={"help_option_names": ["-h", "--help"]},
    )(function)
    return typer.main.get_command(single)


app = typer.Typer(
    cls=Group,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if not wanted:
        return
    from mialit.storage import cache, sources
    from mialit.storage.bibliography import load

    console = standard()
    source = sources.Source("the bundled list", sources.bundled(), bundled=True)
    catalogue = load([source], cache.Cache(cache.folder(console.environment)))
    papers = len(catalogue.records)
    console.write(
        [f"mialit {__version__}, bundled list of {catalogue.vocabulary.date}, {papers} papers\n"]
    )
    raise typer.Exit()


@app.callback()
def _program(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_version, is_eager=True, help="Print versions and exit."
        ),
    ] = False,
) -> None:
    """Query and export a bibliography kept in one BibTeX file.

    Without a file of your own, mialit asks the list it comes with: membership-inference
    attacks and defences on machine-learning models.

    \b
    mialit search "label-only"
    mialit list --year 2020 --knowledge white-box
    mialit export --venue ccs -o refs.bib

    Exit codes: 0 done, 1 nothing found, 2 wrong usage, 3 a file cannot be used.
    """


def main() -> NoReturn:
    """Runs the program and ends the process; `__main__` heeds interrupts before and after."""
    app()
    raise AssertionError("the group ends the process")


def _ended(run: Callable[[], Any], words: Sequence[str]) -> int:
    """The exit code of *run*; every error becomes a message, none a traceback."""
    console = standard()
    try:
        code = run()
        console.out.flush()
        return code if isinstance(code, int) else ExitCode.DONE
    except MialitError as error:
        console.say(f"mialit: {error}")
        if error.exit_code is not ExitCode.NO:
            _say_negation(words, console)
        return error.exit_code
    except typer.TyperException as error:
        return _usage(error, words)
    except (KeyboardInterrupt, typer.Abort):
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        _silence_output()
        return ExitCode.DONE
    except SystemExit as ended:
        # A pipe closed while a command writes: typer itself ends the process, with 1.
        if not isinstance(ended.__context__, BrokenPipeError):
            raise
        _silence_output()
        return ExitCode.DONE
    except OSError as error:
        _silence_output()
        console.say(f"mialit: standard output cannot be written: {error.strerror}")
        return ExitCode.FILE
    except Exception as error:
        # Python makes another error of an interrupt in some places, such as a class's making.
        if isinstance(error.__context__, KeyboardInterrupt):
            return ExitCode.INTERRUPTED
        _report(error)
        return ExitCode.INTERNAL


def _usage(error: typer.TyperException, words: Sequence[str]) -> int:
    console = standard()
    message = error.format_message()
    if not message:  # the program was called without any word, and its help has been printed
        return ExitCode.USAGE
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "mialit"
    console.say(f"mialit: {message}")
    _say_negation(words, console)
    console.say(f"  see: {command} --help")
    return ExitCode.USAGE


def _say_negation(words: Sequence[str], console: Console) -> None:
    """Says how a word is left out where one of *words* looks like that and was read as options."""
    meant = next((word for word in words if re.fullmatch(r"-[A-Za-z][\w:.,-]{2,}", word)), None)
    if meant:
        console.say(f'  to leave out a word: NOT {meant[1:]}, or in quotes: "... {meant}"')


def _silence_output() -> None:
    """Points standard output away, so that flushing it at the end does not fail once more."""
    try:
        sink = os.open(os.devnull, os.O_WRONLY)
        os.dup2(sink, sys.stdout.fileno())
    except (OSError, ValueError):
        return


def _report(error: Exception) -> None:
    import traceback

    frames = traceback.extract_tb(error.__traceback__)[-3:]
    places = ", ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames)
    standard().say(
        f"mialit: a fault of its own: {type(error).__name__}: {error}\n"
        f"  at {places}, version {__version__}\n"
        "  please report these lines with the command and, if you may, the file, "
        "to the project's issue tracker"
    )
