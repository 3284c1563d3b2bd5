"""What programs that act for a person are told and may ask: a description and a server.

`tools` are the questions, each with typed arguments and the words of the command that answers it;
`command_line` runs that command in a process of its own, `answers` makes of its output what a
client is sent. `server` speaks the Model Context Protocol and is the one home of the package mcp;
`skill` is SKILL.md, for assistants that have a shell. All of it only reads.
"""
