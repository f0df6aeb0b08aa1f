"""Teams."""

import pytest
from django.core.exceptions import ValidationError

from accounts.domain.team import add_team, remove_team, rename_team, set_members
from accounts.models import AuditRecord, Team, User
from tests.factories.accounts import TeamFactory

pytestmark = pytest.mark.django_db


def test_team_life_is_audited_step_by_step(administrator, member):
    team = add_team(" Payments ", by=administrator)
    rename_team(team, "Checkout", by=administrator)
    set_members(team, [member], by=administrator)
    remove_team(Team.objects.get(), by=administrator)

    assert list(AuditRecord.objects.order_by("pk").values_list("verb", "subject_name")) == [
        ("team added", "Payments"),
        ("team renamed", "Checkout"),
        ("team members set", "Checkout"),
        ("team removed", "Checkout"),
    ]
    assert User.objects.filter(pk=member.pk).exists()


def test_set_members_replaces_and_names_both_sides(administrator, member, reader):
    team = TeamFactory()
    team.members.add(member)

    set_members(team, [reader], by=administrator)

    assert list(team.members.all()) == [reader]
    entry = AuditRecord.objects.get()
    assert (entry.before, entry.after) == (
        {"members": ["Maya Reyes"]},
        {"members": ["Noor Tan"]},
    )


def test_unchanged_team_leaves_no_audit(administrator, member):
    team = TeamFactory()
    team.members.add(member)

    rename_team(team, team.name, by=administrator)
    set_members(team, [member], by=administrator)

    assert not AuditRecord.objects.exists()


@pytest.mark.parametrize("name", ["", " ", "a\x00", "\u202ex", "x" * 81, "payments"])
def test_team_name_that_cannot_be_is_refused(administrator, name):
    TeamFactory(name="Payments")
    other = TeamFactory(name="Search")

    with pytest.raises(ValidationError):
        add_team(name, by=administrator)
    with pytest.raises(ValidationError):
        rename_team(other, name, by=administrator)

    assert set(Team.objects.values_list("name", flat=True)) == {"Payments", "Search"}
