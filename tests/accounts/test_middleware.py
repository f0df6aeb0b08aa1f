"""Every page asks who is there; times are the reader's."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.middleware import ReaderTimeZoneMiddleware
from accounts.models import User

pytestmark = pytest.mark.django_db


def test_page_leads_the_signed_out_to_sign_in_and_back(client):
    response = client.get("/people/teams/?page=2")

    assert response.status_code == 302
    assert response.url == "/account/login/?next=/people/teams/%3Fpage%3D2"


def test_fragment_moves_the_whole_page_of_the_signed_out(client):
    response = client.get(
        "/people/teams/",
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/people/?a=1"},
    )

    assert response.headers["HX-Redirect"] == "/account/login/?next=/people/%3Fa%3D1"
    assert "Location" not in response.headers
    assert b"<form" not in response.content


def test_script_of_the_signed_out_is_refused_and_not_sent_elsewhere(client):
    headers = {"X-Requested-With": "fetch", "HX-Request": "true"}

    response = client.post("/people/teams/", headers=headers)

    assert response.status_code == 401
    assert response.content == b"You are signed out."


def test_fragment_with_a_foreign_current_url_comes_back_home(client):
    response = client.post(
        "/people/teams/",
        headers={"HX-Request": "true", "HX-Current-URL": "https://evil.example/x"},
    )

    assert response.headers["HX-Redirect"] == "/account/login/?next=/"


@pytest.mark.parametrize(
    ("referer", "way_back"),
    [
        ("http://testserver/people/", "http%3A//testserver/people/"),
        ("https://evil.example/", "/"),
        ("", "/"),
    ],
)
def test_post_of_the_signed_out_comes_back_to_its_page(client, referer, way_back):
    response = client.post("/people/teams/1/remove/", headers={"Referer": referer})

    assert response.url == f"/account/login/?next={way_back}"


def test_every_page_but_the_open_ones_asks_who_is_there(client):
    names = ["people", "profile", "invite", "teams", "team-add"]
    for path in [reverse(f"accounts:{name}") for name in names]:
        assert client.get(path).url.startswith("/account/login/"), path


def seen_zone(user, rf):
    request = rf.get("/")
    request.user = user
    return ReaderTimeZoneMiddleware(lambda _: timezone.get_current_timezone_name())(request)


@pytest.mark.parametrize(
    ("zone", "seen"),
    [("Asia/Tokyo", "Asia/Tokyo"), ("Gone/Nowhere", "UTC"), ("../etc/passwd", "UTC"), ("", "UTC")],
)
def test_times_are_in_the_readers_zone(rf, zone, seen):
    assert seen_zone(User(time_zone=zone), rf) == seen
    assert timezone.get_current_timezone_name() == "UTC"


def test_zone_does_not_outlive_a_failing_page(rf):
    request = rf.get("/")
    request.user = User(time_zone="Asia/Tokyo")

    with pytest.raises(ZeroDivisionError):
        ReaderTimeZoneMiddleware(lambda _: 1 / 0)(request)

    assert timezone.get_current_timezone_name() == "UTC"
