"""What programs that act for a person are told and may ask: a description and a server.

It answers with what the command line prints, and changes nothing.
"""
