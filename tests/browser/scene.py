"""``python -m tests.browser.scene``: for each point that is said, a draft in an installation.

A line in, such as ``reviewable``; a line out that tells who is who: the number of the
postmortem, and of everyone a session that is signed in. It ends with what it reads.
"""

import json
import sys
import uuid

import django


def main():
    django.setup()
    from django.conf import settings
    from django.db import connections

    # Nobody signs in with a password: a strong one for each person takes two seconds a draft.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

    for line in sys.stdin:
        print(json.dumps(draft(line.strip())), flush=True)
        connections.close_all()


def draft(point):
    from django.test import Client

    from tests import scenes
    from tests.cast import make_cast
    from tests.factories.accounts import UserFactory

    mark = uuid.uuid4().hex[:8]  # an installation holds many drafts, each with its people
    UserFactory._meta.declarations["email"].function = lambda n: f"{mark}-{n}@example.com"
    cast = make_cast()
    if point != "started":
        cast = getattr(scenes, point)(cast)
    sessions, keys = {}, {}
    for part, person in cast.people.items():
        if person.is_authenticated:
            client = Client()
            client.force_login(person)
            keys[part] = person.pk
            sessions[part] = client.cookies["sessionid"].value
    return {
        "postmortem": cast.postmortem.pk,
        "incident": cast.incident.pk,
        "meetings": list(cast.postmortem.meetings.values_list("pk", flat=True)),
        "sessions": sessions,
        "people": keys,
    }


if __name__ == "__main__":
    main()
