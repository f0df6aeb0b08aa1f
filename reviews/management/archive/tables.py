"""Tables as lines of JSON: the same for SQLite and PostgreSQL, exact in both directions."""

import base64
import json
import uuid
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.apps import apps
from django.db.models import BooleanField, ExpressionWrapper, Q

from . import ArchiveError

# Whoever was signed in signs in again: a restored session would outlive a sign-out.
LEFT_OUT = {"sessions.Session"}
# What `manage.py migrate` itself puts into an empty database.
BORN_FILLED = {
    "contenttypes.ContentType",
    "auth.Permission",
    "postmortems.DocumentTemplate",
    "postmortems.TemplateSection",
}
ROWS_AT_ONCE = 100  # a row may hold a whole page, its snapshot and its text

_UNPACK = {
    "DateTimeField": datetime.fromisoformat,
    "DateField": date.fromisoformat,
    "TimeField": time.fromisoformat,
    "DurationField": lambda microseconds: timedelta(microseconds=microseconds),
    "DecimalField": Decimal,
    "UUIDField": uuid.UUID,
    "BinaryField": base64.b64decode,
}


class Table:
    """One model's rows: which columns, how a row becomes a line and a line a row."""

    def __init__(self, model) -> None:
        self.model = model
        self.label = model._meta.label
        self.name = model._meta.db_table
        self.member = f"tables/{self.label}.jsonl"
        self.fields = [
            field for field in model._meta.local_concrete_fields if not _is_computed(field)
        ]
        self.columns = [field.column for field in self.fields]
        self._kinds = [_kind(field) for field in self.fields]

    def lines(self):
        """Every row as one line, by primary key; read as it is wanted, not all at once."""
        asked_for_null = {
            f"{field.attname}__is_null": ExpressionWrapper(
                Q(**{f"{field.attname}__isnull": True}), BooleanField()
            )
            for field, kind in zip(self.fields, self._kinds, strict=True)
            if kind == "JSONField"
        }
        names = [field.attname for field in self.fields]
        rows = self.model._base_manager.annotate(**asked_for_null).order_by("pk")
        rows = rows.values_list(*names, *asked_for_null)
        for row in rows.iterator(chunk_size=ROWS_AT_ONCE):
            yield self._line(row[: len(names)], iter(row[len(names) :]))

    def _line(self, values, nulls) -> bytes:
        packed = [
            self._pack(kind, value, nulls) for kind, value in zip(self._kinds, values, strict=True)
        ]
        try:
            return json.dumps(packed, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        except (TypeError, UnicodeEncodeError) as error:
            raise ArchiveError(f"A row of {self.label} cannot be written: {error}.") from error

    @staticmethod
    def _pack(kind, value, nulls):
        if kind == "JSONField":
            # No value and the value null are two things: only the latter is wrapped.
            return None if next(nulls) else [value]
        if isinstance(value, datetime | date | time):
            return value.isoformat()
        if isinstance(value, timedelta):
            return value // timedelta(microseconds=1)
        if isinstance(value, Decimal | uuid.UUID):
            return str(value)
        if isinstance(value, bytes | memoryview):
            return base64.b64encode(value).decode()
        return value

    def values(self, line: bytes) -> list:
        """A line's values, in the order of ``columns``.

        Raises ArchiveError for a line that is not one row of this table.
        """
        try:
            packed = json.loads(line)
            if len(packed) != len(self.fields):
                raise ValueError("not as many values as columns")
            return [_unpack(kind, one) for kind, one in zip(self._kinds, packed, strict=True)]
        except (ValueError, TypeError, ArithmeticError) as error:
            raise ArchiveError(f"The backup holds an unreadable row of {self.label}.") from error


def tables() -> list[Table]:
    """Everything that is kept, those between two models included, always in one order."""
    models = apps.get_models(include_auto_created=True)
    kept = [
        model
        for model in models
        if model._meta.managed and not model._meta.proxy and model._meta.label not in LEFT_OUT
    ]
    return [Table(model) for model in sorted(kept, key=lambda model: model._meta.label)]


def _is_computed(field) -> bool:
    """Whether the database works the value out by itself and takes none."""
    return bool(getattr(field, "generated", False))


def _kind(field) -> str:
    while field.remote_field:
        field = field.target_field
    return field.get_internal_type()


def _unpack(kind, value):
    if value is None:
        return None
    if kind == "JSONField":
        (wrapped,) = value
        return Wrapped(wrapped)
    return _UNPACK[kind](value) if kind in _UNPACK else value


class Wrapped:
    """A value of a JSON column, which may be null without being absent."""

    def __init__(self, value) -> None:
        self.value = value
