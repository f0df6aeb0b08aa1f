"""What tests of reviews share: a meeting that was arranged through the product's verbs."""

from datetime import timedelta

import pytest
from django.utils import timezone

from reviews.domain.meeting import schedule_meeting


@pytest.fixture
def arrange():
    """``arrange(cast)``: schedule the review of the cast's draft; values and people as given."""

    def arranged(cast, *, invite=(), note_taker=None, **values):
        values = {
            "starts_at": timezone.now() + timedelta(days=2),
            "facilitator": cast.facilitator,
            "note_taker": note_taker or cast.note_taker,
        } | values
        return schedule_meeting(cast.fresh(), values, by=cast.owner, invite=invite)

    return arranged
