"""Where `mialit` and `python -m mialit` begin: an interrupt ends the process with 130."""

import os
import sys

_INTERRUPTED = 130  # as in `errors.ExitCode`, which takes a while to load


def main() -> None:
    """The program as installed; ends the process.

    Most of a start is loading modules. Until they are loaded an interrupt ends the process at
    once: an exception could come up where Python only prints it and goes on. An interrupt that
    is ignored, as in a background job of a script, stays ignored.
    """
    try:
        import signal

        heeded = signal.getsignal(signal.SIGINT) is signal.default_int_handler
        if heeded:
            signal.signal(signal.SIGINT, lambda *_: os._exit(_INTERRUPTED))
        from mialit.cli import main as program

        if heeded:
            # From here on there may be something to clean up, which takes an exception.
            signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            program()
        finally:
            # All is done and said; what is left is Python's own end.
            if heeded:
                signal.signal(signal.SIGINT, signal.SIG_IGN)
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)


if __name__ == "__main__":
    main()
