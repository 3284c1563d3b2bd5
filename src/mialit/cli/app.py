"""The program: builds the command asked for, and ends the process with its exit code."""

import errno
import os
import re
import shlex
import sys
from collections.abc import Callable, Container, Mapping, Sequence
from importlib import import_module
from inspect import cleandoc
from keyword import iskeyword
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any, NoReturn

import typer
import typer.main
from typer.core import TyperCommand, TyperGroup, TyperOption

from mialit import __version__
from mialit.cli.commands import COMMANDS, SUMMARIES
from mialit.cli.console import COMPLETION, Console, standard
from mialit.cli.options import PANELS, PROGRAM
from mialit.errors import ExitCode, MialitError
from mialit.text.phrases import counted, perhaps

# Errors of finding and opening a file, which writing to an open one does not end with.
_OF_NAMES = frozenset(
    (errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.EACCES, errno.ELOOP, errno.ENAMETOOLONG,
     errno.EMFILE, errno.ENFILE)
)  # fmt: skip
_QUIET_HELP = "Say no notes on standard error, only errors; as MIALIT_QUIET=1 does."
_PANEL_OF = {name: panel for panel, names in COMMANDS.items() for name in names}


class Group(TyperGroup):
    """A group whose commands are imported and built one by one, and which ends the process."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002
        """The commands in the order of the help."""
        return list(_PANEL_OF)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002
        """The command called *cmd_name*, None when there is none."""
        if cmd_name not in _PANEL_OF:
            return None
        if cmd_name not in self.commands:
            module = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
            found = import_module(f"mialit.cli.commands.{module}")
            if hasattr(found, "FORMS"):
                self.commands[cmd_name] = Forms(cmd_name, found)
            else:
                self.commands[cmd_name] = _built(cmd_name, found.command, _PANEL_OF[cmd_name])
        return self.commands[cmd_name]

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command asked for; an unknown one is a usage error that names near ones."""
        if args and args[0] not in _PANEL_OF and not args[0].startswith("-"):
            ctx.fail(_no_command(args))
        return super().resolve_command(ctx, args)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Prints the help, which shows of each command its name and what it does."""
        shown: dict[str, Any] = {
            name: TyperCommand(name, short_help=SUMMARIES[name], rich_help_panel=panel)
            for name, panel in _PANEL_OF.items()
        }
        group = TyperGroup(
            name=self.name,
            commands=shown,
            params=self.params,
            help=self.help,
            rich_markup_mode=self.rich_markup_mode,
        )
        group.format_help(ctx, formatter)

    def main(self, args: Sequence[str] | None = None, *rest: Any, **extra: Any) -> Any:
        """Runs the program and ends the process with an exit code of `ExitCode`."""
        extra["standalone_mode"] = False
        instruction = os.environ.get(COMPLETION)
        if instruction:
            from mialit.cli import completion

            sys.exit(completion.answer(self, instruction))
        words = list(sys.argv[1:] if args is None else args)
        if words[:1] == ["help"]:
            words = [*(word for word in words[1:] if not word.startswith("-")), "--help"]
        asked = extra["obj"] = {"quiet": False, "words": words}
        sys.exit(_ended(lambda: super(Group, self).main(words, *rest, **extra), words, asked))


def _no_command(words: Sequence[str]) -> str:
    """That the first of *words* is no command, and what was perhaps meant by it."""
    from difflib import get_close_matches

    from mialit.cli import hints

    hint = perhaps(get_close_matches(words[0], _PANEL_OF))
    message = f"no command {words[0]!r}{hint}; commands: {', '.join(_PANEL_OF)}"
    if hints.is_bib(words[0]):
        return f"{message}\n{hints.ask_file('list', words[1:], words[0])}"
    if "--help" in words:
        return message
    return f"{message}\n  to search for it: {shlex.join(['mialit', 'search', *words])}"


class _Command(TyperCommand):
    """A command whose help has its panels in the order of `PANELS`."""

    def get_help_option(self, ctx: Any) -> Any:
        """The option `--help`, in the last panel."""
        return _last(super().get_help_option(ctx))


class Forms(TyperGroup):
    """A command of several forms, each with options of its own, built when it is asked for.

    Its package names them in `FORMS` and has a module for each; `HELP` is of all of them.
    """

    def __init__(self, name: str, package: ModuleType) -> None:
        """The command *name*, whose forms are modules of *package*."""
        text = _help_text(package.HELP)
        super().__init__(
            name=name,
            help=text,
            short_help=_summary(text),
            rich_help_panel=_PANEL_OF[name],
            subcommand_metavar="FORMAT [OPTIONS]",
            context_settings={"help_option_names": ["-h", "--help"]},
        )
        self.package = package

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002
        """The forms in the order of the help."""
        return list(self.package.FORMS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002
        """The form called *cmd_name*, None when there is none."""
        if cmd_name not in self.package.FORMS:
            return None
        if cmd_name not in self.commands:
            function = import_module(f"{self.package.__name__}.{cmd_name}").command
            self.commands[cmd_name] = _built(cmd_name, function, "Formats")
        return self.commands[cmd_name]

    def get_help_option(self, ctx: Any) -> Any:
        """The option `--help`, in the last panel."""
        return _last(super().get_help_option(ctx))

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Reads *args*; options may stand before the form, where it is clear which word is it."""
        forms = [number for number, word in enumerate(args) if word in self.package.FORMS]
        if len(forms) == 1 and args[0].startswith("-"):
            (number,) = forms
            args = [args[number], *args[:number], *args[number + 1 :]]
        elif not args and not ctx.resilient_parsing:
            ctx.fail(f"FORMAT is missing: {', '.join(self.package.FORMS)}")
        return super().parse_args(ctx, args)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The form asked for; an unknown one is a usage error that names all."""
        if args and args[0] not in self.package.FORMS and not ctx.resilient_parsing:
            from difflib import get_close_matches

            hint = perhaps(get_close_matches(args[0], self.package.FORMS))
            known = ", ".join(self.package.FORMS)
            ctx.fail(f"no format {args[0]!r}{hint}; formats: {known}")
        return super().resolve_command(ctx, args)


def _last(option: Any) -> Any:
    if option is not None:
        option.rich_help_panel = PROGRAM
    return option


def _built(name: str, function: Callable[..., None], panel: str) -> Any:
    single = typer.Typer(add_completion=False, rich_markup_mode="rich")
    text = _help_text(function.__doc__)
    single.command(
        name,
        cls=_Command,
        help=text,
        short_help=_summary(text),
        rich_help_panel=panel,
        context_settings={"help_option_names": ["-h", "--help"]},
    )(function)
    command = typer.main.get_command(single)
    command.params.append(_quiet_option({flag for each in command.params for flag in each.opts}))
    command.params.sort(key=_panel_number)
    return command


def _quiet_option(taken: Container[str]) -> TyperOption:
    """`--quiet`, for every command; `-q` where it is not *taken* by another option."""
    return TyperOption(
        param_decls=["--quiet", *(() if "-q" in taken else ("-q",))],
        is_flag=True,
        default=False,
        expose_value=False,
        callback=lambda context, _option, wanted: _be_quiet(context, wanted),
        help=_QUIET_HELP,
        rich_help_panel=PROGRAM,
    )


def _be_quiet(context: typer.Context, wanted: bool) -> None:
    if wanted and context.obj:
        context.obj["quiet"] = True


def _panel_number(parameter: Any) -> int:
    panel = getattr(parameter, "rich_help_panel", None)
    return PANELS.index(panel) if panel in PANELS else -1


def _summary(text: str) -> str:
    return text.partition("\n")[0].rstrip(".")


def _help_text(docstring: str | None) -> str:
    """A *docstring* with each paragraph in one line, for the help to wrap, and headed examples.

    Examples are the lines of a paragraph that begins with the character `\\b`.
    """
    parts = []
    for paragraph in cleandoc(docstring or "").split("\n\n"):
        first, *lines = paragraph.split("\n")
        if first == "\b":
            # Typer takes the indentation that all lines share away, unless a tag is before it.
            parts.append("\n".join(("[bold]Examples[/]", *(f"[dim]  [/]{line}" for line in lines))))
        else:
            parts.append(" ".join((first, *lines)))
    return "\n\n".join(parts)


app = typer.Typer(
    cls=Group,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    add_completion=False,
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
    papers = counted(len(catalogue.records), "paper")
    console.write(
        [f"mialit {__version__}, bundled list of {catalogue.vocabulary.date}, {papers}\n"]
    )
    raise typer.Exit()


def _install_completion(wanted: bool) -> None:
    if wanted:
        from mialit.cli import completion

        shell, path = completion.install()
        standard().say_always(f"{shell} completion is installed in {path}; open a new terminal")
        raise typer.Exit()


def _show_completion(wanted: bool) -> None:
    if wanted:
        from mialit.cli import completion

        standard().write([completion.current_script()])
        raise typer.Exit()


def _program(
    version: Annotated[
        bool,
        typer.Option(
            "--version", "-V", callback=_version, is_eager=True, help="Print the versions and exit."
        ),
    ] = False,
    install_completion: Annotated[
        bool,
        typer.Option(
            "--install-completion",
            callback=_install_completion,
            is_eager=True,
            help="Install completion for the current shell and exit.",
        ),
    ] = False,
    show_completion: Annotated[
        bool,
        typer.Option(
            "--show-completion",
            callback=_show_completion,
            is_eager=True,
            help="Print the current shell's completion script and exit.",
        ),
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", callback=_be_quiet, help=_QUIET_HELP)
    ] = False,
) -> None:
    """Query, cite and curate a bibliography kept in one BibTeX file.

    Without a file of your own, mialit reads the list it comes with: membership-inference attacks
    on machine-learning models, and defences against them.

    \b
    mialit search "label-only"
    mialit list --year 2020 --knowledge white-box
    mialit export --venue ccs -o refs.bib

    The help of a command: mialit help COMMAND.

    Exit codes: 0 done, 1 nothing found, 2 wrong usage, 3 a file cannot be used.
    """


app.callback(help=_help_text(_program.__doc__))(_program)


def main() -> NoReturn:
    """Runs the program and ends the process; `__main__` handles interrupts before and after."""
    app()
    raise AssertionError("the group ends the process")


def _ended(run: Callable[[], Any], words: Sequence[str], asked: Mapping[str, bool]) -> int:
    """The exit code of *run*; every error becomes a message, none a traceback."""
    console = standard()
    try:
        code = run()
        console.out.flush()
        if code in (None, ExitCode.DONE, ExitCode.NO) and not asked["quiet"]:
            console.say(*_hints(words, nothing=code == ExitCode.NO))
        return code if isinstance(code, int) else ExitCode.DONE
    except MialitError as error:
        console.say_always(f"mialit: {error}")
        if error.exit_code is not ExitCode.NO:
            _say_negation(words, console)
        if error.exit_code in (ExitCode.NO, ExitCode.USAGE):
            console.say_always(*_hints(words, nothing=True))
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
        what = "standard output cannot be written"
        if error.filename is not None:
            what = f"{os.fsdecode(error.filename)}: cannot be used"
        elif error.errno in _OF_NAMES:
            what = "a file or folder cannot be used"
        console.say_always(f"mialit: {what}: {error.strerror or error}")
        return ExitCode.FILE
    except MemoryError:
        console.say_always("mialit: there is not enough memory for this; see docs/limits.md")
        return ExitCode.FILE
    except Exception as error:
        # Python makes another error of an interrupt in some places, such as a class's making.
        if isinstance(error.__context__, KeyboardInterrupt):
            return ExitCode.INTERRUPTED
        _report(error)
        return ExitCode.INTERNAL


def _hints(words: Sequence[str], *, nothing: bool) -> list[str]:
    if not any(sign in word.lower() for word in words for sign in (".bib", "=", ":")):
        return []
    from mialit.cli import hints

    return hints.after(words, nothing=nothing)


def _usage(error: typer.TyperException, words: Sequence[str]) -> int:
    console = standard()
    message = error.format_message()
    if not message:  # the program was called without any word, and its help has been printed
        return ExitCode.USAGE
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "mialit"
    console.say_always(f"mialit: {message}")
    _say_negation(words, console)
    from mialit.cli import hints

    console.say_always(*hints.after_misuse(words), f"  see: {command} --help")
    return ExitCode.USAGE


def _say_negation(words: Sequence[str], console: Console) -> None:
    """Says how to exclude a word where one of *words* looks like that and was read as options."""
    meant = next((word for word in words if re.fullmatch(r"-[A-Za-z][\w:.,-]{2,}", word)), None)
    if meant:
        console.say_always(f'  to exclude a word: NOT {meant[1:]}, or in quotes: "... {meant}"')


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
    lines = ", ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames)
    standard().say_always(
        f"mialit: internal error: {type(error).__name__}: {error}\n"
        f"  at {lines}, version {__version__}\n"
        "  please report this in the project's issue tracker, with the command and, if "
        "possible, the file"
    )
