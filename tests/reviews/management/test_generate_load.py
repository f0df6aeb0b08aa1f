"""Generated load is what the product itself could have made: rows, snapshots, pages agree."""

from collections import Counter

import pytest
from django.core.management import call_command
from django.db import transaction

from accounts.enums import Role
from accounts.models import User
from postmortems.domain import access, page_facts, publication
from postmortems.domain.snapshot import take_snapshot
from postmortems.enums import State
from postmortems.models import Incident, IncidentAccess, Postmortem, Publication, Section
from postmortems.rendering import render
from reviews.management.load_language import Language

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def load(django_db_setup, django_db_blocker):
    """Thirty postmortems, made once for this module and rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("generate_load", postmortems=30, seed=7, verbosity=0)
        yield
        transaction.set_rollback(True)


def test_documents_of_every_kind(load):
    assert Postmortem.objects.count() == 30
    assert set(Postmortem.objects.values_list("state", flat=True)) == set(State.values)
    assert User.objects.count() == 12
    assert set(User.objects.values_list("role", flat=True)) == set(Role.values)


def test_snapshots_are_what_the_rows_say(load):
    for postmortem in Postmortem.objects.exclude(state=State.DRAFT):
        kept = postmortem.current_revision.snapshot
        assert kept == take_snapshot(postmortem)
        assert postmortem.reviewed_revision == postmortem.current_revision


def test_pages_are_what_the_product_would_publish(load):
    pages = Publication.objects.select_related("postmortem")
    assert pages
    for page in pages:
        view = publication.for_audience(page.snapshot)
        assert page.body == publication.render_body(page.snapshot)
        assert page.postmortem.current_publication == page
        assert {row["id"] for row in view["actions"]} == {one.pk for one in page.actions.all()}
        for name, value in page_facts.facts_of_page(view).items():
            assert getattr(page, name) == value
    finalized = Postmortem.objects.filter(state=State.FINALIZED)
    assert finalized.count() == finalized.exclude(current_publication=None).count()


def test_text_is_rendered_by_the_one_renderer(load):
    for section in Section.objects.exclude(text="")[:20]:
        assert section.html == render(section.text)


def test_access_follows_from_who_takes_part(load):
    before = set(IncidentAccess.objects.values_list("incident", "user", "reason"))
    for incident in Incident.objects.all():
        access.refresh(incident)
    assert set(IncidentAccess.objects.values_list("incident", "user", "reason")) == before


def test_rows_are_valid(load):
    for postmortem in Postmortem.objects.all():
        postmortem.full_clean()
        postmortem.incident.full_clean()
        for rows in ("factors", "ideas", "actions", "mitigators", "sections", "meetings"):
            for row in getattr(postmortem, rows).all():
                row.full_clean()


def test_every_page_opens(load, client_of):
    client = client_of(User.objects.get(role=Role.ADMINISTRATOR))
    for postmortem in Postmortem.objects.all():
        address = postmortem.get_absolute_url()
        assert client.get(address, follow=True).status_code == 200
        assert client.get(f"{address}draft/", follow=True).status_code == 200
    assert client.get("/").status_code == 200
    assert client.get("/postmortems/").status_code == 200
    assert client.get("/reviews/").status_code == 200


def test_same_seed_gives_the_same_words():
    first, again, other = (Language(seed).sentence() for seed in (3, 3, 4))
    assert first == again
    assert first != other


def test_words_are_as_frequent_as_in_a_language():
    counts = [count for _, count in Counter(Language(1).some(50_000)).most_common()]
    assert counts[0] / counts[9] == pytest.approx(12.7 / 3.7, rel=0.25)
    assert len(counts) > 2000
