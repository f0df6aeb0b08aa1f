"""What administrators call a level is what everyone reads; published pages keep their word."""

import pytest
from django.urls import reverse

from postmortems.domain import severity
from postmortems.domain.frozen import renew_pages
from postmortems.models import Postmortem, Revision
from reviews.models import FacilitatorRequest
from tests import scenes
from tests.factories.accounts import UserFactory
from tests.factories.postmortems import IdeaFactory

pytestmark = pytest.mark.django_db


def call(level, label, when="Only then.", base=0):
    values = {
        row.severity: {"label": row.label, "when": row.when, "is_owed": row.is_owed}
        for row in severity.all_words()
    }
    values[level].update(label=label, when=when)
    severity.set_words(values, base=base, by=UserFactory(role="administrator"))


@pytest.fixture
def named(cast):
    call(2, "Grave <2>")
    return cast


@pytest.mark.parametrize(
    "name", ["home", "library", "incident", "draft", "jump", "incident-change", "section", "queue"]
)
def test_label_is_shown_on_every_page_with_a_severity(named, client_of, name):
    known = {
        "incident": [named.incident.pk],
        "incident-change": [named.incident.pk],
        "draft": [named.postmortem.pk],
        "section": [named.postmortem.pk, "q4"],
    }
    space = "reviews" if name == "queue" else "postmortems"
    url = reverse(f"{space}:{name}", args=known.get(name, []))

    page = client_of(named.owner).get(url, follow=True).content.decode()

    assert "Grave &lt;2&gt;" in page
    assert "Grave <2>" not in page
    assert "SEV2" not in page


def test_label_is_shown_where_a_review_looks_for_a_facilitator_or_a_workshop(named, client_of):
    FacilitatorRequest.objects.create(postmortem=named.postmortem, by=named.owner)
    Postmortem.objects.update(facilitator=None)
    page = client_of(named.outsider).get(reverse("reviews:pool")).content.decode()
    assert "Grave &lt;2&gt;" in page
    assert "SEV2" not in page
    Postmortem.objects.update(facilitator=named.facilitator)
    scenes.reviewed(named)
    IdeaFactory(postmortem=named.postmortem)
    answer = client_of(named.owner).get(reverse("reviews:queue"))
    assert len(answer.context["queue"].workshops) == 1
    assert "Grave &lt;2&gt;" in answer.content.decode()
    assert "SEV2" not in answer.content.decode()


def test_form_says_when_each_level_is_right(named, client_of):
    page = client_of(named.owner).get("/incidents/new/").content.decode()

    assert "Only then." in page
    assert severity.WHEN[1] in page
    assert '<option value="2">Grave &lt;2&gt;</option>' in page
    assert '<option value="1">SEV1, the worst</option>' in page


def test_actions_and_their_file_use_the_label(cast, client_of):
    scenes.finalized(cast)
    call(2, "Grave")
    client = client_of(cast.owner)

    assert "Grave" in client.get("/actions/?whose=all&state=any").content.decode()
    file = client.get("/actions.csv?whose=all&state=any").getvalue().decode()
    assert "Grave" in file
    assert "SEV2" not in file


def test_published_page_keeps_the_word_it_was_published_with(named, client_of):
    cast = scenes.finalized(named)
    page = f"/postmortems/{cast.postmortem.pk}"
    call(2, "Major", base=1)

    list(renew_pages())

    client = client_of(cast.reader)
    for url in (f"{page}/", f"{page}.md", f"{page}.json"):
        text = client.get(url).getvalue().decode()
        assert "Grave" in text
        assert "Major" not in text
    assert "Major" in client.get("/postmortems/").content.decode()


def test_page_from_before_levels_had_names_reads_as_it_did(cast, client_of):
    scenes.finalized(cast)
    publication = cast.fresh().current_publication
    before = publication.body
    del publication.snapshot["severity_label"]
    publication.save(update_fields=["snapshot"])
    call(2, "Grave")

    list(renew_pages())

    publication.refresh_from_db()
    assert publication.body == before


def test_label_is_no_change_of_the_document(cast, client_of):
    scenes.reviewable(cast)
    call(2, "Grave")

    page = client_of(cast.owner).get(f"/postmortems/{cast.postmortem.pk}/changes/")

    assert page.status_code == 200
    assert "Grave" not in page.content.decode().split("<main")[1]
    assert not Revision.objects.filter(snapshot__severity_label="Grave").exists()
