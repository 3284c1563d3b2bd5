"""Which file is read, the cache of parsed lists, and atomic writing."""
