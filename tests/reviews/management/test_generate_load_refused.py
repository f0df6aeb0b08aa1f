"""Generated load goes into an empty installation only."""

import pytest
from django.core.management import CommandError, call_command

from postmortems.models import Postmortem
from tests.factories.accounts import UserFactory


def test_refused_where_anybody_is(db):
    UserFactory()
    with pytest.raises(CommandError, match="nothing was made"):
        call_command("generate_load", postmortems=1)
    assert not Postmortem.objects.exists()
