"""``@Maya Reyes``: who is meant by it, and who can be.

A mention is stored as it is typed: the name behind an @. A draft stays readable Markdown in
every export, and a form gives back what was written. It is resolved when it is saved, against
those who may read the place: the longest name that fits is meant, letters large or small,
and where two share a name both are told. Nobody else can be mentioned, so a mention never
tells of something that its reader would not find.
"""

import re

from django.db.models import Exists, OuterRef, Q

from accounts.enums import Role
from accounts.models import User
from postmortems.enums import AccessReason, Visibility
from postmortems.models import IncidentAccess

AT = re.compile(r"(?<![\w@.])@(?=\S)")
CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`", re.DOTALL)
MOST_MENTIONS = 50  # in one text: nobody calls more people by name, a machine would


def readers(postmortem, *, on_page=False, comment=False):
    """Everyone who may read a place: the page, the draft's text, or the comments beside it."""
    access = IncidentAccess.objects.filter(incident=postmortem.incident_id, user=OuterRef("pk"))
    if comment and not on_page:
        return User.objects.active().filter(Exists(access.exclude(reason=AccessReason.GRANTED)))
    sees = Q(role=Role.ADMINISTRATOR) | Q(Exists(access))
    if postmortem.incident.visibility == Visibility.ORGANIZATION:
        sees |= Q() if on_page else ~Q(role=Role.READER)
        if on_page:
            return User.objects.active()
    return User.objects.active().filter(sees)


def mentioned(text, people):
    """Those of ``people`` (a queryset) whom a text mentions, and their names as it has them.

    Code is left alone: a decorator or an address in it calls nobody.
    """
    if "@" not in text:
        return [], []
    text = CODE.sub(" ", text)
    places = [match.end() for match in AT.finditer(text)][:MOST_MENTIONS]
    if not places:
        return [], []
    by_name = {}
    for person in people:
        by_name.setdefault(person.name.casefold(), []).append(person)
    longest_first = sorted(by_name, key=len, reverse=True)
    found, names = {}, []
    for place in places:
        rest = text[place : place + 100].casefold()
        name = next((one for one in longest_first if stands_at(one, rest)), None)
        if name:
            names.append(text[place : place + len(name)])
            found |= {person.pk: person for person in by_name[name]}
    return list(found.values()), sorted(set(names), key=len, reverse=True)


def stands_at(name, rest):
    """Whether a text begins with this name, and the name ends there."""
    following = rest[len(name) : len(name) + 1]
    return rest.startswith(name) and not (following.isalnum() or following == "_")


def suggestions(people, words, most=8):
    """Names to offer for what was typed behind the @: where a part of the name begins so."""
    words = " ".join(words.replace("\x00", "").split())[:80]
    if words:
        people = people.filter(Q(name__istartswith=words) | Q(name__icontains=f" {words}"))
    return list(people.order_by("name").values_list("name", flat=True).distinct()[:most])
