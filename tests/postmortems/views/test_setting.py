"""The settings' pages: administrators alone; what was typed comes back with every refusal."""

from contextlib import suppress

import pytest
from django.urls import NoReverseMatch, reverse

from accounts.models import AuditRecord
from postmortems.domain import severity
from postmortems.models import DocumentTemplate, Service, SeverityClock, SeverityWords
from tests.doors import SETTINGS
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
BY_POST = ("copy", "retire", "bring-back", "move", "remove")


def addresses():
    """``{name: address}`` of every page and button of the settings."""
    pk = DocumentTemplate.objects.get(key="classic").pk
    Service.objects.get_or_create(pk=pk, defaults={"name": "Ledger"})
    return {name.removeprefix("postmortems:"): address_with(name, pk) for name in SETTINGS}


def address_with(name, pk):
    for known in ({}, {"pk": pk}, {"pk": pk, "key": "detection"}):
        with suppress(NoReverseMatch):
            return reverse(name, kwargs=known)
    raise AssertionError(name)


def address_of(short):
    return addresses()[short]


@pytest.fixture
def administrator(client):
    user = UserFactory(role="administrator")
    client.force_login(user)
    return user


def fields(response, **changed):
    """What the page's forms would send, with some of it changed."""
    forms = response.context["forms"]
    sent = {"base": forms.base["base"].value()}
    for form in forms:
        for bound in form:
            if bound.value() not in (False, None):
                sent[bound.html_name] = bound.value()
    return {**sent, **changed}


@pytest.mark.parametrize("role", ["member", "reader", "administrator"])
def test_settings_are_for_administrators(client, role):
    client.force_login(UserFactory(role=role))

    for name, url in addresses().items():
        by_post = name.endswith(BY_POST)
        answers = {client.get(url).status_code, client.post(url).status_code}
        if role != "administrator":
            assert answers <= {403, 405}, name
            assert 403 in answers, name
        else:
            fine = {405, 302} if by_post else {200, 405, 422}
            assert answers <= fine, (name, answers)
    if role != "administrator":
        assert not AuditRecord.objects.filter(stream="settings").exists()


def test_strangers_are_sent_to_sign_in(client):
    for url in addresses().values():
        assert client.get(url).url.startswith("/account/login/")


@pytest.mark.parametrize(("role", "is_there"), [("administrator", True), ("member", False)])
def test_menu_leads_administrators_to_the_settings(client, role, is_there):
    client.force_login(UserFactory(role=role))

    assert (b'href="/settings/"' in client.get("/people/profile/").content) is is_there


def test_clocks_are_saved_and_the_index_tells_of_it(client, administrator):
    url = address_of("setting-clocks")

    saved = client.post(url, fields(client.get(url), **{"sev1-draft_hours": "12"}), follow=True)

    assert severity.clock_of(1).draft_hours == 12
    assert "due dates that are set from now on" in saved.content.decode()
    assert "Clocks changed" in saved.content.decode()
    page = client.get(url)
    assert page.context["forms"].base["base"].value() == 1


def test_refused_clock_gives_back_what_was_typed(client, administrator):
    url = address_of("setting-clocks")

    refused = client.post(
        url,
        fields(client.get(url), **{"sev1-draft_hours": "0", "sev5-review_days": "77"}),
    )

    assert refused.status_code == 422
    assert 'value="77"' in refused.content.decode()
    assert not SeverityClock.objects.exists()


def test_late_words_are_answered_with_both_and_saved_knowingly(client, administrator):
    url = address_of("setting-severities")
    sent = fields(client.get(url), **{"sev2-label": "Grave"})
    client.post(url, fields(client.get(url), **{"sev2-label": "Major"}))

    late = client.post(url, sent)

    text = late.content.decode()
    assert late.status_code == 409
    assert "Major" in text
    assert 'value="Grave"' in text
    assert SeverityWords.objects.get(severity=2).label == "Major"
    assert client.post(url, fields(late)).status_code == 302
    assert SeverityWords.objects.get(severity=2).label == "Grave"


def test_same_label_twice_is_refused_in_words(client, administrator):
    url = address_of("setting-severities")

    refused = client.post(url, fields(client.get(url), **{"sev2-label": "SEV1"}))

    assert refused.status_code == 422
    assert "same label" in refused.content.decode()


@pytest.mark.parametrize("text", ["a\x00b", "9" * 400, "<script>alert(1)</script>", "-1", "1e9"])
@pytest.mark.parametrize("name", ["base", "sev1-draft_hours", "sev1-review_days"])
def test_hostile_clock_is_refused_in_words(client, administrator, name, text):
    url = address_of("setting-clocks")

    answer = client.post(url, fields(client.get(url), **{name: text}))

    assert answer.status_code == 422
    assert "<script>alert" not in answer.content.decode()
