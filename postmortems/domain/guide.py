"""The guided first visit: three steps for each of the three who come, on Home.

A step is done when it truly is: read off the records made since the guide began, or off
the places that were visited since, however one came there.
"""

from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse

from accounts.domain.guide import begin
from accounts.domain.people import is_alone
from postmortems.contributions import GUIDES
from postmortems.enums import State
from postmortems.models import Comment, Incident, Postmortem, Section

# Places: a published page; a filtered library; what a move still asks for.
READ, FOUND, CHECKED = "read", "found", "checked"


@dataclass(frozen=True)
class Step:
    """One thing to do, where, and whether it is done. Without ``url`` it has to wait."""

    words: str
    hint: str
    url: str = ""
    done: bool = False


@dataclass(frozen=True)
class Guide:
    """Three steps for whoever came to do this."""

    comes_to: str  # ends the sentence "You are here to …"
    steps: list

    @property
    def is_done(self):
        return all(step.done for step in self.steps)


def guide_for(user, newest=None):
    """The guide of someone who has not put it away, else ``None``; three queries at most.

    ``newest`` is the newest publication that Home shows, if there is one. An app above may
    know better what this person comes for, and is asked first.
    """
    if user.guide_dismissed_at:
        return None
    begin(user)
    if user.is_reader:
        return Guide("read what was learned", reader_steps(user, newest))
    for offered in GUIDES:
        if guide := offered(user):
            return guide
    return Guide("write after an incident", engineer_steps(user, newest))


def read_step(user, newest, words):
    url = newest.postmortem.get_absolute_url() if newest else ""
    hint = f"{newest.postmortem.reference}: {newest.title}" if newest else "None is published yet."
    return Step(words, hint, url, READ in user.guide_seen)


def reader_steps(user, newest):
    page = newest.postmortem.get_absolute_url() if newest else ""
    asked = Comment.objects.filter(
        author=user, thread__on_publication=True, at__gte=user.guide_began_at
    )
    service = next((one.pk for one in newest.services.all()), None) if newest else None
    library = reverse("postmortems:library")
    return [
        read_step(user, newest, "Read one in two minutes"),
        Step(
            "Ask a question on its page",
            "Those who wrote it read it, and answer there.",
            f"{page}#discussion" if page else "",
            asked.exists(),
        ),
        Step(
            "Find others by service",
            "Or by severity, tag and time.",
            f"{library}?service={service}" if service else library,
            FOUND in user.guide_seen,
        ),
    ]


def first_step(user, newest):
    """Reading comes first; where nothing can be read yet, an administrator begins with people."""
    if newest or not user.is_administrator:
        return read_step(user, newest, "Read a finished one")
    return Step(
        "Invite the people you work with",
        "By mail. Members write, readers read.",
        reverse("accounts:people"),
        not is_alone(user),
    )


def engineer_steps(user, newest):
    """The third step is about the newest own draft: one begun since, or without a summary."""
    opened = Incident.objects.filter(opened_by=user, declared_at__gte=user.guide_began_at)
    drafts = Postmortem.objects.visible_to(user).current().filter(owner=user, state=State.DRAFT)
    summary = (
        Section.objects.filter(key="summary", postmortem__in=drafts.order_by().values("pk"))
        .filter(Q(postmortem__started_at__gte=user.guide_began_at) | Q(text=""))
        .order_by("-postmortem")
        .values("postmortem", "text")
        .first()
    )
    return [
        first_step(user, newest),
        Step(
            "Open an incident",
            "Title, severity, since when: the draft starts by itself.",
            reverse("postmortems:incident-open"),
            opened.exists(),
        ),
        Step(
            "Write the summary of your draft",
            "Three sentences for somebody who was not there."
            if summary
            else "As soon as you have one to write.",
            reverse("postmortems:section", args=[summary["postmortem"], "summary"])
            if summary
            else "",
            bool(summary and summary["text"].strip()),
        ),
    ]
