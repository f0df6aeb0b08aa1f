"""Build one installation of the gallery and tell where its screens are.

``python -m tests.gallery.rows {none,one,many,overlong}`` fills the database of the
environment through the product's verbs, and prints one JSON line: ``sessions`` (part to
session key) and ``subjects`` (name to primary key).
"""

import json
import os
import sys
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from postmortems.domain.comment import take_to_review  # noqa: E402
from postmortems.domain.note import publish_note  # noqa: E402
from postmortems.enums import EntryKind, PerspectiveAudience, Visibility  # noqa: E402
from reviews.domain.first_reading import ask_to_read  # noqa: E402
from reviews.domain.workshop import plan_workshop  # noqa: E402
from reviews.domain.worry import say_before  # noqa: E402
from reviews.enums import MeetingOutcome, Relation  # noqa: E402
from tests import scenes  # noqa: E402
from tests.cast import make_cast  # noqa: E402
from tests.factories import postmortems as made  # noqa: E402
from tests.factories import reviews as held  # noqa: E402
from tests.factories.accounts import TeamFactory, UserFactory  # noqa: E402

WORDS = "The nightly export stopped half way and nobody was told about it until the morning. "
ARABIC = "توقف التصدير الليلي في منتصف الطريق"
KINDS = list(EntryKind)
LOAD = 100
WORKSHOP = {"starts_at": timezone.now() + timedelta(days=2), "minutes": 30, "place": "Room Aspen"}


def unbroken(length):
    """A word that no browser finds a place to break in."""
    return ("Replikationsverzögerungsüberwachungskonfiguration_" * 20)[:length]


def line(kind, number, length):
    """One line of a record: ordinary, or the longest that is allowed."""
    if kind != "overlong":
        return f"{WORDS[: 40 + number % 40].strip()} ({number + 1})"
    shapes = [unbroken(length), f"{ARABIC} {unbroken(length - 60)}", (WORDS * 10)[:length].strip()]
    return shapes[number % 3]


def build(kind):
    """Everything of one kind; returns its cast, finished cast, and named subjects."""
    if kind == "many":
        call_command("generate_load", postmortems=LOAD, seed=1, verbosity=0)
    title = line(kind, 0, 200) if kind == "overlong" else "Checkout refused every second card"
    hidden = Visibility.RESTRICTED if kind == "none" else Visibility.ORGANIZATION
    cast = make_cast(title=title, visibility=hidden)
    if kind == "overlong":
        rename(cast)
    subjects = {"postmortem": cast.postmortem.pk, "incident": cast.incident.pk}
    if kind == "none":
        subjects["meeting"] = meeting_of(cast).pk
        subjects["finalized"] = None
    else:
        subjects.update(furnish(cast, kind))
        finished = scenes.finalized(
            make_cast(title=title + "" if kind == "overlong" else "Backups")
        )
        subjects["finalized"] = finished.postmortem.pk
        made.CommentThreadFactory(
            postmortem=finished.postmortem, by=finished.owner, on_publication=True
        )
        cast.reader = finished.reader
        subjects.update(hold(cast, kind))
    for number in range({"none": 0, "many": 12}.get(kind, 1)):
        TeamFactory(name=line(kind, number, 80))
    return cast, subjects


def rename(cast):
    for number, person in enumerate(one for one in cast.people.values() if one.pk):
        person.name = line("overlong", number, 80)
        person.save(update_fields=["name"])


def meeting_of(cast):
    return held.MeetingFactory(
        postmortem=cast.postmortem,
        facilitator=cast.facilitator,
        note_taker=cast.note_taker,
        outcome=MeetingOutcome.SCHEDULED,
        starts_at=timezone.now() + timedelta(days=1),
    )


