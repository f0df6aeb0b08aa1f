"""Where a part of a name leads: postmortems, sections of a draft, actions, pages.

Everything is asked through ``visible_to`` or what builds on it, so nobody is led to, or told
of, what they could not open. However much there is, four statements are the most.
"""

import re
from dataclasses import dataclass

from django.urls import reverse

from postmortems.models import Incident, Postmortem, Section
from postmortems.search import holds, terms_of

from . import action_list
from .library import REFERENCE, readable
from .severity import labels

MOST = 6
LONGEST = 100
INCIDENT = re.compile(r"\s*INC-?(\d{1,9})\s*", re.IGNORECASE)
PAGES = (
    ("Home", "postmortems:home"),
    ("Postmortems", "postmortems:library"),
    ("Reviews", "reviews:queue"),
    ("Actions", "postmortems:actions"),
    ("Inbox", "postmortems:inbox"),
    ("Your profile", "accounts:profile"),
    ("Notifications", "accounts:notifications"),
    ("Keyboard shortcuts", "postmortems:shortcuts"),
)
FOR_WRITERS = (("Open an incident", "postmortems:incident-open"),)
FOR_ADMINISTRATORS = (
    ("People", "accounts:people"),
    ("Settings", "postmortems:settings"),
    ("Templates", "postmortems:templates"),
    ("Severities", "postmortems:setting-severities"),
    ("Clocks", "postmortems:setting-clocks"),
)


@dataclass(frozen=True)
class Place:
    """One line of what was found: its name, what else to know, where it leads."""

    label: str
    detail: str
    url: str


def places(user, words, draft=None):
    """``[(heading, [Place])]`` for what was typed, without empty groups.

    Nothing typed finds the newest postmortems and all pages; ``draft`` is the number of the
    postmortem that one writes in, whose sections are offered first.
    """
    words = " ".join(words.replace("\x00", "").split())[:LONGEST]
    groups = [
        ("Sections of this draft", sections(user, words, draft) if draft else []),
        ("Postmortems", postmortems(user, words)),
        ("Incidents", incidents(user, words)),
        ("Actions", actions(user, words)),
        ("Pages", pages(user, words)),
    ]
    return [(heading, found) for heading, found in groups if found]


def is_reference(words):
    """Whether this is the reference of one postmortem or incident, such as ``PM-12``."""
    return bool(REFERENCE.fullmatch(words) or INCIDENT.fullmatch(words))


def postmortems(user, words):
    found = readable(user)
    if reference := REFERENCE.fullmatch(words):
        found = found.filter(pk=int(reference[1]))
    else:
        for term in terms_of(words):
            found = found.filter(holds("listed_title", term))
    names = labels()
    return [
        Place(title, f"PM-{pk} · {names[severity]}", reverse("postmortems:postmortem", args=[pk]))
        for pk, title, severity in found.values_list("pk", "listed_title", "listed_severity")[:MOST]
    ]


def incidents(user, words):
    """The one whose reference was typed: most are reached by their postmortem."""
    reference = INCIDENT.fullmatch(words)
    if not reference:
        return []
    found = Incident.objects.visible_to(user).filter(pk=int(reference[1]))
    return [
        Place(incident.title, incident.reference, incident.get_absolute_url()) for incident in found
    ]


def actions(user, words):
    terms = [] if is_reference(words) else terms_of(words)
    if not terms:
        return []
    found = action_list.listed(user)
    for term in terms:
        found = found.filter(holds("told_title", term))
    found = found.order_by("-pk").values_list("pk", "told_title", "postmortem")[:MOST]
    return [
        Place(title, f"PM-{postmortem}", reverse("postmortems:action", args=[pk]))
        for pk, title, postmortem in found
    ]


def sections(user, words, draft):
    drafts = Postmortem.objects.visible_to(user).filter(pk=draft).values("pk")
    found = Section.objects.filter(postmortem__in=drafts).order_by("position")
    named = [
        Place(
            heading,
            f"Question {number}" if number else "Section",
            reverse("postmortems:section", args=[draft, key]),
        )
        for heading, number, key in found.values_list("heading", "number", "key")
    ]
    return matching(named, words) if words else []


def pages(user, words):
    offered = PAGES
    if not user.is_reader:
        offered += FOR_WRITERS
    if user.is_administrator:
        offered += FOR_ADMINISTRATORS
    return matching([Place(label, "", reverse(name)) for label, name in offered], words)


def matching(named, words):
    """Those whose name, or what else is said of them, holds every word."""
    terms = words.casefold().split()
    return [
        place
        for place in named
        if all(term in f"{place.label} {place.detail}".casefold() for term in terms)
    ]
