"""What comes after a meeting, for one person: corrections, two questions, workshop, moves."""

from dataclasses import dataclass

import rules
from django.utils import timezone

from postmortems.domain import lifecycle
from postmortems.enums import State
from reviews.enums import CorrectionAnswer
from reviews.models import Poll, Workshop

from . import poll


@dataclass
class After:
    """``asks_poll``: these two questions are for this person now. ``move``: the next one, for
    whoever may make it. ``poll`` is ``None`` while fewer than five answered.
    """

    corrections_open: bool
    corrections_waiting: int
    asks_poll: bool
    poll: Poll | None
    workshop: Workshop | None
    shows_workshop: bool
    move: object

    @property
    def poll_words(self):
        """The two counts as a sentence."""
        if self.poll is None:
            return ""
        one = self.poll
        return (
            f"{one.learned} of {one.answers} learned something that changes how they work; "
            f"{one.again} would come again."
        )


def after(meeting, user):
    """``None`` until the meeting is over, and for one that was called off."""
    if meeting.is_open or meeting.is_cancelled:
        return None
    postmortem = meeting.postmortem
    waiting = meeting.corrections.kept().filter(answer=CorrectionAnswer.WAITING)
    onwards = lifecycle.next_move(postmortem)
    moves = lifecycle.available(postmortem, user)
    return After(
        corrections_open=timezone.now() < meeting.corrections_until,
        corrections_waiting=waiting.count(),
        asks_poll=poll.is_open(meeting) and rules.has_perm("reviews.answer_poll", user, meeting),
        poll=poll.result(meeting),
        workshop=postmortem.workshops.first(),
        shows_workshop=rules.has_perm("reviews.see_notebook", user, meeting)
        and (meeting.is_held or postmortem.state == State.REVIEWED),
        move=next((step for step in moves if step.move == onwards), None),
    )
