"""What is asked for, and as whom: chosen in the database of one measurement.

``python -m tests.bench.subjects`` signs in four members there and prints, as JSON, for each
subject four lists of (path, session): one for each connection.
"""

import json
from datetime import timedelta
from urllib.parse import urlencode

CONNECTIONS = 4
RECORDS = (2, 3)  # contributing factors in the section that is asked for
PAGES = 5  # pages that each connection reads in turn
ENTRIES = (50, 500)  # entries on the timelines of two drafts


def main():
    import django

    django.setup()
    print(json.dumps(chosen()))


def chosen():
    from accounts.models import User
    from postmortems.models import Postmortem

    people = User.objects.filter(role="member", is_active=True).order_by("pk")
    members = list(people[:CONNECTIONS])
    sessions = [session_of(one) for one in members]
    readable = Postmortem.objects.filter(
        incident__visibility="organization", state="finalized"
    ).order_by("pk")
    step = max(1, readable.count() // PAGES)
    pages = [one.get_absolute_url() for one in readable[::step][:PAGES]]
    written = drafts_alike(people)
    return {
        "published page": [[(page, session) for page in pages] for session in sessions],
        "library": [[("/postmortems/", session)] for session in sessions],
        "draft": [[(page, session_of(owner))] for page, owner in written],
        "home": [[("/", session)] for session in sessions],
        "palette": [[(page, session) for page in typed(pages)] for session in sessions],
        **{
            f"draft, {count} entries": [[(timeline_of(count, members[0]), sessions[0])]]
            for count in ENTRIES
        },
    }


def typed(pages):
    """What the palette asks, letter by letter: nothing yet, parts of a name, a reference."""
    from postmortems.models import Incident

    title = Incident.objects.filter(visibility="organization").order_by("pk").first().title
    words = sorted(title.split(), key=len, reverse=True)
    draft = pages[0].strip("/").rpartition("/")[2]
    asked = ["", words[0][:2], words[0], f"{words[0]} timeline", f"PM-{draft}", "no such name"]
    return [f"/jump/?{urlencode({'q': one, 'draft': draft})}" for one in asked]


def timeline_of(count, owner):
    """The timeline of a draft with so many entries, one a minute; made where it is not there."""
    from django.utils import timezone

    from postmortems.domain.incident import open_incident
    from postmortems.domain.postmortem import start_postmortem
    from postmortems.enums import EntryKind
    from postmortems.models import Incident, TimelineEntry

    title = f"A timeline of {count} entries"
    incident = Incident.objects.filter(title=title).first()
    if incident is None:
        began = timezone.now() - timedelta(days=1)
        incident = open_incident(Incident(title=title, severity=2, started_at=began), by=owner)
        start_postmortem(incident, by=owner)
        kinds = EntryKind.values
        TimelineEntry.objects.bulk_create(
            TimelineEntry(
                incident=incident,
                occurred_at=began + timedelta(minutes=minute),
                text=f"What was seen on the graphs in minute {minute}. Then it was noted.",
                kind=kinds[minute % len(kinds)],
                is_key_moment=minute % 25 == 0,
                position=minute,
                created_by=owner,
            )
            for minute in range(count)
        )
    return f"/postmortems/{incident.postmortem.pk}/draft/timeline/"


def session_of(person):
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return session.session_key


def drafts_alike(people):
    """(page, its owner) of four drafts that are alike in every database.

    A section with few records, open to everyone, and written in by whoever asks for it, so that the
    forms are there; of one owner at most while there are as many owners.
    """
    from django.db.models import Count, Q

    from postmortems.models import Postmortem

    kept = Count("factors", filter=Q(factors__removed_at=None))
    drafts = (
        Postmortem.objects.filter(state="draft", incident__visibility="organization")
        .filter(owner__in=people, discarded_at=None)
        .exclude(facilitator=None)
        .annotate(records=kept)
        .filter(records__in=RECORDS)
        .select_related("owner")
        .order_by("pk")
    )
    by_owner = {}
    for one in drafts:
        by_owner.setdefault(one.owner_id, one)
    chosen = [*by_owner.values(), *(one for one in drafts if one not in by_owner.values())]
    return [(f"/postmortems/{one.pk}/draft/q4/", one.owner) for one in chosen[:CONNECTIONS]]


if __name__ == "__main__":
    main()
