"""Who a sentence speaks about, case by case: the heart of what is left alone."""

import pytest

from postmortems.language import check

PEOPLE = [
    "The engineer", "The engineer on the night shift", "Two of the engineers", "She", "Someone",
    "The engineer who had started the job", "Engineers from the platform team", "The on-call",
    "The engineer on call that night", "When the primary died the reviewer", "@kim", "Kim Lee",
    "The engineer ran the script and", "At noon the operator saw the graph but", "The DBA then",
    "The reviewer, who was new,", "The release manager", "The support agent", "The team lead",
    "The engineer running the migration", "A member of the storage team",
    "The on-call engineer, tired after a long day,", "One of the admins ran the script and",
    "After lunch the engineer ran the script and", "Action: the engineer",
]  # fmt: skip
SYSTEMS = [
    "The scheduler", "The pod the engineer restarted", "The job that the operator started",
    "The operator's dashboard", "The engineer's laptop", "The Kubernetes operator", "The agent",
    "We saw that the replica", "The team noticed that the agent", "The package manager",
    "After the engineer restarted it, the worker", "The developer portal", "The user agent",
    "The Flink operator", "Checkout", "The security group", "The on-call schedule", "It",
    "The alert that woke the engineer", "The customers who", "The pods crashed and they",
    "The scheduler, which the platform team maintains,", "The job, restarted by the engineer,",
    "The queue, like the team's dashboard,",
]  # fmt: skip


@pytest.mark.parametrize("subject", PEOPLE)
def test_person_who_failed_is_asked_about(subject):
    found = check(f"{subject} failed to stop the export.", people=["Kim Lee"])

    assert "blame" in {one.category for one in found}


@pytest.mark.parametrize("subject", SYSTEMS)
def test_system_that_failed_is_left_alone(subject):
    assert check(f"{subject} failed to stop the export.", systems=["Checkout"]) == []


def test_we_are_spoken_to_softly():
    assert [one.severity for one in check("We forgot to renew it.")] == ["low"]
    assert [one.severity for one in check("The operator forgot to renew it.")] == ["medium"]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Thanks to Kim for the help.", ["Kim"]),
        ("Owner: Kim", ["Kim"]),
        ("| Kim |", ["Kim"]),
        ("Write to kim@example.com.", ["Kim"]),
        ("The Kim cluster was drained.", ["Kim"]),
        ("will it restart?", ["Will Stone"]),
        ("Call @here for help.", []),
        ("The package @kim/tools was updated.", ["Kim"]),
    ],
)
def test_names_that_are_no_names_in_prose_are_left_alone(text, people):
    assert check(text, people=people) == []


@pytest.mark.parametrize(
    "text", ["Kim Lee restarted it.", "kim's job ran.", "Lee and @ana ran it."]
)
def test_names_in_prose_are_found(text):
    assert {one.category for one in check(text, people=["Kim Lee"])} == {"naming"}
