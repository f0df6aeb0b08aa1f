"""``python -m tests.browser.scene reviewable``: one draft in an installation, at this point.

Prints who is who: the number of the postmortem, and of everyone a session that is signed in.
"""

import json
import sys
import uuid

import django


def main(point):
    django.setup()
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
    draft = {"postmortem": cast.postmortem.pk, "incident": cast.incident.pk}
    draft["meetings"] = list(cast.postmortem.meetings.values_list("pk", flat=True))
    print(json.dumps({**draft, "sessions": sessions, "people": keys}))


if __name__ == "__main__":
    main(sys.argv[1])
