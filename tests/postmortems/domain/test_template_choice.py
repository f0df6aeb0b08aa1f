"""Which template a new postmortem starts from: team, then severity, then default."""

import pytest

from accounts.models import AuditRecord
from postmortems.domain.template import default_template
from postmortems.domain.template_change import retire_template
from postmortems.domain.template_choice import choose_templates, state_of_choices, template_for
from postmortems.enums import Severity
from postmortems.exceptions import Refused, StaleChange
from postmortems.models import DocumentTemplate, TemplateChoice
from tests.factories.accounts import TeamFactory, UserFactory
from tests.factories.postmortems import IncidentFactory, PostmortemFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return UserFactory(role="administrator")


@pytest.fixture
def named():
    return {one.key: one for one in DocumentTemplate.objects.all()}


def choose(by, default=None, levels=None, teams=None):
    choose_templates(
        default or default_template(), levels or {}, teams or {}, base=state_of_choices(), by=by
    )


def test_severity_has_a_template_of_its_own(by, named):
    choose(by, levels={Severity.SEV5: named["near-miss"]})

    near = PostmortemFactory(incident=IncidentFactory(severity=Severity.SEV5))
    other = PostmortemFactory(incident=IncidentFactory(severity=Severity.SEV4))

    assert near.template == named["near-miss"]
    assert other.template == named["learning-review"]
    assert not near.sections.filter(key="background").exists()


def test_team_of_the_owner_comes_before_the_severity(by, named):
    first, second = TeamFactory(name="Alpha"), TeamFactory(name="Beta")
    choose(
        by,
        levels={Severity.SEV2: named["near-miss"]},
        teams={second: named["classic"], first: named["stakeholder-review"]},
    )
    incident = IncidentFactory(severity=Severity.SEV2)
    owner = UserFactory()

    assert template_for(incident, owner) == named["near-miss"]
    owner.teams.set([second])
    assert template_for(incident, owner) == named["classic"]
    owner.teams.set([first, second])
    assert template_for(incident, owner) == named["stakeholder-review"]
    assert PostmortemFactory(incident=incident, owner=owner).template == named["stakeholder-review"]


def test_default_changes_and_choices_are_taken_back(by, named):
    choose(by, levels={Severity.SEV1: named["near-miss"]})

    choose(by, default=named["classic"], levels={Severity.SEV1: None})

    assert default_template() == named["classic"]
    assert DocumentTemplate.objects.filter(is_default=True).count() == 1
    assert not TemplateChoice.objects.exists()
    record = AuditRecord.objects.filter(stream="settings").latest("pk")
    assert record.before == {"default": "Learning review", "SEV1": "Near miss"}
    assert record.after == {"default": "Classic SRE"}


def test_later_choice_is_told_not_lost(by, named):
    base = state_of_choices()
    choose(by, default=named["classic"])

    with pytest.raises(StaleChange):
        choose_templates(named["near-miss"], {}, {}, base=base, by=by)

    assert default_template() == named["classic"]


def test_retired_template_is_not_chosen_and_chosen_one_not_retired(by, named):
    choose(by, levels={Severity.SEV3: named["classic"]})

    with pytest.raises(Refused, match="chosen"):
        retire_template(named["classic"], by=by)
    retire_template(named["near-miss"], by=by)
    with pytest.raises(Refused, match="retired"):
        choose(by, levels={Severity.SEV3: named["near-miss"]})


def test_team_that_is_removed_takes_its_choice_along(by, named):
    team = TeamFactory()
    choose(by, teams={team: named["classic"]})

    team.delete()

    assert not TemplateChoice.objects.exists()
