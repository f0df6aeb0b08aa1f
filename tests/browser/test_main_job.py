"""From an incident to a published page, as three different people, in four ways."""

import pytest

from . import main_job
from .person import Keyboard, Mouse, Person

WAYS = {
    "mouse": (Mouse, {}),
    "keyboard": (Keyboard, {}),
    "phone": (Mouse, {"viewport": (360, 780)}),
    "no-script": (Mouse, {"java_script_enabled": False}),
}


@pytest.mark.parametrize("way", WAYS)
def test_incident_becomes_a_published_page(visit, way):
    hand, options = WAYS[way]
    author, facilitator, reader = (
        Person(visit(name, **options), hand) for name in ("Maya Reyes", "Amara Okafor", "Noor Tan")
    )
    base = main_job.open_incident(author)
    main_job.write_draft(author, base)
    main_job.record(author, base)
    main_job.name_facilitator(author, base, "Amara Okafor")
    main_job.hold_review(facilitator, base)
    main_job.mark_reviewed(facilitator, base)
    main_job.decide(author, base)
    main_job.sign_and_finalize(facilitator, base)
    main_job.read_page(reader, base)
