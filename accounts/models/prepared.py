"""A question to the database that is put together once and asked often."""

from django.db import connection

# Numbers that stand for the values while a question is put together; no row has them. They fit
# the smallest column asked about: PostgreSQL's Django answers "none" for a larger one itself.
FIRST_STAND_IN = 2_140_000_001


class Prepared:
    """Django takes longer to turn a queryset into SQL than the database to answer it.

    ``build`` is given a stand-in for each of ``names`` (and whatever else is passed on), and
    returns a ``values_list``; ``ask`` puts the values in their place. So what is asked is said
    in querysets, ``visible_to`` among them, as everywhere. ``build`` must not look into a
    value: whatever the shape of the question depends on is passed beside them, and is part of
    what a caller keeps this under. The values are whole numbers, or texts where the column holds
    texts; a value that the question does not depend on (who an administrator is) is passed over.
    """

    def __init__(self, build, *names, **shape):
        stand_ins = {name: FIRST_STAND_IN + place for place, name in enumerate(names)}
        rows = build(**stand_ins, **shape)
        compiler = rows.query.get_compiler(connection=connection)
        self._sql, params = compiler.as_sql()
        names_of = {form(value): name for name, value in stand_ins.items() for form in (int, str)}
        self._params = [(names_of.get(one), one) for one in params]
        selected = [column for column, _, _ in compiler.select]
        self._converters = list(compiler.get_converters(selected).items())

    def ask(self, **values):
        """The rows, as tuples."""
        params = [values[name] if name else fixed for name, fixed in self._params]
        with connection.cursor() as cursor:
            cursor.execute(self._sql, params)
            rows = cursor.fetchall()
        return [self._converted(row) for row in rows] if self._converters else rows

    def _converted(self, row):
        row = list(row)
        for place, (functions, expression) in self._converters:
            for function in functions:
                row[place] = function(row[place], expression, connection)
        return tuple(row)
