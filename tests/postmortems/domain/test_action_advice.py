"""Advice on actions: what it asks, and what it leaves alone."""

import pytest
from django.utils import timezone

from postmortems.domain.action_advice import advise, begins_with_verb

WHOLE = {"owner": "somebody", "due_on": timezone.localdate(), "done_when": "The alert has fired."}


@pytest.mark.parametrize(
    "title",
    [
        "Alert when the queue holds more than 10k jobs for 5 minutes",
        "Bring the lag panel to the on-call board",
        "Implement a dry run for the deletion script",
        "Partition the table by month",
        "Ask for the database name before a drop in production",
        "Rename db1 and db2",
    ],
)
def test_good_action_gets_no_advice(title):
    assert advise(title, **WHOLE) == []


@pytest.mark.parametrize(
    ("title", "asks"),
    [
        ("Monitoring for the queue", "verb"),
        ("Better alerts", "verb"),
        ("The documentation of the failover", "verb"),
        ("Automation of backups", "verb"),
        ("Be careful with the production database", "?"),
    ],
)
def test_wording_that_leaves_something_open_is_asked_about(title, asks):
    told = advise(title, **WHOLE)
    assert told
    assert asks in told[0]


def test_without_end_owner_or_date_each_is_asked_once():
    told = advise("Improve the dashboards")
    assert [
        word
        for word in ("Improve", "Done when", "Name its owner", "By when")
        if word in " ".join(told)
    ] == ["Improve", "Done when", "Name its owner", "By when"]
    assert not any("Improve" in one for one in advise("Improve the dashboards", **WHOLE))


def test_third_graph_and_eighth_action_are_asked_about():
    graphs = ["Add a graph of the queue", "Add a panel of lag"]
    assert any(
        "on seeing it" in one for one in advise("Add a chart of locks", others=graphs, **WHOLE)
    )
    assert advise("Add a chart of locks", others=graphs[:1], **WHOLE) == []
    seven = [f"Rename host {number}" for number in range(7)]
    assert any("8 open actions" in one for one in advise("Rename db1", others=seven, **WHOLE))
    assert advise("Rename db1", others=seven[:6], **WHOLE) == []


def test_empty_title_is_no_reason_for_advice():
    assert advise("  ") == []
    assert begins_with_verb("10 more alerts")
