"""Generated load: many invented postmortems, for measuring with. No person, no place is real.

Rows are written in bulk, some documents at a time, in the order of what refers to what.
The same number and seed give the same words and shapes; times count back from today.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import F, OuterRef, Subquery
from django.utils import timezone

from accounts.enums import Role
from accounts.models import AuditRecord, User
from postmortems import models
from postmortems.domain.template import default_template
from postmortems.enums import AccessReason
from postmortems.rendering import render_many
from reviews.models import Attendance, Declaration, SignOff, Stop

from . import load_review as review
from .load_content import Author
from .load_language import Language

BATCH = 100
PARAGRAPHS = 400
SERVICES, TAGS = 30, 24
FEWEST_PEOPLE, MOST_PEOPLE, POSTMORTEMS_FOR_EACH = 12, 500, 10
READER_EVERY = 10
# Lists of records, in the order in which they refer to each other.
RECORDS = {
    "people": models.IncidentPerson,
    "links": models.IncidentLink,
    "timeline": models.TimelineEntry,
    "impacts": models.Impact,
    "factors": models.ContributingFactor,
    "triggers": models.Trigger,
    "mitigators": models.Mitigator,
    "ideas": models.Idea,
    "actions": models.ActionItem,
    "perspectives": models.Perspective,
}


@dataclass
class Catalogue:
    """What all documents draw from."""

    people: list
    members: list
    services: list
    tags: list
    template: models.DocumentTemplate
    sections: list
    paragraphs: list


def generate(postmortems, seed, *, told=lambda done: None):
    """Make so many postmortems with everything around them; ``told`` hears how many there are."""
    language = Language(seed)
    author = Author(language, catalogue_for(postmortems, language), today())
    for first in range(0, postmortems, BATCH):
        last = min(postmortems, first + BATCH)
        with transaction.atomic():
            save([author.document(number) for number in range(first, last)], author)
        told(last)


def today():
    return timezone.now().replace(hour=6, minute=0, second=0, microsecond=0)


def catalogue_for(postmortems, language):
    """People, services, tags and rendered paragraphs, saved where they are rows."""
    people = people_for(postmortems, language)
    texts = [language.paragraph() for _ in range(PARAGRAPHS)]
    template = default_template()
    return Catalogue(
        people=people,
        members=[one for one in people if one.role != Role.READER],
        services=named(models.Service, SERVICES, language),
        tags=named(models.Tag, TAGS, language),
        template=template,
        sections=list(template.sections.all()),
        paragraphs=list(zip(texts, render_many(texts), strict=True)),
    )


def people_for(postmortems, language):
    """One for every ten postmortems, at least 12, at most 500; every tenth is a reader.

    The first is the administrator. Nobody can sign in: their passwords are unusable.
    """
    count = min(MOST_PEOPLE, max(FEWEST_PEOPLE, postmortems // POSTMORTEMS_FOR_EACH))
    people = []
    for number in range(count):
        role = Role.READER if number % READER_EVERY == READER_EVERY - 1 else Role.MEMBER
        person = User(
            email=f"person{number}@load.example.com",
            name=" ".join(word.title() for word in language.some(2)) + f" {number}",
            role=Role.ADMINISTRATOR if number == 0 else role,
            colour=number % 8 + 1,
            volunteers=number % 7 == 0,
        )
        person.set_unusable_password()
        people.append(person)
    return User.objects.bulk_create(people)


def named(model, count, language):
    """Rows of a catalogue under different names."""
    names = {}
    while len(names) < count:
        word = language.some(1)[0]
        if len(word) > 3:
            names.setdefault(word, model(name=word))
    return model.objects.bulk_create(names.values())


def save(documents, author):
    """Write one batch. Every row knows its key before another one names it."""
    models.Incident.objects.bulk_create(one.incident for one in documents)
    models.Postmortem.objects.bulk_create(one.postmortem for one in documents)
    for one in documents:
        one.rows = {name: [] for name in RECORDS} | author.records(one)
        one.rows["sections"] = author.sections(one)
        one.rows["actions"] = author.actions(one)
        one.rows["perspectives"] = author.perspectives(one)
    create(models.Section, documents, "sections")
    for name, model in RECORDS.items():
        create(model, documents, name)
    save_names(documents)
    save_references(documents, author)
    save_relatives(documents, author)
    save_access(documents)
    save_text_versions(documents)
    save_reviews(documents, author)
    save_pages(documents)
    save_conversations(documents, author)
    save_audit(documents)


def create(model, documents, name):
    model.objects.bulk_create(row for one in documents for row in one.rows[name])


def link(model, field, pairs):
    """Rows of a many-to-many table: ``pairs`` of (row, related row)."""
    through = getattr(model, field).through
    here = model._meta.get_field(field).m2m_field_name()
    there = model._meta.get_field(field).m2m_reverse_field_name()
    through.objects.bulk_create(
        through(**{f"{here}_id": one.pk, f"{there}_id": other.pk}) for one, other in pairs
    )


def save_names(documents):
    for field in ("services", "tags"):
        pairs = [(one.incident, name) for one in documents for name in getattr(one, field)]
        link(models.Incident, field, pairs)
    pairs = [(one.postmortem, user) for one in documents for user in one.contributors]
    link(models.Postmortem, "contributors", pairs)


def save_references(documents, author):
    """Evidence of factors; the factors that ideas and actions address."""
    found = {"evidence": [], "ideas": [], "actions": []}
    for one in documents:
        entries, factors = one.rows["timeline"], one.rows["factors"]
        shown = [entry for entry in entries if not entry.is_hidden]
        for factor in factors:
            evidence = author.some(shown, 0, 2)
            review.remember(factor, evidence=evidence)
            found["evidence"] += [(factor, entry) for entry in evidence]
        for name in ("ideas", "actions"):
            for row in one.rows[name]:
                addressed = author.some(factors, 0, 2)
                review.remember(row, factors=addressed)
                found[name] += [(row, factor) for factor in addressed]
    link(models.ContributingFactor, "evidence", found["evidence"])
    link(models.Idea, "factors", found["ideas"])
    link(models.ActionItem, "factors", found["actions"])


def save_relatives(documents, author):
    """Three of ten know a related incident of their batch; a factor of some was seen there."""
    related, again = set(), []
    for one, other in zip(documents[1:], documents, strict=False):
        if author.chance(30):
            related |= {(one.incident, other.incident), (other.incident, one.incident)}
        if one.rows["factors"] and author.chance(10):
            again.append((one.rows["factors"][0], other.incident))
    link(models.Incident, "related", sorted(related, key=lambda pair: (pair[0].pk, pair[1].pk)))
    link(models.ContributingFactor, "seen_before", again)


def save_access(documents):
    """One row for each reason, as ``domain/access.py`` writes them."""
    rows = []
    for one in documents:
        postmortem = one.postmortem
        reasons = {(person.user_id, AccessReason.PERSON) for person in one.rows["people"]}
        reasons.add((postmortem.owner_id, AccessReason.OWNER))
        reasons |= {(user.pk, AccessReason.CONTRIBUTOR) for user in one.contributors}
        if postmortem.facilitator_id:
            reasons.add((postmortem.facilitator_id, AccessReason.FACILITATOR))
        rows += [
            models.IncidentAccess(incident=one.incident, user_id=user, reason=reason)
            for user, reason in sorted(reasons)
        ]
    models.IncidentAccess.objects.bulk_create(rows)


def save_text_versions(documents):
    models.SectionVersion.objects.bulk_create(
        models.SectionVersion(
            section=section,
            number=1,
            base=0,
            text=section.text,
            author=one.postmortem.owner,
            at=one.postmortem.started_at,
        )
        for one in documents
        for section in one.rows["sections"]
        if section.version
    )


def save_reviews(documents, author):
    reviews = []
    for one in documents:
        one.rows["meeting"] = review.meeting_of(one)
        if one.rows["meeting"]:
            reviews.append(one)
    review.Meeting.objects.bulk_create(one.rows["meeting"] for one in reviews)
    for one in reviews:
        meeting = one.rows["meeting"]
        one.rows["attendance"] = review.attendance_of(one, meeting, author.catalogue)
        one.rows["stops"] = review.stops_of(one, meeting)
        one.rows["declarations"] = [review.declaration_of(one, meeting)]
    create(Attendance, reviews, "attendance")
    create(Stop, reviews, "stops")
    create(Declaration, reviews, "declarations")


def save_pages(documents):
    """Revisions, signatures and pages; then the postmortems learn which are theirs."""
    reviewed = [one for one in documents if one.is_reviewed]
    revisions = [review.revision_of(one, review.snapshot_of(one)) for one in reviewed]
    models.Revision.objects.bulk_create(revisions)
    pairs = list(zip(reviewed, revisions, strict=True))
    SignOff.objects.bulk_create(review.sign_off_of(one, revision) for one, revision in pairs)
    pages = [review.publication_of(one, kept) for one, kept in pairs if one.is_finalized]
    models.Publication.objects.bulk_create(pages)
    models.PublishedWords.objects.bulk_create(review.words_of_page(page) for page in pages)
    published = [one for one in reviewed if one.is_finalized]
    for name in ("services", "tags"):
        found = zip(pages, published, strict=True)
        link(models.Publication, name, [(p, n) for p, one in found for n in getattr(one, name)])
    found = zip(pages, published, strict=True)
    link(
        models.Publication, "actions", [(p, row) for p, one in found for row in one.rows["actions"]]
    )
    models.PublishedAction.objects.bulk_create(
        row for one in published for row in review.told_actions_of(one)
    )
    keys = [one.postmortem.pk for one in reviewed]
    latest = models.Revision.objects.filter(postmortem=OuterRef("pk")).values("pk")[:1]
    current = models.Publication.objects.filter(postmortem=OuterRef("pk")).values("pk")[:1]
    models.Postmortem.objects.filter(pk__in=keys).update(
        current_revision=Subquery(latest), current_publication=Subquery(current)
    )
    models.Postmortem.objects.filter(pk__in=keys).update(reviewed_revision=F("current_revision"))


def save_conversations(documents, author):
    """Questions on four of ten pages, and in half of the drafts."""
    threads = [
        models.CommentThread(
            postmortem=one.postmortem,
            on_publication=one.is_finalized,
            quote=author.language.phrase(3, 6) if author.chance(30) else "",
            started_by=author.random.choice(author.catalogue.people),
            started_at=(one.postmortem.finalized_at or one.postmortem.started_at)
            + timedelta(hours=author.random.randint(1, 30)),
        )
        for one in documents
        if author.chance(40 if one.is_finalized else 50)
        for _ in range(author.random.randint(1, 2))
    ]
    for thread in threads:
        if not thread.on_publication:
            thread.started_by = thread.postmortem.owner
    models.CommentThread.objects.bulk_create(threads)
    models.Comment.objects.bulk_create(
        models.Comment(
            thread=thread,
            author=author.random.choice([thread.started_by, thread.postmortem.owner]),
            at=thread.started_at + timedelta(hours=answer),
            text=author.language.sentences(1, 3),
        )
        for thread in threads
        for answer in range(author.random.randint(1, 3))
    )
    models.PreliminaryNote.objects.bulk_create(
        models.PreliminaryNote(
            postmortem=one.postmortem,
            summary=author.language.sentences(1, 3),
            published_by=one.postmortem.owner,
            published_at=one.postmortem.started_at,
        )
        for one in documents
        if author.chance(20)
    )


def save_audit(documents):
    """The main steps of each document."""
    rows = []
    for one in documents:
        incident, postmortem = one.incident, one.postmortem
        rows.append(audit("incident opened", incident, one, incident.declared_at))
        rows.append(audit("postmortem started", postmortem, one, postmortem.started_at))
        if postmortem.reviewed_at:
            rows.append(audit("moved to reviewed", postmortem, one, postmortem.reviewed_at))
        if postmortem.finalized_at:
            rows.append(audit("moved to finalized", postmortem, one, postmortem.finalized_at))
    AuditRecord.objects.bulk_create(rows)


def audit(verb, subject, document, at):
    by = document.postmortem.facilitator if "moved" in verb else document.postmortem.owner
    return AuditRecord(
        at=at,
        actor=by,
        actor_name=by.name,
        verb=verb,
        stream=document.incident.reference,
        subject_type=subject._meta.model_name,
        subject_id=str(subject.pk),
        subject_name=str(subject)[:200],
    )
