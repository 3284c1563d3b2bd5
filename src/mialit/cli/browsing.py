"""Opening an address in the browser of the person who asks."""

from mialit.cli.console import Console
from mialit.errors import NotFound


def show_in_browser(address: str, console: Console) -> None:
    """Opens *address* and says so. Raises NotFound, which names it, where no browser starts."""
    import webbrowser

    if not webbrowser.open(address):
        raise NotFound(f"no browser could be started; the address is {address}")
    console.say(f"opened {address}")
