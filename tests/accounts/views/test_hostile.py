"""Hostile texts and addresses: an ordinary answer, never an error of ours."""

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Team, User
from accounts.models.name import validate_name
from tests.factories.accounts import UserFactory
from tests.hostile import BROKEN, HEAVY, SCRIPTS, UNICODE

pytestmark = pytest.mark.django_db

HUGE = "9" * 40


@pytest.mark.parametrize(
    "path",
    [
        f"/people/{HUGE}/",
        f"/people/teams/{HUGE}/",
        "/account/password/reset/key/zzzzzzzzzzzzzzzzzzzz-x/",
        "/account/password/reset/key/1-%00/",
        "/account/password/reset/key/1-%e2%80%ae/",
        "/account/login/?next=%00",
        "/people/?next=%ff",
    ],
)
def test_hostile_address_gets_an_ordinary_answer(as_administrator, path):
    assert as_administrator.get(path).status_code in (200, 302, 404)


@pytest.mark.parametrize("text", [*SCRIPTS.values(), *UNICODE.values(), *BROKEN.values()])
def test_hostile_name_is_refused_or_shown_as_text(as_administrator, text):
    sendable = text.encode("utf-8", "ignore").decode()  # half a pair cannot leave a browser
    as_administrator.post("/people/teams/add/", {"name": sendable[:80]})

    page = as_administrator.get("/people/teams/").content.decode()
    for tag in ["<script>alert", "<img src=x", "<svg on", "<iframe", "<style", "<base", "\u202e"]:
        assert tag not in page
    for team in Team.objects.all():
        validate_name(team.name)


@pytest.mark.parametrize("text", HEAVY.values(), ids=HEAVY)
def test_heavy_text_is_refused_at_once(client, text):
    person = UserFactory()
    client.force_login(person)

    response = client.post("/people/profile/", {"name": text, "colour": text, "theme": text})

    assert response.status_code == 200
    with pytest.raises(ValidationError):
        User(name=text, email=text).full_clean()
