"""Comparing text without letter case, on both databases and in every script.

SQLite folds the case of ASCII letters only, PostgreSQL by the locale it was set up with. So
published text is stored folded, and text that changes is asked for in its usual spellings.
"""

import re
import unicodedata

from django.db.models import Q, Value
from django.db.models.functions import StrIndex

MOST_TERMS = 8
TERM = re.compile(r"[\"“„«]([^\"“”„«»]+)[\"”»]|(\S+)")


def terms_of(text):
    """What to look for: each word, and each phrase in quotation marks; at most eight."""
    found = [(phrase or word).strip() for phrase, word in TERM.findall(text)]
    return [term for term in found if term][:MOST_TERMS]


def folded(text):
    """Without letter case, and with single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def hold_folded(rows, field, terms):
    """The rows whose folded text holds every term."""
    for number, term in enumerate(terms):
        place = f"{field}_place_{number}"
        rows = rows.alias(**{place: StrIndex(field, Value(folded(term)))})
        rows = rows.filter(**{f"{place}__gt": 0})
    return rows


def holds(field, term):
    """A condition: the text holds the term, as typed, small, large, or with a capital first."""
    spellings = {term}
    if not term.isascii():
        spellings |= {term.lower(), term.upper(), term.title(), term.capitalize()}
    condition = Q()
    for spelling in sorted(spellings):
        condition |= Q(**{f"{field}__icontains": spelling})
    return condition
