"""Documents are built once by the product's verbs; after that their rows are put back.

Every worker builds each scene through the verbs the first time it is asked for and keeps the
rows of every table. The next test that asks for the same scene, from the same beginning, gets
those rows as they were and the objects read anew. Whatever a test wrote before asking, another
time on a stopped clock, or a database outside the test's own transaction: the scene is built
again, so nobody ever gets a document that the verbs would not have made.
"""

import functools
from contextlib import contextmanager

import time_machine
from django.apps import apps
from django.db import connection, models
from django.utils import timezone

HARMLESS = ("SELECT", "SAVEPOINT", "RELEASE", "BEGIN")
UNTOUCHED = ()

# The scene that the database holds exactly, as a path of steps; None: something else.
_now_held = None
_beginnings = []  # what migrations and earlier modules left before the first scene
_rows = {}  # step -> {table: rows}
_things = {}  # step -> what the scene returned, as references


def start_test():
    """Nothing was written by this test yet."""
    global _now_held
    _now_held = UNTOUCHED


def _watch(execute, sql, params, many, context):
    global _now_held
    if _now_held is not None and not sql.startswith(HARMLESS):
        _now_held = None
    return execute(sql, params, many, context)


connection.execute_wrappers.append(_watch)


def kept(build):
    """``build(cast) -> cast`` or ``build(**facts) -> cast``, done by the verbs only once."""

    @functools.wraps(build)
    def scene(*casts, **facts):
        global _now_held
        if not _can_keep(casts):
            return build(*casts, **facts)
        before = _now_held or _beginning()
        step = (*before, build.__qualname__, *sorted(facts.items()), _clock())
        if step in _rows:
            _put_back(_rows[before], _rows[step])
            _now_held = step
            return _read(step, casts)
        cast = build(*casts, **facts)
        _rows[step], _things[step] = _dump(), _references(cast)
        _now_held = step
        return cast

    return scene


def _can_keep(casts):
    if _now_held is None or not connection.in_atomic_block:
        return False
    return bool(casts) is (_now_held != UNTOUCHED)


def _beginning():
    rows = _dump()
    if rows not in _beginnings:
        _beginnings.append(rows)
    step = (_beginnings.index(rows),)
    _rows[step] = rows
    return step


def _clock():
    return timezone.now() if time_machine.escape_hatch.is_travelling() else None


@contextmanager
def _cursor():
    """The driver's own cursor: nothing watched, counted or converted."""
    connection.ensure_connection()
    cursor = connection.connection.cursor()
    try:
        yield cursor
    finally:
        cursor.close()


@functools.cache
def _tables():
    """{table: columns} of every model, without what the database computes itself."""
    quote = connection.ops.quote_name
    return {
        quote(model._meta.db_table): [
            quote(field.column)
            for field in model._meta.local_concrete_fields
            if not getattr(field, "generated", False)
        ]
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    }


def _dump():
    """{table: rows} of the whole database, in one order."""
    # SQLite converts by a column's declared type; an expression comes as it is stored.
    plain = "+" if connection.vendor == "sqlite" else ""
    found = {}
    with _cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(f'(SELECT COUNT(*) FROM {one})' for one in _tables())}")
        counts = cursor.fetchone()
        for (table, columns), count in zip(_tables().items(), counts, strict=True):
            found[table] = []
            if count:
                named = ", ".join(plain + one for one in columns)
                cursor.execute(f"SELECT {named} FROM {table} ORDER BY 1")
                found[table] = cursor.fetchall()
    return found


def _put_back(before, after):
    """From one state's rows to another's; foreign keys are looked at later, all at once."""
    mark = "?" if connection.vendor == "sqlite" else "%s"
    with _cursor() as cursor:
        for table, columns in _tables().items():
            if before[table] == after[table]:
                continue
            if before[table]:
                cursor.execute(f"DELETE FROM {table}")
            into = f"INSERT INTO {table} ({', '.join(columns)}) VALUES "
            row = f"({', '.join([mark] * len(columns))})"
            for some in _in_parts(after[table], 30_000 // len(columns)):
                values = [value for one in some for value in one]
                cursor.execute(into + ", ".join([row] * len(some)), values)


def _in_parts(rows, size):
    return [rows[start : start + size] for start in range(0, len(rows), size)]


def _references(cast):
    return type(cast), {name: _reference(value) for name, value in vars(cast).items()}


def _reference(value):
    if isinstance(value, dict):
        return {name: _reference(one) for name, one in value.items()}
    return (type(value), value.pk) if isinstance(value, models.Model) else value


def _read(step, casts):
    """The cast as the scene returned it; a cast that came in is the one that goes out."""
    kind, references = _things[step]
    wanted = {}
    for reference in _flat(references):
        wanted.setdefault(reference[0], set()).add(reference[1])
    found = {model: model._base_manager.in_bulk(keys) for model, keys in wanted.items()}
    values = _objects(references, found)
    cast = casts[0] if casts else kind(**values)
    if casts:
        people = {name for name, one in values.items() if name in cast.people}
        vars(cast).update({name: one for name, one in values.items() if name not in people})
    cast.postmortem = cast.fresh()
    cast.incident = cast.postmortem.incident
    return cast


def _flat(reference):
    if isinstance(reference, dict):
        for one in reference.values():
            yield from _flat(one)
    elif isinstance(reference, tuple):
        yield reference


def _objects(reference, found):
    if isinstance(reference, dict):
        return {name: _objects(one, found) for name, one in reference.items()}
    if isinstance(reference, tuple):
        return found[reference[0]][reference[1]]
    return reference
