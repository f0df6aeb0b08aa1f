"""The texts of the demo: what is only remembered is not told as if it had been read."""

import json
import re

import pytest
from django.db.models import Count

from accounts.domain.demo import CAST, TEAMS, ensure_demo_people, ensure_demo_teams
from accounts.models import AuditRecord, Team
from postmortems.domain import action_list
from postmortems.enums import Precision
from postmortems.models import Impact
from reviews.management.demo import DOCUMENTS, incident_of, read_document

RETOLD = ("gitlab_2017", "ynab_2017", "aws_2011", "azure_2014", "cloudflare_2019")
# Of the facts, those that nobody read again: as flat statements they are left out.
REMEMBERED = {
    "cloudflare_2019": [
        *("13:31", "13:37", "14:02", "14:52", "3,868", "45 minutes", "twice"),
        *("No data was lost", "records lost", "ruled out", "cross-site", "original reports"),
    ],
    "azure_2014": ["within 30 minutes", "already released", "20 services"],
    "aws_2011": ["12:30", "12:35", "5:30", "14.6", "23.5%", "2.5%"],
    "gitlab_2017": ["fatigue", "Around midnight"],
    "ynab_2017": ["PostgreSQL", "Heroku"],
}
CAREFULLY = re.compile("remember|about|we think|not read again", re.IGNORECASE)


@pytest.fixture(autouse=True)
def loaded(demo, db):
    pass


@pytest.mark.parametrize(
    ("name", "words"), [(name, one) for name in RETOLD for one in REMEMBERED[name]]
)
def test_what_is_only_remembered_is_not_told_flatly(name, words):
    assert words not in json.dumps(read_document(name), ensure_ascii=False)


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("cloudflare_2019", ["page", "attack", "component", "propose", "tools", "find_rule"]),
        ("azure_2014", ["revert", "stuck"]),
        ("aws_2011", ["again", "cut"]),
        ("gitlab_2017", ["hand_over", "copy_back", "choose_snapshot"]),
    ],
)
def test_remembered_times_are_approximate_and_said_to_be_remembered(name, keys):
    entries = {row["key"]: row for row in read_document(name)["timeline"]}
    for key in keys:
        assert entries[key]["precision"] == Precision.APPROXIMATE
        assert "remembered" in entries[key]["text"] or "not recorded" in entries[key]["text"]


@pytest.mark.parametrize(
    ("name", "part", "key"),
    [
        ("cloudflare_2019", "factors", "rollback"),
        ("azure_2014", "factors", "defect"),
        ("aws_2011", "factors", "coarse"),
        ("aws_2011", "factors", "no_throttle"),
    ],
)
def test_remembered_factors_say_so(name, part, key):
    row = next(one for one in read_document(name)[part] if one["key"] == key)
    assert CAREFULLY.search(f"{row['summary']} {row['narrative']}")


def test_time_of_detection_that_is_only_remembered_stays_empty():
    incident = incident_of("cloudflare_2019")
    assert incident.detected_at is None
    assert "As remembered" in incident.detected_by_note
    assert all(one.user is None or one.joined_at is None for one in incident.people.all())


def test_rows_of_impact_without_a_source_have_no_figures():
    rows = Impact.objects.filter(
        incident=incident_of("cloudflare_2019"), group__in=["security", "data"]
    )
    assert rows.count() == 2
    assert {(row.quantity, row.measure) for row in rows} == {(None, "not-measured")}


@pytest.mark.parametrize(
    ("name", "words"), [("gitlab_2017", "a little over 24 hours"), ("ynab_2017", "is four days")]
)
def test_lengths_that_seem_to_differ_are_explained(name, words):
    assert words in read_document(name)["sections"]["impact"][0]


def test_everyone_but_the_reader_is_in_a_team():
    teams = Team.objects.annotate(people=Count("members"))
    assert {team.name for team in teams} == set(TEAMS)
    assert all(team.people for team in teams)
    people = ensure_demo_people()
    assert [part for part in people if not people[part].teams.exists()] == ["reader"]
    assert not people["author"].teams.filter(members=people["outsider"]).exists()


def test_my_teams_have_actions():
    author = ensure_demo_people()["author"]
    counted = action_list.counts(action_list.find(author), author)
    assert counted["teams"] > counted["mine"] > 0


def test_teams_that_exist_stay_as_they_are():
    people = ensure_demo_people()
    Team.objects.get(name="Search").members.clear()
    before = AuditRecord.objects.count()
    ensure_demo_teams(people)
    assert AuditRecord.objects.count() == before
    assert not Team.objects.get(name="Search").members.exists()


def test_parts_of_teams_and_documents_are_those_of_the_cast():
    parts = {one.part for one in CAST}
    assert {part for members in TEAMS.values() for part in members} <= parts
    assert {read_document(name)["owner"] for name in DOCUMENTS} <= parts
