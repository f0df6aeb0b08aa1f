"""What is asked for, and as whom: chosen in the database of one measurement.

``python -m tests.bench.subjects`` signs in four members there and prints, as JSON, for each
subject four lists of (path, session): one for each connection.
"""

import json

CONNECTIONS = 4
PAGES = 5  # pages that each connection reads in turn


def main():
    import django

    django.setup()
    print(json.dumps(chosen()))


def chosen():
    from accounts.models import User
    from postmortems.models import Postmortem

    members = list(User.objects.filter(role="member", is_active=True).order_by("pk")[:CONNECTIONS])
    sessions = [session_of(one) for one in members]
    readable = Postmortem.objects.filter(
        incident__visibility="organization", state="finalized"
    ).order_by("pk")
    step = max(1, readable.count() // PAGES)
    pages = [one.get_absolute_url() for one in readable[::step][:PAGES]]
    drafts = [draft_of(one) for one in members]
    return {
        "published page": [[(page, session) for page in pages] for session in sessions],
        "library": [[("/postmortems/", session)] for session in sessions],
        "draft": [[pair] for pair in zip(drafts, sessions, strict=True)],
        "home": [[("/", session)] for session in sessions],
    }


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


def draft_of(person):
    """A section of a draft that this person writes in, or of any that is open to everyone."""
    from postmortems.models import Postmortem

    drafts = Postmortem.objects.filter(state="draft", incident__visibility="organization")
    drafts = drafts.exclude(facilitator=None).order_by("pk")
    own = drafts.filter(owner=person).first() or drafts.first()
    return f"/postmortems/{own.pk}/draft/q4/"


if __name__ == "__main__":
    main()
