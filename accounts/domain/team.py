"""Teams: named groups of people."""

from django.db import transaction

from accounts.models import Team, User

from .audit import record

STREAM = "people"


def add_team(name, *, by):
    """Start a team without members."""
    with transaction.atomic():
        team = Team(name=name.strip())
        team.full_clean()
        team.save()
        record("team added", team, by=by, stream=STREAM, after={"name": team.name})
    return team


def rename_team(team, name, *, by):
    """Give a team another name."""
    with transaction.atomic():
        team = Team.objects.select_for_update().get(pk=team.pk)
        before = team.name
        team.name = name.strip()
        if team.name == before:
            return team
        team.full_clean()
        team.save(update_fields=["name"])
        record(
            "team renamed",
            team,
            by=by,
            stream=STREAM,
            before={"name": before},
            after={"name": team.name},
        )
    return team


def set_members(team, people, *, by):
    """Make exactly these people the team's members."""
    with transaction.atomic():
        team = Team.objects.select_for_update().get(pk=team.pk)
        before = set(team.members.values_list("pk", flat=True))
        after = {person.pk for person in people}
        if before == after:
            return team
        names = dict(User.objects.filter(pk__in=before | after).values_list("pk", "name"))
        team.members.set(after)
        record(
            "team members set",
            team,
            by=by,
            stream=STREAM,
            before={"members": sorted(names[pk] for pk in before)},
            after={"members": sorted(names[pk] for pk in after)},
        )
    return team


def remove_team(team, *, by):
    """Remove a team; its people stay."""
    with transaction.atomic():
        members = sorted(team.members.values_list("name", flat=True))
        record(
            "team removed",
            team,
            by=by,
            stream=STREAM,
            before={"name": team.name, "members": members},
        )
        team.delete()
