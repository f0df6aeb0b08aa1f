"""Static files as they are sent: named by their content, compressed, the shell's sheets in one."""

import posixpath
import re
from functools import partial

from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

OWN = ("js/", "vendor/")
# The sheet that every page asks for. As written it imports its parts, which a browser fetches
# one by one and only after it; in production it holds them.
SHELL = "css/shell.css"
IMPORT = re.compile(r'^@import "(?P<address>[^"]+)";$', re.MULTILINE)
ADDRESS = re.compile(r'url\("(?!data:|/|#)(?P<address>[^"]+)"\)')


class StaticFiles(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage; ``collectstatic`` puts the parts of ``SHELL`` in their places.

    A module names another by its path; the copy that is served names the hashed file.
    Scripts that packages bring and no page of ours loads may name modules that their
    readers are to provide: those stay as they are.
    """

    support_js_module_import_aggregation = True

    def url_converter(self, name, *args, **kwargs):
        if name.endswith(".js") and not name.startswith(OWN):
            return lambda match: match.group()
        return super().url_converter(name, *args, **kwargs)

    def post_process(self, paths, dry_run=False, **options):
        if SHELL in paths and not dry_run:
            whole = InMemoryStorage()
            whole.save(SHELL, ContentFile(with_parts(paths, SHELL)))
            paths = {**paths, SHELL: (whole, SHELL)}
        yield from super().post_process(paths, dry_run=dry_run, **options)


def with_parts(paths, name):
    """The text of a style sheet, each ``@import`` in it replaced by the sheet it names."""
    return IMPORT.sub(lambda found: part(paths, name, found["address"]), text_of(paths, name))


def part(paths, name, address):
    """The text of another sheet, its addresses as seen from the folder of the first."""
    here = posixpath.dirname(name)
    path = posixpath.normpath(posixpath.join(here, address))
    return ADDRESS.sub(partial(moved, posixpath.dirname(path), here), text_of(paths, path))


def moved(source, target, found):
    path = posixpath.normpath(posixpath.join(source, found["address"]))
    return f'url("{posixpath.relpath(path, target)}")'


def text_of(paths, name):
    storage, path = paths[name]
    with storage.open(path) as file:
        return file.read().decode()
