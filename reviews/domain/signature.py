"""What people put their name to: declaration, covering note, sign-off, their own part."""

from accounts.domain import audit
from postmortems.domain.content import changing_content
from postmortems.domain.live_text import bring_up
from postmortems.domain.postmortem import locked
from postmortems.domain.revision import changed_fields, compare, save_revision
from postmortems.domain.snapshot import take_snapshot
from postmortems.enums import Move, State
from postmortems.exceptions import ContentFrozen, IllegalMove, Refused, StaleChange
from reviews.models import CoveringNote, Declaration, Meeting, PartConfirmation, SignOff


def declare(postmortem, *, directs_nobody, exception, by):
    """The facilitator declares that they direct nobody involved, or why it is so here."""
    if not directs_nobody and not exception.strip():
        raise Refused("Declare it, or write down the reason for the exception.")
    with changing_content(postmortem.incident) as postmortem:
        declaration = Declaration(
            postmortem=postmortem, by=by, directs_nobody=directs_nobody, exception=exception
        )
        declaration.full_clean()
        declaration.save()
        told = {"directs_nobody": directs_nobody, "exception": exception}
        note("facilitator declared", declaration, by=by, after=told)
    return declaration


def may_be_covered(postmortem):
    """Whether an earlier review exists that could cover what was changed since it came back."""
    held = Meeting.objects.held().filter(postmortem=postmortem)
    return bool(postmortem.returned_at) and held.exists()


def cover(postmortem, text, *, by):
    """Record how the earlier review covers the change; it is shown on the page."""
    with changing_content(postmortem.incident) as postmortem:
        if postmortem.state != State.DRAFT or not may_be_covered(postmortem):
            raise Refused(
                "This is for a draft that came back after a review was held. "
                "Here a review meeting is needed."
            )
        covering = CoveringNote(postmortem=postmortem, by=by, text=text)
        covering.full_clean()
        covering.save()
        note("earlier review covers the change", covering, by=by, after={"text": text})
    return covering


def last_signed(postmortem):
    """The revision signed last, else the reviewed one, else ``None``."""
    signature = postmortem.signoffs.select_related("revision").first()
    return signature.revision if signature else postmortem.reviewed_revision


def changes_since_signed(postmortem):
    """What changed since the review or the last signature, in the form of ``compare``."""
    revision = last_signed(postmortem)
    if revision is None or revision.content_version == postmortem.content_version:
        return []
    old, new = revision.snapshot, take_snapshot(postmortem)
    return compare(old, new) + review_changes(old.get("review") or {}, new["review"])


def review_changes(old, new):
    """What changed in the record of the review itself: meetings, questions, decisions, facts."""
    rows = meeting_changes(old.get("meetings", []), new["meetings"])
    for part in ("open_questions", "decisions"):
        before = {row["id"]: row for row in old.get(part, [])}
        after = {row["id"]: row for row in new[part]}
        for pk in before.keys() - after.keys():
            rows.append({"name": before[pk]["text"], "change": "removed", "fields": []})
        for pk, row in after.items():
            fields = changed_fields(before.get(pk, {}), row)
            if fields:
                change = "changed" if pk in before else "added"
                rows.append({"name": row["text"], "change": change, "fields": fields})
    for name, label in (("covering_note", "Covering note"), ("declaration", "Declaration")):
        fields = changed_fields(old.get(name) or {}, new[name] or {})
        if fields:
            rows.append({"name": label, "change": "changed", "fields": fields})
    return [{"part": "review", "heading": "The review", "rows": rows}] if rows else []


def meeting_changes(old, new):
    """Meetings that changed: when, by whom facilitated, and how many of whom were there."""
    before, after = ({row["id"]: row for row in rows} for rows in (old, new))
    rows = []
    for pk in [*after, *(pk for pk in before if pk not in after)]:
        fields = changed_fields(before.get(pk, {}), after.get(pk, {}))
        if pk not in after:
            rows.append({"name": "Review meeting", "change": "removed", "fields": []})
        elif fields:
            change = "changed" if pk in before else "added"
            rows.append({"name": "Review meeting", "change": change, "fields": fields})
    return rows


def sign_off(postmortem, *, seen, by):
    """Sign the document at the content version that was ``seen``; keeps a revision of it.

    Raises ``StaleChange`` if it changed meanwhile, ``IllegalMove`` outside *reviewed*:
    marking a draft reviewed signs it anyway. Words that were stored live and are not in the
    sections yet were not on the page that was seen: they count as a change.
    """
    bring_up(postmortem)
    with locked(postmortem) as postmortem:
        if postmortem.state != State.REVIEWED:
            raise IllegalMove("A sign-off belongs between the review and finalize.")
        if postmortem.content_version != seen:
            raise StaleChange(postmortem)
        revision = save_revision(postmortem, by=by, reason="Signed off")
        signature = SignOff.objects.create(
            postmortem=postmortem,
            by=by,
            move=Move.FINALIZE,
            revision=revision,
            content_version=postmortem.content_version,
        )
        note("signed off", signature, by=by, after={"revision": revision.number})
    return signature


def confirm_part(postmortem, *, agrees, words, by):
    """Someone involved says whether their part is told rightly; the last answer counts.

    It blocks nothing, changes no content, and stays possible until finalize.
    """
    with locked(postmortem) as postmortem:
        if postmortem.is_finalized:
            raise ContentFrozen(f"{postmortem.reference} is finalized; its words stand.")
        found = PartConfirmation.objects.filter(postmortem=postmortem, by=by).first()
        answer = found or PartConfirmation(postmortem=postmortem, by=by)
        answer.agrees, answer.words = agrees, words
        answer.full_clean()
        answer.save()
        # What they say is between them, the facilitator and the owner: not in the audit.
        note("part answered", answer, by=by)
    return answer


def note(verb, signed, *, by, after=None):
    audit.record(verb, signed, by=by, stream=signed.postmortem.incident.reference, after=after)
