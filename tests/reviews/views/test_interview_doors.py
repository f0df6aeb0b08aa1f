"""What two people wrote down before a review: every door, tried as everyone."""

import re

import pytest
from django.apps import apps
from django.contrib.admin.sites import all_sites
from django.core import mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditRecord, OutboxMail
from postmortems.domain.history import keep_version
from postmortems.domain.snapshot import take_snapshot
from postmortems.live.notices import since
from postmortems.models import Notification, Publication, Revision
from reviews.domain import interview as verbs
from reviews.domain.worry import say_before
from reviews.enums import InterviewStatus
from reviews.models import Interview, InterviewLine
from tests import scenes
from tests.cast import PARTS
from tests.doors import LISTS, doors_of, furnish, published_doors_of, what_is_sent
from tests.factories.postmortems import CommentThreadFactory

# What is searched for stands on the page of the search anyway; what stands beside it does not.
SEARCHED, SECRET = "Zanzibarpager", "quietninth"
TWO = {"facilitator", "responder"}
# What somebody invited is worried about: where those two find it.
WORRY = "heavyheart"
WORRIED = {
    "facilitator": {"reviews:aids"},
    "invited_reader": {"reviews:invitation-answer", "reviews:invitation-before"},
}
OURS = re.compile(r"^reviews:interview")
# That one was asked, and the way there, is on pages that the two see for themselves.
TRACE = re.compile(rf"{SECRET}|/reviews/interviews/\d|would like to hear from you")
SEARCHES = [
    f"/postmortems/?q={SEARCHED}",
    f"/jump/?q={SEARCHED}",
    f"/actions/?whose=all&q={SEARCHED}",
]


def talked(cast):
    """Asked, noted by both, done: through the verbs, as the product does it."""
    talk = verbs.ask(cast.postmortem, cast.responder, by=cast.facilitator)
    verbs.write_line(talk, f"{SEARCHED} {SECRET} of the leader", by=cast.facilitator)
    cast.told = verbs.write_line(talk, f"{SEARCHED} {SECRET} of the teller", by=cast.responder)
    cast.talk = verbs.settle(talk, InterviewStatus.DONE, by=cast.facilitator)
    return cast


def worried(cast):
    say_before(cast.invitation, is_first=True, text=WORRY, by=cast.invited_reader)
    return cast


@pytest.fixture
def furnished(cast):
    return worried(talked(furnish(cast)))


@pytest.fixture
def published(cast):
    talked(cast)
    cast = scenes.finalized(cast)
    CommentThreadFactory(postmortem=cast.postmortem, by=cast.owner, on_publication=True)
    return cast


def everywhere(cast):
    """Addresses beside those of the draft: lists, searches, people and what is run."""
    pages = ["people", "profile", "notifications", "mail", "teams"]
    found = [reverse(f"accounts:{name}") for name in pages]
    found += [reverse(name) for name in LISTS]
    for person in (cast.responder, cast.facilitator):
        found.append(reverse("accounts:person-change", args=[person.pk]))
        found.append(reverse("accounts:person-deactivate", args=[person.pk]))
    find = reverse("postmortems:find", args=[cast.postmortem.pk])
    return [*found, *SEARCHES, f"{find}?q={SEARCHED}", f"{find}?words={SEARCHED}"]


def texts(client, cast, doors):
    """(door, what it answers to reading and to writing); what is written is undone."""
    for name, address in doors:
        for method in ("get", "post"):
            if name.startswith("accounts") and method == "post":
                continue
            sent = what_is_sent(cast, name) if method == "post" else None
            with transaction.atomic():
                answer = getattr(client, method)(address, sent)
                told = b"".join(answer) if answer.streaming else answer.content
                transaction.set_rollback(True)
            yield name, answer.status_code, told.decode("utf-8", "replace")


@pytest.mark.parametrize("part", PARTS)
def test_no_door_of_draft_shows_it_to_anyone_else(furnished, client_of, part):
    client = client_of(furnished.people[part])
    doors = doors_of(furnished, all_kinds=True)
    doors += [("accounts or list", address) for address in everywhere(furnished)]
    pattern = re.compile(SECRET) if part in TWO else TRACE
    shown, worries = set(), set()
    for name, status, text in texts(client, furnished, doors):
        if WORRY in text:
            worries.add(name)
        if OURS.match(name):
            assert part in TWO or part == "anonymous" or status in (404, 405), name
        if pattern.search(text):
            shown.add(name)

    ours = {name for name in shown if OURS.match(name)}
    assert shown - ours == set()
    assert bool(ours) is (part in TWO)
    assert worries <= WORRIED.get(part, set())
    assert bool(worries) is (part in WORRIED)


@pytest.mark.parametrize("part", PARTS)
def test_no_door_of_published_page_shows_it(published, client_of, part):
    client = client_of(published.people[part])
    doors = published_doors_of(published)
    doors += [("accounts or list", address) for address in everywhere(published)]
    for name in ("draft", "preview", "history", "audit", "my-part", "changes"):
        doors.append((name, reverse(f"postmortems:{name}", args=[published.postmortem.pk])))
    for name, _, text in texts(client, published, doors):
        assert SECRET not in text, name


def test_no_row_of_another_table_holds_a_word_of_it(published):
    """Every table there is, but its own two: audit, notifications, outbox, snapshots, search."""
    for model in apps.get_models():
        if model in (Interview, InterviewLine):
            continue
        for row in model._base_manager.values():
            assert SECRET not in str(row), model
    assert Publication.objects.exists()
    assert Revision.objects.exists()
    assert SECRET in str(list(InterviewLine.objects.values())), "it was there to be found"


def test_nothing_but_its_own_rows_tells_that_they_talked(furnished):
    """Nor when: audit, notices, notifications and mail are as they were before."""
    last = AuditRecord.objects.order_by("-pk").first().pk
    counts = Notification.objects.count(), OutboxMail.objects.count(), len(mail.outbox)
    talk = verbs.ask(furnished.postmortem, furnished.owner, by=furnished.facilitator)
    line = verbs.write_line(talk, SECRET, by=furnished.owner)
    line = verbs.change_line(line, f"{SECRET} again", base=1, by=furnished.owner)
    verbs.remove_line(line, by=furnished.owner)
    verbs.settle(talk, InterviewStatus.DECLINED, by=furnished.owner)

    assert AuditRecord.objects.order_by("-pk").first().pk == last
    stream = furnished.incident.reference
    assert not [one for _, one in since(0, [stream]) if "interview" in one["kind"]]
    assert not AuditRecord.objects.filter(subject_type__startswith="interview").exists()
    assert (Notification.objects.count(), OutboxMail.objects.count(), len(mail.outbox)) == counts


def test_revision_is_the_same_with_and_without_it(cast):
    scenes.written(cast)
    before = take_snapshot(cast.fresh())
    talked(cast)
    assert take_snapshot(cast.fresh()) == before
    keep_version(cast.fresh(), f"Kept {timezone.now()}", by=cast.owner)
    assert SECRET not in str(Revision.objects.values_list("snapshot", flat=True))


def test_no_admin_site_knows_it():
    for site in all_sites:
        assert not site.is_registered(Interview)
        assert not site.is_registered(InterviewLine)
