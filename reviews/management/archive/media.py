"""Uploaded files: found for a backup, and put in their folder whole or not at all."""

import os
import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from . import ArchiveError

FOLDER = "media/"
STAGE = ".restore-"
# The file system's own folder, at the top of each that is mounted.
NOT_OURS = "lost+found"
PIECE = 1024 * 1024


@dataclass
class Uploads:
    """What lies in the folder: ``files`` as (name in the archive, path), and how many links,
    sockets and the like are ``left_out``, since they are no files of ours."""

    files: list[tuple[str, Path]] = field(default_factory=list)
    left_out: int = 0


def uploads(root: Path) -> Uploads:
    """Every uploaded file; links are not followed.

    Raises ArchiveError for a folder that cannot be read: a part is not a backup.
    """
    found = Uploads()
    for folder, folders, names in os.walk(root, onerror=_refuse_unreadable):
        here = Path(folder)
        linked = [name for name in folders if (here / name).is_symlink()]
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(STAGE) and not (here == root and name == NOT_OURS)
        )
        for path in (here / name for name in sorted([*names, *linked])):
            if path.is_file() and not path.is_symlink():
                found.files.append((FOLDER + path.relative_to(root).as_posix(), path))
            else:
                found.left_out += 1
    found.files.sort(key=lambda file: file[1])
    return found


def _refuse_unreadable(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError):  # not there yet, or removed meanwhile
        raise unreadable(error.filename, error) from error


def unreadable(path, error: OSError) -> ArchiveError:
    return ArchiveError(f"Cannot read {path}: {error.strerror or error}.")


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

    When the block raises, a swap that happened is undone; what cannot be moved back stays in
    its folder, whose name is told. In the folder of uploads itself: it may be a mount of its
    own, and then only moves inside it are at once and without copying. Raises ArchiveError
    where another restore is at work or left its folder: files of before may be in there.
    """
    root.mkdir(parents=True, exist_ok=True)
    stage = Stage(root, Path(tempfile.mkdtemp(prefix=STAGE, dir=root)))
    try:
        _refuse_another(root, stage.folder)
        stage.unpack(archive)
        yield stage
    except BaseException:
        stage.undo()
        stage.remove()
        raise
    stage.remove()


def _refuse_another(root: Path, ours: Path) -> None:
    for other in sorted(root.glob(f"{STAGE}*")):
        if other != ours:
            raise ArchiveError(
                f"Another restore is at work, or one that was stopped left {other}; nothing was "
                "changed. If none is at work, move what you miss from its folder old back to "
                "where it was, then remove it."
            )


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
            if path != self.folder and path.name != NOT_OURS:
                self._move(path, self._old / path.name)
        for path in sorted(self._new.iterdir()):
            self._move(path, self._root / path.name)

    def undo(self) -> None:
        """Move everything back. Raises ArchiveError when that fails, before anything else
        moves: then ``folder`` holds what is missing and must stay."""
        while self._moves:
            source, target = self._moves[-1]
            try:
                if os.path.lexists(target):  # not where the move itself failed
                    os.rename(target, source)
            except OSError as error:
                raise ArchiveError(
                    f"Nothing was changed in the database, but the files of before could not "
                    f"all be moved back ({error.strerror or error}): they are in {self._old}."
                ) from error
            self._moves.pop()

    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def _move(self, source: Path, target: Path) -> None:
        # Noted first: an interruption must not leave a move that nobody knows of.
        self._moves.append((source, target))
        os.rename(source, target)
