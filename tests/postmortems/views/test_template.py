"""Administrators keep templates: sections, order, copies, the choice, the preview."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from postmortems.domain import template_change as change
from postmortems.domain.template import default_template
from postmortems.domain.template_choice import state_of_choices
from postmortems.models import DocumentTemplate, TemplateChoice
from tests.factories.accounts import TeamFactory, UserFactory
from tests.factories.postmortems import PostmortemFactory

pytestmark = pytest.mark.django_db
HOME = "/settings/templates/"
HOSTILE = "<script>alert(1)</script> \u202e " + "x" * 60


@pytest.fixture
def template():
    return DocumentTemplate.objects.get(key="classic")


@pytest.fixture(autouse=True)
def administrator(client):
    user = UserFactory(role="administrator")
    client.force_login(user)
    return user


def section_url(template, key):
    return f"{template.get_absolute_url()}sections/{key}/"


def typed(**changed):
    sent = {"heading": "Lessons", "prompt": "What now?", "audience": "public", "base": "0"}
    return {**sent, **changed}


def test_section_is_added_moved_and_taken_out(client, template):
    url = template.get_absolute_url()

    assert client.post(f"{url}add-section/", typed(required="on")).url == url
    added = template.sections.last()
    assert (added.key, added.required, added.number) == ("section-lessons", True, None)
    client.post(f"{section_url(template, added.key)}move/", {"direction": "up"})
    assert list(template.sections.all())[-2] == added
    client.post(f"{section_url(template, added.key)}remove/")
    assert not template.sections.filter(pk=added.pk).exists()


def test_question_is_reworded_but_not_taken_out(client, template):
    url = section_url(template, "q3")

    page = client.get(url).content.decode()
    assert "It is required in every template, and stays" in page
    assert 'name="required"' not in page
    assert client.post(url, typed(heading="Who heard what?")).status_code == 302
    assert client.post(f"{url}remove/").status_code == 422
    section = template.sections.get(key="q3")
    assert (section.heading, section.number, section.required) == ("Who heard what?", 3, True)


def test_late_section_is_answered_with_both_and_saved_knowingly(client, template):
    url = section_url(template, "detection")
    client.post(url, typed(heading="First"))

    late = client.post(url, typed(heading="Second"))

    text = late.content.decode()
    assert late.status_code == 409
    assert "First" in text
    assert 'value="Second"' in text
    assert template.sections.get(key="detection").heading == "First"
    assert client.post(url, typed(heading="Second", base="1")).status_code == 302
    assert 'name="base" value="1"' in text


def test_late_name_is_answered_with_both(client, template):
    url = template.get_absolute_url()
    client.post(url, {"name": "First", "description": "", "base": "0"})

    late = client.post(url, {"name": "Second", "description": "", "base": "0"})

    assert late.status_code == 409
    assert "First" in late.content.decode()
    assert 'value="Second"' in late.content.decode()


@pytest.mark.parametrize(
    "sent",
    [
        {"heading": ""},
        {"heading": "a\x00b"},
        {"heading": "x" * 121},
        {"prompt": "x" * 2_001},
        {"prompt": "a\x00b"},
        {"audience": "everyone"},
        {"base": "9" * 30},
    ],
)
def test_refused_section_gives_back_what_was_typed(client, template, sent):
    answer = client.post(f"{template.get_absolute_url()}add-section/", typed(**sent))
    changed = client.post(section_url(template, "detection"), typed(**sent))

    assert {answer.status_code, changed.status_code} == {422}
    assert "Lessons" in answer.content.decode() or "What now?" in answer.content.decode()


def test_hostile_words_are_shown_as_typed(client, template):
    client.post(section_url(template, "detection"), typed(heading=HOSTILE, prompt=HOSTILE))
    client.post(template.get_absolute_url(), {"name": "<b>x", "description": HOSTILE, "base": 0})

    for url in (HOME, template.get_absolute_url(), f"{template.get_absolute_url()}preview/"):
        page = client.get(url, {"section": "detection"})
        assert page.status_code == 200
        assert "<script>alert(1)" not in page.content.decode()
        assert "&lt;b&gt;x" in page.content.decode()


def test_unknown_template_section_and_part_are_not_found(client, template):
    for url in (f"{HOME}999999/", f"{HOME}999999/preview/", section_url(template, "nothing")):
        assert client.get(url).status_code == 404
    preview = client.get(f"{template.get_absolute_url()}preview/", {"section": "\x00nothing"})
    assert preview.context["section"] == template.sections.first()


@pytest.mark.parametrize("key", ["timeline", "impact", "q1", "q4", "q7"])
def test_preview_shows_the_lists_that_a_draft_of_it_shows(client, template, administrator, key):
    draft = PostmortemFactory(owner=administrator, template=template)
    section = draft.sections.get(key=key)

    seen = client.get(f"{template.get_absolute_url()}preview/", {"section": key}).content.decode()

    begun = client.get(section.get_absolute_url()).context["lists"]
    assert re.findall(r'<h2 id="list-\d+">(.*?)</h2>', seen) == [one.shape.title for one in begun]
    assert ("Add words" in seen) is bool(begun)


def test_preview_shows_heading_prompt_and_order(client, template):
    section = template.sections.get(key="q4")

    page = client.get(f"{template.get_absolute_url()}preview/", {"section": "q4"}).content.decode()

    assert "Question 4 of eight" in page
    assert section.prompt in page
    places = [page.index(f"?section={one.key}") for one in template.sections.all()]
    assert places == sorted(places)


def test_copy_retire_and_bring_back(client, template):
    copied = client.post(f"{template.get_absolute_url()}copy/")
    copy = DocumentTemplate.objects.get(name="Classic SRE (copy)")
    assert copied.url == copy.get_absolute_url()

    client.post(f"{copy.get_absolute_url()}retire/")
    page = client.get(HOME)
    assert copy in page.context["retired"]
    assert copy not in page.context["templates"]
    client.post(f"{copy.get_absolute_url()}bring-back/")
    assert copy in client.get(HOME).context["templates"]


def test_default_is_not_retired(client):
    answer = client.post(f"{default_template().get_absolute_url()}retire/")

    assert answer.status_code == 422
    assert "Choose another default first" in answer.content.decode()


def test_choice_by_severity_and_team_is_made_and_told(client, template):
    team = TeamFactory(name="Payments")
    sent = {"base": state_of_choices(), "default": default_template().pk}
    sent |= {"severity-5": template.pk, f"team-{team.pk}": template.pk}

    assert client.post(f"{HOME}choices/", sent).status_code == 302

    assert TemplateChoice.objects.count() == 2
    page = client.get(HOME).content.decode()
    assert "SEV5" in page
    assert "Payments" in page


def test_late_choice_is_answered_with_both_and_saved_knowingly(client, template):
    sent = {"base": state_of_choices(), "default": template.pk}
    sent |= {f"severity-{level}": "" for level in range(1, 6)}
    client.post(f"{HOME}choices/", {**sent, "severity-1": template.pk})

    late = client.post(f"{HOME}choices/", sent)

    assert late.status_code == 409
    assert [row[1:] for row in late.context["differences"]] == [("Classic SRE", "The default")]
    assert TemplateChoice.objects.get().severity == 1
    again = {**sent, "base": late.context["form"]["base"].value()}
    assert client.post(f"{HOME}choices/", again).status_code == 302
    assert not TemplateChoice.objects.exists()


@pytest.mark.parametrize("value", ["", "x", "0", "9" * 40, "a\x00b"])
def test_impossible_choice_is_refused(client, value):
    sent = {"base": state_of_choices(), "default": value, "severity-1": value}

    assert client.post(f"{HOME}choices/", sent).status_code == 422


@pytest.mark.parametrize("address", [HOME, f"{HOME}choices/", "/settings/", "one"])
def test_statements_do_not_grow_with_rows(client, template, administrator, address):
    address = template.get_absolute_url() if address == "one" else address

    def count():
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    def grow(number):
        team = TeamFactory()
        copy = change.copy_template(default_template(), by=administrator)
        TemplateChoice.objects.create(template=copy, team=team)
        TemplateChoice.objects.create(template=copy, severity=number)
        values = {"heading": f"No {number}", "prompt": "", "required": True, "audience": "public"}
        change.add_section(template, values, by=administrator)

    grow(1)
    at_one = count()
    for number in (2, 3):
        grow(number)

    assert count() == at_one
