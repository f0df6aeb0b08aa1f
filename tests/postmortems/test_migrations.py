"""Migrations that fill: pages of before get in their columns what the verbs write today."""

import pkgutil
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

from django.apps import apps
from django.db import connection
from django.db.migrations import RunPython
from django.test.utils import CaptureQueriesContext

from postmortems import migrations
from postmortems.domain.publication import prepare, publish
from postmortems.models import (
    Incident,
    Postmortem,
    Publication,
    PublishedAction,
    PublishedWords,
)
from tests.cast import make_cast
from tests.postmortems import pages
from tests.scenes import finalized

FOLDER = Path(migrations.__file__).parent
OF_POSTMORTEM = ("current_publication", "listed_title", "listed_severity", "listed_at")
OF_PAGE = ("began_day", "learned", "minutes_lasted")
LONG_AGO = datetime(1999, 1, 1, tzinfo=UTC)


def filled():
    """All that those migrations fill in, as the database has it now."""
    return {
        "postmortems": [*Postmortem.objects.order_by("pk").values_list("pk", *OF_POSTMORTEM)],
        "pages": [*Publication.objects.order_by("pk").values_list("pk", *OF_PAGE)],
        "words": [*PublishedWords.objects.order_by("pk").values_list("pk", "words")],
        "actions": [*PublishedAction.objects.order_by("pk").values()],
    }


def fill_anew():
    """As at an upgrade: nothing is filled in, then what the migrations do; how many queries."""
    Postmortem.objects.update(
        current_publication=None, listed_title="", listed_severity=5, listed_at=LONG_AGO
    )
    Publication.objects.update(began_day=None, learned="", minutes_lasted=None)
    PublishedWords.objects.all().delete()
    PublishedAction.objects.all().delete()
    with CaptureQueriesContext(connection) as queries:
        for module in pkgutil.iter_modules([str(FOLDER)]):
            if module.name[0] in "_~":
                continue
            for operation in import_module(
                f"postmortems.migrations.{module.name}"
            ).Migration.operations:
                if isinstance(operation, RunPython):
                    operation.code(apps, SimpleNamespace(connection=connection))
    return len(queries)


def published_again(cast, title):
    Incident.objects.filter(pk=cast.incident.pk).update(title=title)
    postmortem = cast.fresh()
    publish(postmortem, postmortem.publications.get().revision, prepare(postmortem), by=cast.owner)


def test_migrations_fill_in_what_the_verbs_write(cast):
    """A page with something to hide and a later one, a page of few words, and a draft."""
    pages.published(cast)
    published_again(cast, "Refused cards")
    finalized(make_cast(title="Slow search"))
    make_cast(title="A draft only")
    before = filled()
    assert len(before["pages"]) == 3
    assert len(before["words"]) == 2
    assert before["actions"]
    assert "opened-words" in str(before["words"])

    fill_anew()

    assert filled() == before
    for secret in pages.SECRETS:
        assert secret.casefold() not in str(before["words"])


def test_migrations_ask_no_more_often_for_many_pages(cast):
    """Once for a page's actions, the rest for fifty pages at once."""
    finalized(cast)
    for_one = fill_anew()
    finalized(make_cast(title="Slow search"))
    finalized(make_cast(title="Slow payments"))
    assert fill_anew() - for_one <= 2


def test_migrations_do_not_depend_on_what_the_product_does_today():
    for path in FOLDER.glob("*.py"):
        assert ".domain" not in path.read_text(), path.name
