"""Uploaded files: found for a backup, and put in their folder whole or not at all."""

import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from . import ArchiveError

FOLDER = "media/"
STAGE = ".restore-"
PIECE = 1024 * 1024


def files(root: Path):
    """(name in the archive, path) of every uploaded file; links are not followed."""
    found = []
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if not name.startswith(STAGE)]
        found += [Path(folder, name) for name in names]
    for path in sorted(found):
        if path.is_file() and not path.is_symlink():
            yield FOLDER + path.relative_to(root).as_posix(), path


def refuse_unsafe(member: str) -> None:
    """Only a path that stays inside the folder is one of ours."""
    path = PurePosixPath(member)
    if (
        not member.startswith(FOLDER)
        or path.as_posix() != member
        or len(path.parts) < 2
        or ".." in path.parts
        or any(part.startswith(STAGE) for part in path.parts)
        or "\\" in member
        or "\x00" in member
    ):
        raise ArchiveError("This backup holds a file that would leave its folder: not restored.")


@contextmanager
def staged(archive, root: Path):
    """Unpack the files beside the ones in place; gives a ``Stage`` whose ``swap`` puts them there.

    When the block raises, a swap that happened is undone. In the folder itself: it may be
    a mount of its own, and then only moves inside it are at once and without copying.
    """
    root.mkdir(parents=True, exist_ok=True)
    stage = Stage(root, Path(tempfile.mkdtemp(prefix=STAGE, dir=root)))
    try:
        stage.unpack(archive)
        yield stage
    except BaseException:
        stage.undo()
        raise
    finally:
        shutil.rmtree(stage.folder, ignore_errors=True)


class Stage:
    """The files of a backup, ready to take the place of what is there."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.folder = folder
        self._root = root
        self._new, self._old = folder / "new", folder / "old"
        self._moves: list[tuple[Path, Path]] = []

    def unpack(self, archive) -> None:
        self._new.mkdir()
        self._old.mkdir()
        for entry in archive.manifest.files:
            path = self._new / entry.member.removeprefix(FOLDER)
            path.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(entry) as source, path.open("xb") as target:
                shutil.copyfileobj(source, target, PIECE)

    def swap(self) -> None:
        for path in sorted(self._root.iterdir()):
            if path != self.folder:
                self._move(path, self._old / path.name)
        for path in sorted(self._new.iterdir()):
            self._move(path, self._root / path.name)

    def undo(self) -> None:
        while self._moves:
            source, target = self._moves.pop()
            os.rename(target, source)

    def _move(self, source: Path, target: Path) -> None:
        os.rename(source, target)
        self._moves.append((source, target))
