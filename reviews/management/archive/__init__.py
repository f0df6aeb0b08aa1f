"""Backups: everything an installation holds, in one file that either database can read.

A zip file with ``manifest.json``, one member of JSON lines per table, and the uploaded
files. ``tables`` says what a table is in it, ``writing`` makes one, ``reading`` opens and
checks one, ``restoring`` puts one into the database, ``media`` its files into their folder.
"""

FORMAT = 1
PRODUCT = "Afterword"
MANIFEST = "manifest.json"


class ArchiveError(Exception):
    """The backup or restore did not happen; the message is one sentence that says why."""
