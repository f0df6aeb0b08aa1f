"""Whom to invite: those proposed first; everyone else behind *more*, or open where nobody is."""

import pytest
from crispy_forms.utils import render_crispy_form

from reviews.domain.invitation import Proposal
from reviews.enums import Relation
from reviews.forms.meeting import InvitingForm
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("are_proposed", [True, False])
def test_everyone_else_stands_open_where_nobody_is_proposed(are_proposed):
    one, other = UserFactory(), UserFactory()
    proposals = [Proposal(one, "contributes", Relation.INTERESTED)] if are_proposed else []
    page = render_crispy_form(InvitingForm(proposals=proposals))
    assert other.name in page
    assert ("<details" in page) is are_proposed
