"""Every address that leads to something of one incident, with what stands behind it.

``furnish`` puts something behind each of them; ``doors_of`` names the addresses. A door
that is forgotten here is noticed: a test compares this list with the URLconf.
"""

from datetime import timedelta

from django.core import signing
from django.urls import get_resolver, reverse
from django.utils import timezone

from accounts.enums import NotificationKind
from postmortems.domain.comment import take_to_review
from postmortems.domain.history import keep_version
from postmortems.domain.note import publish_note
from postmortems.enums import Happening, PerspectiveAudience
from postmortems.forms.kind import KINDS
from postmortems.models import Notification
from reviews.enums import MeetingOutcome

from . import scenes
from .factories import postmortems as made
from .factories import reviews as held
from .kept import kept

BY_POSTMORTEM = """
    postmortem preview note note-withdraw draft threads
    mentionable attachments thread-start threads-seen changes history history-keep audit people
    take-review discard recover hint-aside my-part find action-advice
""".split()
BY_INCIDENT = """
    incident incident-change incident-obligation incident-visibility access-grant
    access-withdraw postmortem-start
""".split()
OF_A_TIMELINE = "timeline-line timeline-paste timeline-several timeline-clock timeline-near".split()
BY_SECTION = """
    section section-preview section-answer section-versions wording wording-keep wording-make
""".split()
BY_THREAD = """
    thread-reply thread-take thread-settle thread-resolve thread-reopen suggestion-accept
""".split()
BY_ATTACHMENT = "attachment-remove attachment-restore".split()
BY_ACTION = "action action-progress action-hand-back action-hand-over action-look-back".split()
BY_REVIEW = """
    schedule declare cover sign-off confirm-part join workshop workshop-plan interviews
    facilitator facilitator-withdraw first-reading
""".split()
BY_MEETING = """
    meeting meeting-change meeting-cancel meeting-close meeting-agenda meeting-notes stops invite
    poll lead where projector aids learning
""".split()
BY_INTERVIEW = "interview interview-status".split()
BY_INTERVIEW_LINE = "interview-line interview-remove interview-share".split()
COMMENTED = [kind for kind in KINDS if kind != "perspective"]
OF_ONE_RECORD = "record-change record-remove record-restore record-move".split()
OF_ONE_LINE = "line-change line-remove line-restore line-move".split()

# Addresses that lead to nothing of one incident: lists, and a person's own pages.
LISTS = [
    "postmortems:home",
    "postmortems:library",
    "postmortems:actions",
    "postmortems:actions-csv",
    "reviews:queue",
    "reviews:pool",
    "reviews:calendar-links",
    "postmortems:inbox",
    "postmortems:jump",
    "postmortems:shortcuts",
]
# What administrators set for everyone: tests/postmortems/views/test_setting.py tries them.
SETTINGS = ["reviews:prompts"] + [
    f"postmortems:{name}"
    for name in """
    settings setting-severities setting-clocks setting-services setting-service setting-words
    templates template-choices template template-preview template-copy template-retire
    template-bring-back template-section-add template-section template-section-move
    template-section-remove
    """.split()
]
# A calendar is found by its secret, and lists for whom that was made.
CALENDARS = {"reviews:calendar", "reviews:calendar-make", "reviews:calendar-end"}
EXEMPT = {
    *LISTS,
    *SETTINGS,
    *CALENDARS,
    "postmortems:incident-open",
    "postmortems:design",
    "postmortems:inbox-read",
}


def what_is_sent(cast, name):
    """What a form behind a door must carry to find anything at all."""
    return {
        "postmortems:access-withdraw": {"person": cast.granted.pk},
        "reviews:stop-state": {"state": "discussed"},
        "reviews:interview-status": {"status": "done"},
        "reviews:join-answer": {"answer": "decline"},
        "postmortems:wording-keep": {"rule": "one", "sentence": "0" * 64},
        "postmortems:wording-make": {"makes": "idea", "words": "Test it."},
        "reviews:workshop-decide": {"decision": "declined"},
        "reviews:invitation-before": {"before-text": "Would I be asked?"},
    }.get(name, {})


