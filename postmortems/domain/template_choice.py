"""Which template a new postmortem starts from.

The owner's team comes first, then the severity, then the default of the installation: a
team knows how it works, while a level only tells how bad it was. Who is in several teams
with a template of their own gets that of the first team by name.
"""

from django.db import transaction

from accounts.domain.audit import record
from accounts.models import Team
from postmortems.enums import Severity
from postmortems.exceptions import Refused, StaleChange
from postmortems.models import DocumentTemplate, TemplateChoice

from .severity import STREAM
from .template import default_template


def template_for(incident, owner):
    """The template of a postmortem of this incident with this owner."""
    chosen = TemplateChoice.objects.select_related("template")
    of_team = chosen.filter(team__members=owner).order_by("team__name", "team").first()
    found = of_team or chosen.filter(severity=incident.severity).first()
    return found.template if found else default_template()


def choices():
    """``(default, {level: template pk}, {team pk: template pk})`` as they stand."""
    rows = list(TemplateChoice.objects.all())
    default = default_template()
    return (
        default.pk if default else None,
        {row.severity: row.template_id for row in rows if row.severity},
        {row.team_id: row.template_id for row in rows if row.team_id},
    )


def state_of_choices():
    """All choices as one short text: what a form was opened at."""
    default, by_level, by_team = choices()
    return ";".join(
        [
            str(default),
            *(f"s{level}:{pk}" for level, pk in sorted(by_level.items())),
            *(f"t{team}:{pk}" for team, pk in sorted(by_team.items())),
        ]
    )


def choose_templates(default, by_level, by_team, *, base, by):
    """Set the default, and those of levels and teams: ``{level or team: template or None}``.

    ``base`` is ``state_of_choices()`` as the form showed it: ``StaleChange`` if it differs.
    """
    with transaction.atomic():
        templates = DocumentTemplate.objects.select_for_update().order_by("pk")
        offered = {one.pk: one for one in templates if not one.is_retired}
        before = state_of_choices()
        if before != base:
            raise StaleChange(None)
        wanted = [default, *by_level.values(), *by_team.values()]
        if any(one is not None and one.pk not in offered for one in wanted):
            raise Refused("One of these templates was retired. Choose another.")
        told_before = words_of_choices()
        DocumentTemplate.objects.exclude(pk=default.pk).update(is_default=False)
        DocumentTemplate.objects.filter(pk=default.pk).update(is_default=True)
        for level, template in by_level.items():
            choose({"severity": level}, template)
        for team, template in by_team.items():
            choose({"team": team}, template)
        told_after = words_of_choices()
        if told_after != told_before:
            record(
                "templates chosen",
                default,
                by=by,
                stream=STREAM,
                before=differing(told_before, told_after),
                after=differing(told_after, told_before),
            )


def choose(what, template):
    if template is None:
        TemplateChoice.objects.filter(**what).delete()
    else:
        TemplateChoice.objects.update_or_create(**what, defaults={"template": template})


def words_of_choices():
    """The choices by name, for the audit."""
    default, by_level, by_team = choices()
    names = dict(DocumentTemplate.objects.values_list("pk", "name"))
    teams = dict(Team.objects.values_list("pk", "name"))
    return {
        "default": names.get(default, ""),
        **{Severity(level).label: names[pk] for level, pk in by_level.items()},
        **{f"team {teams[team]}": names[pk] for team, pk in by_team.items()},
    }


def differing(these, those):
    return {key: value for key, value in these.items() if those.get(key) != value}