def furnish(cast, kind):
    """Records, comments, a meeting and its notebook: one of each, or as many as there may be."""
    scenes.written(cast)
    cast.postmortem = cast.fresh()
    cast.incident = cast.postmortem.incident
    many = kind == "many"
    on_incident, on_postmortem = {"incident": cast.incident}, {"postmortem": cast.postmortem}
    began = cast.incident.started_at

    def times(most, few=2 if kind == "overlong" else 1):
        return range(most if many else few)

    for n in times(38):
        made.TimelineEntryFactory(
            **on_incident,
            occurred_at=began + timedelta(minutes=7 * n - 40),
            text=line(kind, n, 1000),
            kind=KINDS[n % len(KINDS)],
            is_key_moment=n % 9 == 4,
        )
    entry = cast.incident.timeline.first()
    for n in times(4):
        speaker = (cast.owner, cast.responder, cast.contributor)[n % 3]
        made.PerspectiveFactory(
            entry=entry,
            speaker=speaker,
            by=speaker,
            saw=line(kind, n, 600),
            understood=line(kind, n + 1, 600),
            audience=PerspectiveAudience.ORGANIZATION,
        )
    for n in times(9):
        made.ImpactFactory(**on_incident, experienced=line(kind, n, 600))
    for n in times(30):
        made.FactorFactory(**on_postmortem, summary=line(kind, n, 200))
    for n in times(12):
        made.MitigatorFactory(**on_postmortem, text=line(kind, n, 200))
        made.IncidentPersonFactory(**on_incident)
        made.IncidentLinkFactory(**on_incident)
    made.TriggerFactory(**on_postmortem, text=line(kind, 1, 200))
    for n in times(20):
        idea = made.IdeaFactory(**on_postmortem, text=line(kind, n, 200))
    for n in times(20):
        action = made.ActionFactory(
            **on_postmortem, title=line(kind, n, 200), owner=cast.owner, by=cast.owner
        )
    for n in times(24):
        thread = made.CommentThreadFactory(
            **on_postmortem,
            text=line(kind, n, 900),
            by=cast.contributor,
            section=cast.postmortem.sections.get(key="q4"),
        )
    take_to_review(thread, by=cast.owner)
    publish_note(cast.postmortem, {"summary": line(kind, 0, 900)}, by=cast.owner)
    return {
        **write_meeting(cast, kind, times, entry),
        "interview": talk(cast, kind, times),
        "entry": entry.pk,
        "factor": cast.postmortem.factors.first().pk,
        "idea": idea.pk,
        "action": action.pk,
        "thread": thread.pk,
    }


def write_meeting(cast, kind, times, entry):
    meeting = meeting_of(cast)
    of_it = {"meeting": meeting}
    for n in times(9):
        held.AgendaPartFactory(**of_it, title=line(kind, n, 120))
        held.OpenQuestionFactory(**of_it, text=line(kind, n, 300))
        held.DecisionFactory(**of_it, text=line(kind, n, 300))
        held.ParkedItemFactory(**of_it, text=line(kind, n, 300))
    held.StopFactory(entry=entry, **of_it)
    for one in list(cast.incident.timeline.all())[1 : len(times(6))]:
        held.StopFactory(entry=one, **of_it)
    held.AttendanceFactory(user=cast.owner, relation=Relation.INVOLVED, **of_it)
    invitation = held.AttendanceFactory(user=cast.invited_reader, is_present=False, **of_it)
    for _ in times(12, 0):
        held.AttendanceFactory(user=UserFactory(), **of_it)
    ask_to_read(cast.postmortem, [cast.contributor, cast.responder], by=cast.owner)
    say_before(invitation, is_first=True, text=line(kind, 0, 2000), by=cast.invited_reader)
    return {"meeting": meeting.pk, "invitation": invitation.pk}


def hold(cast, kind):
    """A review that was held, with its workshop ahead; and a draft that nobody reviews yet."""
    title = line(kind, 1, 200) if kind == "overlong" else "Search answered with old results"
    other = make_cast(title=title)
    scenes.reviewed(other)
    cast.after = {"after_facilitator": other.facilitator, "after_owner": other.owner}
    plan_workshop(other.fresh(), WORKSHOP, base=0, by=other.facilitator)
    unled = made.PostmortemFactory(owner=cast.owner)
    return {
        "held": other.postmortem.meetings.first().pk,
        "after": other.postmortem.pk,
        "unled": unled.pk,
    }


def talk(cast, kind, times):
    """Conversations of the facilitator with those who took part."""
    talks = [
        held.InterviewFactory(postmortem=cast.postmortem, interviewee=person)
        for person in (cast.responder, cast.owner)
    ]
    for n in times(9):
        held.InterviewLineFactory(interview=talks[0], text=line(kind, n, 600))
    return talks[0].pk


def sign_in(user):
    """A session of this person, as the sign-in page would have begun it."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session.session_key


if __name__ == "__main__":
    cast, subjects = build(sys.argv[1])
    people = cast.people | getattr(cast, "after", {})
    sessions = {name: sign_in(one) for name, one in people.items() if one.pk}
    subjects["colleague"] = cast.contributor.pk
    print(json.dumps({"sessions": sessions, "subjects": subjects}))
