"""Signing in and out, by password: django-allauth under our rules."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from accounts.domain.people import deactivate, reactivate
from accounts.models import OutboxMail, User
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

LOGIN = "/account/login/"


def sign_in(client, email, password=PASSWORD, **more):
    return client.post(LOGIN, {"login": email, "password": password, **more})


def test_sign_in_works_whatever_the_case_of_the_address(client, member):
    response = sign_in(client, member.email.upper())

    assert response.status_code == 302
    assert response.url == reverse("postmortems:home")
    assert client.session["_auth_user_id"] == str(member.pk)


def test_sign_in_with_a_wrong_password_keeps_the_address(client, member):
    response = sign_in(client, member.email, "not the password")

    assert "do not fit together" in response.content.decode()
    assert member.email in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_sign_in_of_a_deactivated_person_says_so(client):
    person = UserFactory(is_active=False)

    response = client.post(LOGIN, {"login": person.email, "password": PASSWORD}, follow=True)

    assert "deactivated your account" in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_deactivated_person_with_a_wrong_password_learns_nothing(client):
    person = UserFactory(is_active=False)

    response = sign_in(client, person.email, "not the password")

    assert "deactivated" not in response.content.decode()


def test_session_of_a_deactivated_person_ends_at_once(client, member):
    client.force_login(member)
    assert client.get("/people/profile/").status_code == 200
    User.objects.filter(pk=member.pk).update(is_active=False)

    assert client.get("/people/profile/").url == f"{LOGIN}?next=/people/profile/"


def test_old_session_stays_ended_when_the_account_is_opened_again(client, member, administrator):
    client.force_login(member)
    assert client.get("/people/profile/").status_code == 200
    deactivate(member, by=administrator)
    reactivate(member, by=administrator)

    assert client.get("/people/profile/").url == f"{LOGIN}?next=/people/profile/"
    client.force_login(User.objects.get(pk=member.pk))
    assert client.get("/people/profile/").status_code == 200


def test_sign_in_leads_back_to_the_page_asked_for(client, member):
    assert client.get("/people/profile/").url == f"{LOGIN}?next=/people/profile/"

    page = client.get(f"{LOGIN}?next=/people/profile/").content.decode()
    assert 'name="next" value="/people/profile/"' in page
    assert sign_in(client, member.email, next="/people/profile/").url == "/people/profile/"


@pytest.mark.parametrize(
    "evil",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "http:evil.example",
        "javascript:alert(1)",
        "https://testserver@evil.example/",
        "https://other.allowed.example/",
        "https://trusted.example/",
    ],
)
def test_sign_in_never_leads_elsewhere(client, member, settings, evil):
    settings.ALLOWED_HOSTS = ["testserver", ".allowed.example"]
    settings.CSRF_TRUSTED_ORIGINS = ["https://trusted.example"]

    response = sign_in(client, member.email, next=evil)

    assert response.url == reverse("postmortems:home")


def test_sign_in_attempts_are_limited(client, member):
    for _ in range(5):
        sign_in(client, member.email, "not the password")

    response = sign_in(client, member.email)

    assert "Too many attempts" in response.content.decode()
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("login", ["a\x00@example.com", "\u202e@example.com", "x" * 100_000])
def test_sign_in_with_hostile_address_is_an_ordinary_refusal(client, login):
    assert sign_in(client, login).status_code == 200


def test_sign_out_asks_first_and_then_does(client, member):
    client.force_login(member)
    assert member.name in client.get("/account/logout/").content.decode()
    assert "_auth_user_id" in client.session

    response = client.post("/account/logout/")

    assert response.url == LOGIN
    assert "_auth_user_id" not in client.session


def test_sign_up_is_closed_and_says_whom_to_ask(client):
    page = client.get("/account/signup/").content.decode()
    assert "Ask an administrator" in page

    client.post(
        "/account/signup/",
        {"email": "new@example.com", "password1": PASSWORD, "password2": PASSWORD},
    )
    assert not User.objects.filter(email="new@example.com").exists()


@pytest.mark.parametrize(
    "path",
    ["/account/email/", "/account/confirm-email/", "/account/confirm-email/key/"]
    + ["/account/reauthenticate/", "/account/password/set/"],
)
def test_allauth_pages_that_are_not_offered_lead_to_the_profile(client, member, path):
    client.force_login(member)

    response = client.post(path, {"email": "other@example.com", "action_add": ""})

    assert response.url == "/people/profile/"
    assert not member.emailaddress_set.filter(email="other@example.com").exists()


def test_password_change_asks_for_the_current_one(client, member):
    client.force_login(member)
    asked = client.get("/account/password/change/").content.decode()
    labels = re.findall(r"<label[^>]*>\s*([^<]+?)\s*<", asked.partition("<main")[2])
    assert labels == ["Current password", "New password", "New password, again"]
    new = {"password1": "another long pass phrase", "password2": "another long pass phrase"}

    refused = client.post("/account/password/change/", {"oldpassword": "wrong", **new})
    assert "not your current password" in refused.content.decode()

    done = client.post("/account/password/change/", {"oldpassword": PASSWORD, **new})
    assert done.url == "/people/profile/"
    assert User.objects.get(pk=member.pk).check_password("another long pass phrase")


def test_password_reset_goes_through_the_outbox_to_this_installation(
    client, member, settings, django_capture_on_commit_callbacks
):
    settings.SITE_URL = "https://afterword.example"

    client.post("/account/password/reset/", {"email": member.email.upper()})

    assert mail.outbox == []
    row = OutboxMail.objects.get()
    assert row.to == member.email
    link = re.search(r"https://afterword\.example(/account/password/reset/key/\S+)", row.text)
    page = client.get(link.group(1), follow=True)
    assert "Choose a new password" in page.content.decode()
    assert "New password, again" in page.content.decode()
    new = {"password1": "another long pass phrase", "password2": "another long pass phrase"}
    client.post(page.redirect_chain[-1][0], new)
    assert User.objects.get(pk=member.pk).check_password("another long pass phrase")
    assert "no longer works" in client.get(link.group(1), follow=True).content.decode()


def test_password_reset_answers_alike_for_unknown_and_deactivated(client, member):
    gone = UserFactory(is_active=False)

    answers = {
        client.post("/account/password/reset/", {"email": email}).url
        for email in [member.email, gone.email, "nobody@example.com"]
    }

    assert answers == {"/account/password/reset/done/"}
    texts = dict(OutboxMail.objects.values_list("to", "text"))
    assert "/password/reset/key/" in texts[member.email]
    assert "/password/reset/key/" not in texts[gone.email]
    assert "Nobody signs in" in texts["nobody@example.com"]


def test_password_reset_for_an_overlong_address_is_refused_on_the_form(client):
    email = "x@" + ".".join(["y" * 60] * 4) + ".example"
    assert 254 > len(email) > 240
    email = f"{'x' * 40}{email}"

    response = client.post("/account/password/reset/", {"email": email})

    assert response.status_code == 200
    assert not OutboxMail.objects.exists()


def test_empty_installation_names_the_command(client):
    assert "manage.py create_administrator" in client.get(LOGIN).content.decode()


def test_installation_with_people_does_not_name_the_command(client, reader):
    assert "create_administrator" not in client.get(LOGIN).content.decode()


@pytest.mark.parametrize(
    "path",
    [
        LOGIN,
        "/account/signup/",
        "/account/password/reset/",
        "/account/password/reset/done/",
        "/account/password/reset/key/1-x/",
        "/account/password/reset/key/done/",
        "/account/inactive/",
    ],
)
def test_page_for_the_signed_out_opens(client, path):
    response = client.get(path)

    assert response.status_code == 200
    assert response.templates[0].name.startswith("account/")
    assert "<h1" in response.content.decode()