def named_urls(resolver=None, spaces=()):
    """Every named address of the installation, with its namespaces."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if hasattr(pattern, "url_patterns"):
            inner = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from named_urls(pattern, inner)
        else:
            yield ":".join((*spaces, pattern.name or str(pattern.pattern)))


@kept
def furnish(cast):
    """Something behind every door of a draft: records, threads, a meeting, a note."""
    scenes.written(cast)
    postmortem, incident = cast.postmortem, cast.incident
    entry = incident.timeline.first()
    cast.records = {
        "person": incident.people.first(),
        "link": made.IncidentLinkFactory(incident=incident),
        "timeline": entry,
        "perspective": made.PerspectiveFactory(
            entry=entry,
            speaker=cast.owner,
            by=cast.owner,
            audience=PerspectiveAudience.ORGANIZATION,
        ),
        "impact": incident.impacts.first(),
        "factor": postmortem.factors.first(),
        "mitigator": postmortem.mitigators.first(),
        "trigger": made.TriggerFactory(postmortem=postmortem),
        "idea": postmortem.ideas.first(),
        "action": made.ActionFactory(postmortem=postmortem, owner=cast.owner),
    }
    cast.thread = made.CommentThreadFactory(postmortem=postmortem, by=cast.owner)
    take_to_review(cast.thread, by=cast.owner)
    cast.image = made.AttachmentFactory(postmortem=postmortem, by=cast.owner)
    cast.file = made.AttachmentFactory(postmortem=postmortem, by=cast.owner, image=False)
    cast.meeting = held.MeetingFactory(
        postmortem=postmortem,
        facilitator=cast.facilitator,
        note_taker=cast.note_taker,
        outcome=MeetingOutcome.SCHEDULED,
        starts_at=timezone.now() + timedelta(days=1),
    )
    cast.notification = Notification.objects.create(
        recipient=cast.responder,
        kind=NotificationKind.MENTION,
        happening=Happening.NAMED,
        postmortem=postmortem,
    )
    cast.workshop = held.WorkshopFactory(postmortem=postmortem)
    cast.join_request = held.JoinRequestFactory(postmortem=postmortem, by=cast.granted)
    cast.talk = held.InterviewFactory(
        postmortem=postmortem, interviewer=cast.facilitator, interviewee=cast.responder
    )
    cast.told = held.InterviewLineFactory(interview=cast.talk)
    line = {"meeting": cast.meeting}
    cast.invitation = held.AttendanceFactory(user=cast.invited_reader, is_present=False, **line)
    cast.lines = {
        "agenda": held.AgendaPartFactory(**line),
        "stop": held.StopFactory(entry=entry, **line),
        "attendance": held.AttendanceFactory(user=cast.owner, **line),
        "question": held.OpenQuestionFactory(**line),
        "parked": held.ParkedItemFactory(**line),
        "decision": held.DecisionFactory(**line),
        "correction": held.CorrectionFactory(**line),
    }
    keep_version(postmortem, "As it was furnished", by=cast.owner)
    publish_note(postmortem, {"summary": "Some cards are refused."}, by=cast.owner)
    return scenes.renewed(cast)


def doors_of(cast, *, all_kinds=False):
    """(name, address) of every door of a furnished draft; one kind of record, or all."""
    kinds = cast.records if all_kinds else {"mitigator": cast.records["mitigator"]}
    lines = cast.lines if all_kinds else {"question": cast.lines["question"]}
    named = [
        *(("postmortems", name, {"pk": cast.postmortem.pk}) for name in BY_POSTMORTEM),
        *(("postmortems", name, {"pk": cast.incident.pk}) for name in BY_INCIDENT),
        *(("postmortems", name, {"incident": cast.incident.pk}) for name in OF_A_TIMELINE),
        *(("postmortems", name, {"pk": cast.postmortem.pk, "key": "q7"}) for name in BY_SECTION),
        *(("postmortems", name, {"pk": cast.thread.pk}) for name in BY_THREAD),
        *(("postmortems", name, {"pk": cast.file.pk}) for name in BY_ATTACHMENT),
        *(("postmortems", *one) for one in bytes_of(cast.image, cast.file)),
        *(("postmortems", name, {"pk": cast.records["action"].pk}) for name in BY_ACTION),
        ("postmortems", "move", {"pk": cast.postmortem.pk, "move": "mark-reviewed"}),
        ("postmortems", "revision-restore", {"pk": cast.postmortem.pk, "number": 1}),
        ("postmortems", "timeline-entry", {"pk": cast.records["timeline"].pk}),
        ("postmortems", "idea-decide", {"pk": cast.records["idea"].pk}),
        *(
            ("postmortems", name, {"pk": cast.records["perspective"].pk})
            for name in ("perspective-audience", "perspective-withdraw", "my-part-share")
        ),
        *(
            ("postmortems", "record-add", {"incident": cast.incident.pk, "kind": kind})
            for kind in kinds
        ),
        *(
            ("postmortems", name, {"pk": record.pk, "kind": kind})
            for name in OF_ONE_RECORD
            for kind, record in kinds.items()
        ),
        *(
            ("postmortems", "record-threads", {"pk": record.pk, "kind": kind})
            for kind, record in kinds.items()
            if kind in COMMENTED
        ),
        *(("reviews", name, {"pk": cast.postmortem.pk}) for name in BY_REVIEW),
        *(("reviews", name, {"pk": cast.meeting.pk}) for name in BY_MEETING),
        *(("reviews", name, {"pk": cast.talk.pk}) for name in BY_INTERVIEW),
        *(("reviews", name, {"pk": cast.told.pk}) for name in BY_INTERVIEW_LINE),
        ("postmortems", "inbox-open", {"pk": cast.notification.pk}),
        ("reviews", "question-note", {"pk": cast.meeting.pk, "key": "q7"}),
        ("reviews", "invitation-answer", {"pk": cast.invitation.pk}),
        ("reviews", "invitation-before", {"pk": cast.invitation.pk}),
        ("reviews", "join-answer", {"pk": cast.join_request.pk}),
        ("reviews", "question-outcome", {"pk": cast.lines["question"].pk}),
        ("reviews", "correction-answer", {"pk": cast.lines["correction"].pk}),
        ("reviews", "workshop-decide", {"pk": cast.records["idea"].pk}),
        ("reviews", "workshop-end", {"pk": cast.workshop.pk}),
        *(
            ("reviews", name, {"pk": cast.lines["stop"].pk})
            for name in ("stop-state", "stop-prompts", "unsure", "unsure-too")
        ),
        ("reviews", "come", {"token": signing.dumps(cast.meeting.pk, salt="reviews.come")}),
        ("reviews", "present", {"pk": cast.lines["attendance"].pk}),
        *(("reviews", "line-add", {"meeting": cast.meeting.pk, "kind": kind}) for kind in lines),
        *(
            ("reviews", name, {"pk": row.pk, "kind": kind})
            for name in OF_ONE_LINE
            for kind, row in lines.items()
        ),
    ]
    return [address(space, name, arguments) for space, name, arguments in named]


def bytes_of(image, file):
    """The addresses of an image and of a file."""
    of = {"pk": image.postmortem_id}
    size = {"width": image.width, "height": image.height}
    yield "image", {**of, "key": image.key, **size}
    yield "file", {**of, "key": file.key}


def published_doors_of(cast):
    """The doors that open once it is published."""
    postmortem = {"pk": cast.postmortem.pk}
    thread = cast.postmortem.threads.get(on_publication=True)
    named = [
        *(("postmortems", name, postmortem) for name in ("postmortem", "markdown", "json")),
        ("postmortems", "publication", {**postmortem, "number": 1}),
        ("postmortems", "page-comment", postmortem),
        ("postmortems", "page-comment-reply", {**postmortem, "thread": thread.pk}),
        ("postmortems", "action", {"pk": cast.postmortem.actions.get().pk}),
    ]
    return [address(space, name, arguments) for space, name, arguments in named]


def address(space, name, arguments):
    url = reverse(f"{space}:{name}", kwargs=arguments)
    return f"{space}:{name}", url
