"""A session with `mialit mcp`, as an assistant's client has it.

    python examples/mcp_session.py [FILE.bib]

It needs the extra: pip install 'mialit[mcp]'.
"""

import asyncio
import json
import sys

from mcp import Client, StdioServerParameters

QUESTIONS = (
    ("search", {"query": "label onyl atacks", "limit": 2, "columns": "key,title"}),
    ("list", {"venue": "ccs", "year": "2019..", "limit": 3, "columns": "key,year"}),
    ("show", {"keys": ["vaswani2017attention"]}),  # not in the list
    ("export", {"keys": ["shokri2017membership"]}),
    ("stats", {"by": "kind"}),
    ("list", {"sort": "colour"}),  # a mistake
)


async def main(lists: list[str]) -> None:
    """Asks each of the questions and prints what is answered."""
    words = [word for name in lists for word in ("--bib", name)]
    program = StdioServerParameters(command=sys.executable, args=["-m", "mialit", "mcp", *words])
    async with Client(program) as client:
        listed = await client.list_tools()
        print("tools:", ", ".join(tool.name for tool in listed.tools))
        for tool, arguments in QUESTIONS:
            print(f"\n{tool} {json.dumps(arguments)}")
            answer = await client.call_tool(tool, arguments)
            print("error:" if answer.is_error else "answer:")
            for part in answer.content:
                print(part.text.rstrip())


asyncio.run(main(sys.argv[1:]))
