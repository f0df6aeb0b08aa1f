"""Every page that names somebody who left says so; what they wrote stays."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.db.models import F, Value
from django.db.models.functions import Concat

from tests import doors

User = get_user_model()
pytestmark = pytest.mark.django_db

LEFT = re.compile(r"<bdi>(LEFT-\d+)</bdi>(?:</b>)?(?P<mark>(?:</b>)? <span class=\"gone\">)?")
# Where one is: the page itself marks the name. Documents stay as they were written.
WAY = re.compile(r'<nav class="crumbs".*?</nav>', re.DOTALL)
DOCUMENTS = {"postmortems:preview", "postmortems:audit", "postmortems:changes", "reviews:aids"}
LISTS = [(address, address) for address in ("/", "/reviews/", "/reviews/pool/", "/actions/")]


@pytest.mark.parametrize("viewer", ["owner", "facilitator", "administrator"])
def test_every_page_marks_those_who_left(cast, client_of, viewer):
    doors.furnish(cast)
    person = cast.people[viewer]
    those = User.objects.exclude(pk=person.pk)
    those.update(is_active=False, name=Concat(Value("LEFT-"), F("pk")))
    client = client_of(person)
    named, unmarked = set(), []
    for name, address in [*doors.doors_of(cast, all_kinds=True), *LISTS]:
        page = client.get(address)
        if page.status_code != 200 or "html" not in page["Content-Type"] or name in DOCUMENTS:
            continue
        for found in LEFT.finditer(WAY.sub("", page.content.decode())):
            named.add(name)
            if not found["mark"]:
                unmarked.append((name, found[0]))
    assert not unmarked, unmarked
    assert named >= {"postmortems:people", "postmortems:section"}
