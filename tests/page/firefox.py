"""Firefox as its makers ship it, for playwright: a relay between the two.

Playwright speaks WebDriver BiDi, the standard protocol, with a Firefox that is installed, and
expects two things of a newer one than Debian's: a command for media features, and a name for each
download. This module starts Firefox, hands every message on, and stands in for these two; where
Firefox knows them, nothing is changed.

`launcher` writes the program that playwright starts in place of Firefox.
"""

import asyncio
import json
import re
import sys
from pathlib import Path

from websockets.asyncio.client import connect
from websockets.asyncio.server import serve

# Commands that Firefox may lack, whose absence changes nothing that a test relies on.
DISPENSABLE = {"emulation.setMediaFeaturesOverride"}
LISTENING = re.compile(r"(WebDriver BiDi listening on )(ws://\S+)")


def launcher(folder: Path, firefox: str) -> Path:
    """A program in *folder* that starts *firefox* behind the relay."""
    program = folder / "firefox"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{__file__}" "{firefox}" "$@"\n')
    program.chmod(0o755)
    return program


def _answer(text, dispensable):
    """A message of Firefox as playwright expects it; *dispensable* has numbers of commands."""
    message = json.loads(text)
    if message.get("id") in dispensable and message.get("error") == "unknown command":
        return json.dumps({"type": "success", "id": message["id"], "result": {}})
    if message.get("method", "").startswith("browsingContext.download"):
        message["params"].setdefault("download", message["params"]["url"])
        return json.dumps(message)
    return text


async def _relay(client, address):
    async with connect(address + client.request.path, max_size=None, compression=None) as firefox:
        dispensable = set()

        async def ask():
            async for text in client:
                message = json.loads(text)
                if message["method"] in DISPENSABLE:
                    dispensable.add(message["id"])
                await firefox.send(text)
            await firefox.close()

        asking = asyncio.create_task(ask())
        async for text in firefox:
            await client.send(_answer(text, dispensable))
        await asking


async def _main(command):
    firefox = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.PIPE)
    servers = []
    async for line in firefox.stderr:
        text = line.decode(errors="replace")
        if found := LISTENING.search(text):
            handler = lambda client, address=found[2]: _relay(client, address)  # noqa: E731
            server = await serve(handler, "127.0.0.1", 0, max_size=None, compression=None)
            servers.append(server)
            port = server.sockets[0].getsockname()[1]
            text = LISTENING.sub(rf"\1ws://127.0.0.1:{port}", text)
        sys.stderr.write(text)
        sys.stderr.flush()
    for server in servers:
        server.close()
    return await firefox.wait()


if __name__ == "__main__":
    sys.exit(asyncio.run(_main(sys.argv[1:])))
