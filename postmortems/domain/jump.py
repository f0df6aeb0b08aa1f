"""Where a part of a name leads: postmortems, sections of a draft, actions, pages.

Everything is asked through ``visible_to`` or what builds on it, so nobody is led to, or told
of, what they could not open. The number of statements does not grow with what there is.
"""

import re
from dataclasses import dataclass

from django.urls import reverse

from postmortems.models import Incident, Postmortem, Section, TemplateSection
from postmortems.search import holds, terms_of

from . import action_list, lifecycle
from .library import REFERENCE, readable
from .severity import labels

MOST = 6
NAMED = 3  # postmortems whose sections are offered by the names of both
LONGEST = 100
SECTION_OF = re.compile(r"PM-?(\d{1,9})\s+(\S.*)", re.IGNORECASE)
QUESTION = re.compile(r"\bq([1-8])\b")
INCIDENT = re.compile(r"\s*INC-?(\d{1,9})\s*", re.IGNORECASE)
PAGES = (
    ("Home", "postmortems:home"),
    ("Postmortems", "postmortems:library"),
    ("Reviews", "reviews:queue"),
    ("Actions", "postmortems:actions"),
    ("Inbox", "postmortems:inbox"),
    ("Teams", "accounts:teams"),
    ("Your profile", "accounts:profile"),
    ("Notifications", "accounts:notifications"),
    ("Keyboard shortcuts", "postmortems:shortcuts"),
)
FOR_WRITERS = (("Open a new incident", "postmortems:incident-open"),)
FOR_ADMINISTRATORS = (
    ("People", "accounts:people"),
    ("Settings", "postmortems:settings"),
    ("Templates", "postmortems:templates"),
    ("Severities", "postmortems:setting-severities"),
    ("Clocks", "postmortems:setting-clocks"),
    ("Known words", "postmortems:setting-words"),
    ("Template choices", "postmortems:template-choices"),
    ("Prompts for reviews", "reviews:prompts"),
    ("Services", "postmortems:setting-services"),
)
# Of the postmortem one is in, beside its sections and moves.
INSIDE = (
    ("Draft", "postmortems:draft"),
    ("My part", "postmortems:my-part"),
    ("Comments", "postmortems:threads"),
    ("People of this postmortem", "postmortems:people"),
    ("Changes since the review", "postmortems:changes"),
    ("History", "postmortems:history"),
    ("Images and files", "postmortems:attachments"),
    ("Find in this draft", "postmortems:find"),
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
    here = Postmortem.objects.visible_to(user).filter(pk=draft).first() if draft else None
    groups = [
        ("Sections of this draft", sections(here, words) if here and words else []),
        ("This postmortem", around(user, here, words) if here and words else []),
        ("Sections", sections_by_name(user, words)),
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


def sections(postmortem, words):
    return matching([told for _, told in named_sections([postmortem.pk])], words)


def named_sections(keys, detail=""):
    """``[(postmortem's number, Place)]`` in the order of the keys, then of the document."""
    found = Section.objects.filter(postmortem__in=keys).order_by("position")
    rows = found.values_list("postmortem", "heading", "number", "key")
    return [
        (
            pk,
            Place(
                heading,
                (f"Question {number}" if number else "Section") + detail.format(pk=pk),
                reverse("postmortems:section", args=[pk, key]),
            ),
        )
        for pk, heading, number, key in sorted(rows, key=lambda row: keys.index(row[0]))
    ]


def around(user, postmortem, words):
    """The moves that this person may make with it now, and the pages beside its draft."""
    moves = [
        Place(move.label, "Move", reverse("postmortems:move", args=[postmortem.pk, move]))
        for move in lifecycle.moves_of(postmortem, user)
    ]
    beside = [Place(label, "", reverse(name, args=[postmortem.pk])) for label, name in INSIDE]
    return matching([*moves, *beside], words)


def sections_by_name(user, words):
    """Of drafts named by ``PM-12`` or by words of a title, beside words of the heading.

    Which words name sections is asked of the templates; a text that names sections alone
    would lead everywhere, and leads nowhere.
    """
    found = Postmortem.objects.visible_to(user)
    if reference := SECTION_OF.fullmatch(words):
        found, words = found.filter(pk=int(reference[1])), reference[2]
    else:
        told, words = split_by_headings(words)
        if not (told and words):
            return []
        for term in told:
            found = found.filter(holds("incident__title", term))
    keys = list(found.order_by("-pk").values_list("pk", flat=True)[:NAMED])
    places = [place for _, place in named_sections(keys, " · PM-{pk}")]
    return matching(places, words)[:MOST]


def split_by_headings(words):
    """(terms of a title, the words that sections are called by) of what was typed."""
    terms = words.split()
    if len(terms) < 2 or is_reference(words):
        return [], ""
    named = TemplateSection.objects.values_list("heading", flat=True).distinct()
    known = {word.strip(".,?!:") for heading in named for word in heading.casefold().split()}
    of_sections = [
        term
        for term in terms
        if len(term) > 2 and any(one.startswith(term.casefold()) for one in known)
    ]
    return [term for term in terms if term not in of_sections], " ".join(of_sections)


def pages(user, words):
    offered = PAGES
    if not user.is_reader:
        offered += FOR_WRITERS
    if user.is_administrator:
        offered += FOR_ADMINISTRATORS
    return matching([Place(label, "", reverse(name)) for label, name in offered], words)


def matching(named, words):
    """Those whose name, or what else is said of them, holds every word; *q4* is question 4."""
    terms = QUESTION.sub(r"question \1", words.casefold()).split()
    return [
        place
        for place in named
        if all(term in f"{place.label} {place.detail}".casefold() for term in terms)
    ]
