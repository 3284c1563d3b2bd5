"""Where `mialit` and `python -m mialit` begin: an interrupt ends the process with 130."""

# What `signal` is made of. Loading `signal` itself takes a while in which an interrupt would show.
import _signal as signal  # type: ignore[import-not-found]
import gc
import os
import sys

_INTERRUPTED = 130  # as in `errors.ExitCode`, which takes a while to load
_TIDIES = "mialit.storage.atomic_write"  # what has something to take back
_DRAWS = "rich.progress"  # loaded where a line of progress is shown, on a terminal without a cursor
_CURSOR = b"\r\x1b[2K\x1b[?25h"  # takes the line away and shows the cursor again


def _end(_number: object, frame: object) -> None:
    """Ends the process at once, but raises KeyboardInterrupt amid the writing of a file.

    An exception could come up where Python only prints it and goes on, as in the loading of
    modules and the freeing of objects; only the writing of files has something to take back.
    """
    while frame is not None:
        if getattr(frame, "f_globals", {}).get("__name__") == _TIDIES:
            raise KeyboardInterrupt
        frame = getattr(frame, "f_back", None)
    if _DRAWS in sys.modules and os.isatty(2):
        os.write(2, _CURSOR)
    os._exit(_INTERRUPTED)


# From here on, and not only in `main`: an installed script loads this module first. An interrupt
# that is ignored, as in a background job of a script, stays ignored.
_HEEDED = signal.getsignal(signal.SIGINT) is signal.default_int_handler
if _HEEDED:
    signal.signal(signal.SIGINT, _end)


def main() -> None:
    """The program as installed; ends the process."""
    try:
        from mialit.cli import main as program

        program()  # ends with an exception, SystemExit
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
    finally:
        # All is done and said; what is left is Python's own end, which would look through all
        # objects for garbage, several times: a fifth of a short command's time.
        gc.freeze()
        if _HEEDED:
            signal.signal(signal.SIGINT, signal.SIG_IGN)


if __name__ == "__main__":
    main()
