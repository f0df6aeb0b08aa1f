"""The page as a file: Markdown and JSON, with nothing that the page does not show."""

import json

from django.urls import reverse
from markdown_it import MarkdownIt

from postmortems.domain.action import record_progress
from postmortems.enums import ActionStatus
from tests import scenes
from tests.postmortems import pages


def fetched(client, cast, name):
    response = client.get(reverse(f"postmortems:{name}", args=[cast.postmortem.pk]))
    assert response.status_code == 200
    return response


def test_files_hold_what_the_page_says_and_hide_what_it_hides(cast, client_of):
    cast = pages.published(cast)
    for name in ("markdown", "json"):
        told = fetched(client_of(cast.reader), cast, name).content.decode()
        for expected in (
            cast.incident.title,
            "Paid twice",
            "An apology by mail",
            "A dead end was tried",
            "OPENED-WORDS",
            "A limit was low",
            "It was set long ago.",
            "A sale began",
            "It was a quiet day",
            "To Ada",
            "Customers heard",
            "Paged by the alert",
            "Too dear",
            "Alert at eighty percent",
            "The alert fired in a drill.",
            "Nobody else was free",
            "https://status.example.com/1",
            "https://chat.example.com/7",
            "What is to be said about summary.",
        ):
            assert expected in told, (name, expected)
        for section in cast.postmortem.sections.exclude(key="background"):
            assert section.heading in told, (name, section.heading)
        for secret in pages.SECRETS:
            assert secret not in told, (name, secret)


def test_json_marks_the_live_state(cast, client_of):
    cast = scenes.finalized(cast)
    action = cast.postmortem.actions.get()
    record_progress(
        action, ActionStatus.DONE, base=action.version, by=action.owner, note_text="It fired."
    )
    response = fetched(client_of(cast.reader), cast, "json")
    document = json.loads(response.content)
    assert document["actions_now"][0]["status"] == "done"
    assert "status" not in document["actions"][0]
    assert document["audience"] == "organization"
    assert f'filename="{cast.postmortem.reference}.json"' in response["Content-Disposition"]
    assert response["Cache-Control"] == "private, no-cache"


def test_markdown_reads_as_it_was_typed(cast, client_of):
    type(cast.incident).objects.update(title="1. *Not* a list <b> [x](y) # `c`")
    scenes.renewed(cast)
    cast = scenes.finalized(cast)
    told = fetched(client_of(cast.reader), cast, "markdown").content.decode()
    tokens = MarkdownIt("commonmark").parse(told)
    assert tokens[0].tag == "h1"
    shown = "".join(child.content for child in tokens[1].children)
    assert shown == "1. *Not* a list <b> [x](y) # `c`"


def test_no_file_before_the_page(cast, client_of):
    for name in ("markdown", "json"):
        url = reverse(f"postmortems:{name}", args=[cast.postmortem.pk])
        assert client_of(cast.owner).get(url).status_code == 404
