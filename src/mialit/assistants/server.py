"""The Model Context Protocol server over standard input and output; the one home of mcp.

It keeps nothing between two questions: each is answered by a process of the command line.
"""

import asyncio
import os
import signal
from collections.abc import AsyncIterable, Mapping
from types import FrameType
from typing import Any

import anyio
import anyio.to_thread
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from mcp.server import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.shared.message import SessionMessage
from mcp_types import (
    CallToolRequestParams,
    CallToolResult,
    JSONRPCError,
    JSONRPCNotification,
    JSONRPCRequest,
    JSONRPCResponse,
    ListToolsResult,
    PaginatedRequestParams,
    RequestId,
    TextContent,
    ToolAnnotations,
)
from mcp_types import Tool as ListedTool

from mialit import __version__
from mialit.assistants import answers
from mialit.assistants.answers import Answer
from mialit.assistants.command_line import CommandLine
from mialit.assistants.tools import TOOLS, Tool
from mialit.errors import ExitCode

_Item = SessionMessage | Exception  # a line that is no message comes as what is wrong with it
_CANCELLED = "notifications/cancelled"
_BY_NAME = {tool.name: tool for tool in TOOLS}
_READ_ONLY = ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)


def server(program: CommandLine, instructions: str) -> Server[Any]:
    """A server that answers from *program*, and tells clients *instructions*."""

    async def list_tools(
        _context: ServerRequestContext[Any], _params: PaginatedRequestParams | None
    ) -> ListToolsResult:
        return ListToolsResult(tools=[_listed(tool) for tool in TOOLS])

    async def call_tool(
        _context: ServerRequestContext[Any], params: CallToolRequestParams
    ) -> CallToolResult:
        # In a thread: a question that takes long holds up no other, nor the end.
        return _sent(
            await anyio.to_thread.run_sync(_answer, params.name, params.arguments or {}, program)
        )

    return Server(
        "mialit",
        version=__version__,
        title="mialit",
        instructions=instructions,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


def serve(program: CommandLine, instructions: str) -> None:
    """Serves standard input and output until the client closes it; an interrupt is such an end."""
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, _end)
    try:
        asyncio.run(_serve(server(program, instructions)))
    except BaseExceptionGroup as group:
        gone, others = group.split(BrokenPipeError)
        if gone is None or others is not None:
            raise
        raise BrokenPipeError from None  # the client reads no more, which is an end as well


async def _serve(served: Server[Any]) -> None:
    async with stdio_server() as (incoming, outgoing), anyio.create_task_group() as tasks:
        to_server, requests = anyio.create_memory_object_stream[_Item]()
        responses, from_server = anyio.create_memory_object_stream[SessionMessage]()
        open_requests = _OpenRequests()
        tasks.start_soon(open_requests.pass_in, incoming, to_server)
        tasks.start_soon(open_requests.pass_out, from_server, outgoing)
        await served.run(requests, responses, served.create_initialization_options())


class _OpenRequests:
    """The requests without an answer: the end of the input is passed on when there is none.

    The server drops what it works on at that end, and what a script pipes in would have no answer.
    """

    def __init__(self) -> None:
        self._ids: set[RequestId] = set()
        self._closed = anyio.Event()  # set at each answer, and made anew

    async def pass_in(self, source: AsyncIterable[_Item], target: Any) -> None:
        """Passes on what the client sends, and at last, after all answers, that it ended."""
        async with target:
            async for item in source:
                message = item.message if isinstance(item, SessionMessage) else None
                if isinstance(message, JSONRPCRequest):
                    self._ids.add(message.id)
                elif isinstance(message, JSONRPCNotification) and message.method == _CANCELLED:
                    self._close((message.params or {}).get("requestId"))
                await target.send(item)
            while self._ids:
                await self._closed.wait()

    async def pass_out(self, source: AsyncIterable[SessionMessage], target: Any) -> None:
        """Passes on what the server answers."""
        async with target:
            async for item in source:
                await target.send(item)
                if isinstance(item.message, JSONRPCResponse | JSONRPCError):
                    self._close(item.message.id)

    def _close(self, number: object) -> None:
        if isinstance(number, int | str):
            self._ids.discard(number)
        self._closed.set()
        self._closed = anyio.Event()


def _end(_number: int, _frame: FrameType | None) -> None:
    """Ends the process at once: a thread that waits for standard input could not be stopped."""
    os._exit(ExitCode.DONE)


def _listed(tool: Tool) -> ListedTool:
    return ListedTool(
        name=tool.name,
        title=tool.title,
        description=tool.description,
        input_schema=tool.schema,
        output_schema=answers.SCHEMA,
        annotations=_READ_ONLY,
    )


def _answer(name: str, arguments: Mapping[str, Any], program: CommandLine) -> Answer:
    tool = _BY_NAME.get(name)
    if tool is None:
        return Answer((f"no tool {name!r}; tools: {', '.join(_BY_NAME)}",))
    wrong = best_match(Draft202012Validator(tool.schema).iter_errors(arguments))
    if wrong is not None:
        where = "".join(f"{part}: " for part in wrong.absolute_path)
        return Answer((f"{where}{wrong.message}",))
    return answers.answer(tool, arguments, program)


def _sent(answer: Answer) -> CallToolResult:
    return CallToolResult(
        content=[TextContent(text=text) for text in answer.texts],
        structured_content=answer.structured,
        is_error=answer.structured is None,
    )
