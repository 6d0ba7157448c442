"""The archive: a directory with `archive.db`, written by one thread and read by anyone at the same time."""
