"""Counting rows inside a question to the database."""

from django.db.models import Count, Subquery, Value
from django.db.models.functions import Coalesce


def number_of(rows):
    """How many these are, as an expression; 0 where there are none."""
    together = rows.order_by().annotate(together=Value(1)).values("together")
    return Coalesce(Subquery(together.annotate(number=Count("pk")).values("number")), 0)
