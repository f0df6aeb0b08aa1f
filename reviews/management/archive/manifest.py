"""The manifest: what a backup holds, told exactly enough to check every byte of it."""

import json
from dataclasses import asdict, dataclass, field

from . import FORMAT, PRODUCT, ArchiveError

NOT_OURS = "This file is not a backup of Afterword."


@dataclass(frozen=True)
class TableEntry:
    """One table: ``size`` is the member's length in bytes before compression; ``last`` the
    last number that the database gave out in it, None where it gives out none."""

    model: str
    member: str
    columns: list[str]
    rows: int
    size: int
    sha256: str
    last: int | None


@dataclass(frozen=True)
class FileEntry:
    """One uploaded file; ``size`` in bytes."""

    member: str
    size: int
    sha256: str


@dataclass
class Manifest:
    version: str
    build: str
    created_at: str
    database: str
    migrations: dict[str, list[str]]
    left_out: int = 0  # links and the like among the uploads
    tables: list[TableEntry] = field(default_factory=list)
    files: list[FileEntry] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)

    @property
    def members(self) -> list[TableEntry | FileEntry]:
        return [*self.tables, *self.files]

    def dump(self) -> bytes:
        told = {"product": PRODUCT, "format": FORMAT, **asdict(self)}
        return json.dumps(told, ensure_ascii=False, indent=1).encode()

    @classmethod
    def parse(cls, text: bytes) -> "Manifest":
        """Raises ArchiveError for anything that ``dump`` did not write."""
        try:
            told = json.loads(text)
            if told.pop("product") != PRODUCT:
                raise ArchiveError(NOT_OURS)
            number = told.pop("format")
            if number != FORMAT:
                raise ArchiveError(
                    f"This backup has format {number}, of which this version knows nothing: "
                    "restore it with the version that made it."
                )
            told["tables"] = [TableEntry(**entry) for entry in told["tables"]]
            told["files"] = [FileEntry(**entry) for entry in told["files"]]
            manifest = cls(**told)
            manifest._refuse_wrong_types()
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise ArchiveError(
                "The manifest of this backup is unreadable: the file is damaged."
            ) from error
        return manifest

    def _refuse_wrong_types(self) -> None:
        for entry in self.members:
            if not isinstance(entry.member, str) or not isinstance(entry.sha256, str):
                raise TypeError("a member without a name or checksum")
            if type(entry.size) is not int:
                raise TypeError("a size that is no number")
        for entry in self.tables:
            if type(entry.rows) is not int or type(entry.last) not in (int, type(None)):
                raise TypeError("a count that is no number")
        if type(self.left_out) is not int:
            raise TypeError("a count that is no number")
        for names in self.migrations.values():
            if not all(isinstance(name, str) for name in names):
                raise TypeError("a migration without a name")
