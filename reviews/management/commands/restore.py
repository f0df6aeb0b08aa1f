"""``manage.py restore FILE``: make this installation what the archive holds."""

import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from reviews.management.archive import ArchiveError
from reviews.management.archive.origin import refuse_other_migrations
from reviews.management.archive.reading import Archive
from reviews.management.archive.restoring import restore


class Command(BaseCommand):
    help = (
        "Check a backup wholly, then put it into this installation: all of it or nothing. "
        "Stop the web process and the job worker first. Everyone signs in again afterwards."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--replace", action="store_true", help="throw away what this installation holds"
        )
        parser.add_argument(
            "--check", action="store_true", help="only check the file; change nothing"
        )

    def handle(self, *, file, replace, check, **options):
        start = time.monotonic()
        try:
            with Archive(file) as archive:
                if check:
                    refuse_other_migrations(archive.manifest)
                    archive.check()
                else:
                    restore(archive, replace=replace)
        except ArchiveError as error:
            raise CommandError(str(error)) from error
        if options["verbosity"] > 0:
            manifest = archive.manifest
            done = "The backup is whole:" if check else "Restored and compared:"
            self.stdout.write(
                f"{done} {manifest.rows:,} rows of {len(manifest.tables)} tables and "
                f"{len(manifest.files):,} files, as of {manifest.created_at[:19]} UTC "
                f"({time.monotonic() - start:.1f} s)."
            )
