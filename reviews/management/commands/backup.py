"""``manage.py backup FILE``: database and uploaded files into one archive."""

import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from reviews.management.archive import ArchiveError
from reviews.management.archive.writing import write


class Command(BaseCommand):
    help = (
        "Write everything this installation holds, uploaded files included, into one file "
        "that `restore` reads on SQLite and PostgreSQL alike. Pages stay available meanwhile. "
        "Sessions are left out. The file holds everything there is to know: keep it safe."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--force", action="store_true", help="overwrite an existing file")

    def handle(self, *, file, force, **options):
        start = time.monotonic()
        try:
            manifest = write(file, force=force)
        except ArchiveError as error:
            raise CommandError(str(error)) from error
        if options["verbosity"] > 0:
            self.stdout.write(
                f"Backed up {manifest.rows:,} rows of {len(manifest.tables)} tables and "
                f"{len(manifest.files):,} files into {file} "
                f"({file.stat().st_size / 1e6:,.1f} MB, {time.monotonic() - start:.1f} s)."
            )
            if manifest.left_out:
                self.stdout.write(
                    f"Left out: {manifest.left_out:,} links or other things among the uploads "
                    "that are no files."
                )
