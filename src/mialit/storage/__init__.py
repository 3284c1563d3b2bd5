"""Which file is read, the cache of parsed lists, and atomic writing.

`sources` decides which files a command asks: option, variable, folder, bundled list. `bibliography`
loads them into a `Catalogue` of records with their vocabulary and problems, from the `cache` where
the file is as it was when it was stored and the files named with it give it what they gave it then.
Else `loading` reads them: as a whole (`libraries`), or, by `reading`, a large one unit by unit:
first its `frame`, then `excerpts` of its `file_parts`, in several `processes`. `cache_format`
writes records down and reads them one by one, `joining` makes one list of parts, and
`cache_pruning` keeps the cache's folder small. `configuration` reads what the user prefers,
`user_folders` says where it and the cache are, `revisions` reads earlier versions of a file from
git, and `origin` says where the program came from. `atomic_write` writes a file so that it is the
old one or the new one, whole; `file_lock` keeps others from it meanwhile and waits for those who
are at it. No room below knows the file system, and above it lists are read and written through it
alone. The door is `choose`, `load`, `update` and `write_new`.
"""
