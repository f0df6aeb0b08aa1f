"""One-click sign-in: in a demo, on this machine, and nowhere else."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.domain.demo import CAST, ensure_demo_people
from accounts.domain.people import deactivate
from accounts.models import User

pytestmark = pytest.mark.django_db

PATH = "/people/demo-sign-in/"
LOGIN = "/account/login/"


@pytest.fixture
def demo(settings):
    settings.DEMO, settings.DEMO_FORCE = True, False
    settings.ALLOWED_HOSTS = ["*"]
    return settings


@pytest.fixture
def here(demo):
    return Client(SERVER_NAME="localhost", REMOTE_ADDR="127.0.0.1")


@pytest.mark.parametrize("part", [one.part for one in CAST])
def test_demo_person_signs_in_with_one_click(here, part):
    response = here.post(PATH, {"part": part})

    assert response.url == reverse("postmortems:home")
    assert here.session["_auth_user_id"] == str(ensure_demo_people()[part].pk)


def test_sign_in_page_offers_everyone_and_says_they_are_invented(here):
    page = here.get(f"{LOGIN}?next=/people/profile/").content.decode()

    for one in CAST:
        assert f"<b>{one.name}</b> — {one.job}: {one.comes_to}" in page
    assert "They are invented" in page
    assert "create_administrator" not in page
    assert page.count('name="next" value="/people/profile/"') == len(CAST) + 1


def test_without_demo_there_is_nothing(client, settings):
    settings.DEMO = False
    settings.DEMO_FORCE = True
    ensure_demo_people()

    assert client.post(PATH, {"part": "author"}).status_code == 404
    assert "Maya Reyes" not in client.get(LOGIN).content.decode()
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    ("host", "address"),
    [("afterword.example", "127.0.0.1"), ("localhost", "203.0.113.9"), ("10.0.0.5", "10.0.0.9")],
)
def test_demo_elsewhere_is_refused_unless_forced(demo, host, address):
    there = Client(SERVER_NAME=host, REMOTE_ADDR=address)

    assert there.post(PATH, {"part": "author"}).status_code == 403
    page = there.get(LOGIN).content.decode()
    assert "Maya Reyes" not in page
    assert "only on the machine that runs it" in page
    assert "_auth_user_id" not in there.session

    demo.DEMO_FORCE = True
    assert "Maya Reyes" in there.get(LOGIN).content.decode()
    assert there.post(PATH, {"part": "author"}).status_code == 302


def test_demo_sign_in_needs_a_token_and_a_post(demo):
    strict = Client(enforce_csrf_checks=True, SERVER_NAME="localhost")

    assert strict.post(PATH, {"part": "author"}).status_code == 403
    assert strict.get(PATH).status_code == 405

    strict.get(LOGIN)
    token = strict.cookies["csrftoken"].value
    assert strict.post(PATH, {"part": "author", "csrfmiddlewaretoken": token}).status_code == 302


def test_token_on_the_sign_in_page_is_a_real_one(demo):
    strict = Client(enforce_csrf_checks=True, SERVER_NAME="localhost")
    page = strict.get(LOGIN).content.decode()
    form = page.partition(PATH)[2]
    token = form.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]

    response = strict.post(PATH, {"part": "reader", "csrfmiddlewaretoken": token})

    assert response.status_code == 302


@pytest.mark.parametrize("part", ["", "root", "author\x00", "x" * 10_000])
def test_unknown_part_is_not_found(here, part):
    assert here.post(PATH, {"part": part}).status_code == 404


@pytest.mark.parametrize("evil", ["https://evil.example/", "//evil.example", "javascript:x"])
def test_demo_sign_in_never_leads_elsewhere(here, evil):
    assert here.post(PATH, {"part": "author", "next": evil}).url == reverse("postmortems:home")


def test_demo_sign_in_leads_back_to_the_page_asked_for(here):
    assert here.post(PATH, {"part": "author", "next": "/people/profile/"}).url == "/people/profile/"


def test_deactivated_demo_person_is_not_let_in(here):
    people = ensure_demo_people()
    deactivate(people["author"], by=people["administrator"])

    page = here.post(PATH, {"part": "author"}, follow=True).content.decode()

    assert "Maya Reyes was deactivated" in page
    assert "_auth_user_id" not in here.session
    assert User.objects.count() == len(CAST)


def test_demo_person_cannot_get_a_password_that_outlives_the_demo(here):
    here.post(PATH, {"part": "administrator"})
    new = {"password1": "another long pass phrase", "password2": "another long pass phrase"}

    for path in ["/account/password/set/", "/account/password/change/"]:
        here.post(path, {"oldpassword": "", **new})

    assert not ensure_demo_people()["administrator"].has_usable_password()
