"""One's own page."""

import pytest

from accounts.models import User
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

PROFILE = "/people/profile/"
DATA = {"name": "Maya R.", "time_zone": "Asia/Tokyo", "colour": "3", "theme": "dark"}


def test_profile_is_saved(as_member, member):
    response = as_member.post(PROFILE, DATA | {"volunteers": "on"})

    assert response.url == PROFILE
    person = User.objects.get(pk=member.pk)
    assert (person.name, person.time_zone, person.colour, person.theme, person.volunteers) == (
        "Maya R.",
        "Asia/Tokyo",
        3,
        "dark",
        True,
    )


def test_profile_cannot_change_what_is_not_ones_own_to_change(as_member, member, administrator):
    more = {"role": "administrator", "email": "x@example.com", "pk": administrator.pk}

    as_member.post(PROFILE, DATA | more)

    person = User.objects.get(pk=member.pk)
    assert (person.role, person.email) == ("member", member.email)
    assert User.objects.get(pk=administrator.pk).name == "Dana Brandt"


@pytest.mark.parametrize(
    ("role", "is_asked"), [("administrator", True), ("member", True), ("reader", False)]
)
def test_volunteering_is_asked_of_those_who_can_facilitate(client, role, is_asked):
    person = UserFactory(role=role)
    client.force_login(person)

    assert ("volunteer to facilitate" in client.get(PROFILE).content.decode()) is is_asked
    client.post(PROFILE, DATA | {"volunteers": "on"})
    assert User.objects.get(pk=person.pk).volunteers is is_asked


@pytest.mark.parametrize(
    ("broken", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"name": "\u202eayaM"}, "name"),
        ({"name": "x" * 10_000}, "name"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"time_zone": "../../etc/passwd"}, "time_zone"),
        ({"colour": "9"}, "colour"),
        ({"colour": "-1"}, "colour"),
        ({"theme": "pink"}, "theme"),
    ],
)
def test_refused_profile_gives_back_what_was_typed(as_member, member, broken, field):
    data = DATA | broken

    response = as_member.post(PROFILE, data)

    form = response.context["form"]
    assert form.errors[field]
    assert {name: form[name].value() for name in data} == data
    assert response.context["user"].name == "Maya Reyes"
    assert User.objects.get(pk=member.pk).theme == "auto"


def test_zone_that_is_not_offered_stays_when_it_is_set(as_member, member):
    User.objects.filter(pk=member.pk).update(time_zone="GB")

    assert '<option value="GB" selected>' in as_member.get(PROFILE).content.decode()
    as_member.post(PROFILE, DATA | {"time_zone": "GB"})
    assert User.objects.get(pk=member.pk).time_zone == "GB"


def test_saved_page_shows_whether_facilitating(as_member, member):
    User.objects.filter(pk=member.pk).update(volunteers=True)

    as_member.post(PROFILE, DATA)

    assert not User.objects.get(pk=member.pk).volunteers
