"""Numbers already given out: no row made after a restore gets the number of an earlier one.

The audit and people's links name rows by number, also those that were removed since.
"""

from django.db import connection, models


def last_number(table) -> int | None:
    """The last primary key that the database gave out in this table; None if it does not."""
    if not _counts(table):
        return None
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"SELECT last_value, is_called FROM {_sequence(cursor, table)}")
            last, was_used = cursor.fetchone()
            return last if was_used else last - 1
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table.name])
        found = cursor.fetchone()
        return found[0] if found else 0


def go_on_after(table, last: int) -> None:
    """Make the database give out ``last`` + 1 next, or more where a row has that number."""
    if not _counts(table):
        return
    highest = table.model._base_manager.aggregate(highest=models.Max("pk"))["highest"] or 0
    last = max(last, highest)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Unlike setval, this is undone with the transaction.
            sequence = _sequence(cursor, table)
            cursor.execute(f"ALTER SEQUENCE {sequence} RESTART WITH %s", [last + 1])
        else:
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table.name])
            cursor.execute(
                "INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table.name, last]
            )


def _counts(table) -> bool:
    return isinstance(table.model._meta.pk, models.AutoField | models.BigAutoField)


def _sequence(cursor, table) -> str:
    name = connection.ops.quote_name(table.name)
    cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [name, table.model._meta.pk.column])
    return cursor.fetchone()[0]
