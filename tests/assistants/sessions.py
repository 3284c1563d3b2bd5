"""Sessions with the server: in this process, or with `mialit mcp` in one of its own."""

import asyncio

from mcp import Client

from door import FROZEN, environment
from mialit.assistants.command_line import CommandLine
from mialit.assistants.server import server

# A reference that is outdated, and one to a paper that the list does not have.
MANUSCRIPT = """\
@article{shokri,
  title = {Membership Inference Attacks Against Machine Learning Models},
  author = {Shokri, Reza and Stronati, Marco and Song, Congzheng and Shmatikov, Vitaly},
  journal = {arXiv preprint arXiv:1610.05820},
  year = 2016
}
@inproceedings{vaswani,
  title = {Attention is All you Need},
  author = {Vaswani, Ashish},
  booktitle = {Advances in Neural Information Processing Systems},
  year = 2017
}
"""


def program(*lists, **env):
    """The command line, asked about *lists*, else the frozen one."""
    return CommandLine([str(each) for each in lists or (FROZEN,)], [], environment(env))


def asked(*questions, of=None, mode="auto"):
    """What the server answers to each of *questions*, a tool's name and arguments."""

    async def session():
        async with Client(server(of or program(), "Told."), mode=mode) as client:
            return [await client.call_tool(tool, arguments) for tool, arguments in questions]

    return asyncio.run(session())


def texts(answer):
    return [part.text for part in answer.content]
