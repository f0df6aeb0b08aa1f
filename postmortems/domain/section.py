"""Writing the text of a postmortem, and ending its questions."""

from contextlib import contextmanager, nullcontext, suppress

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.domain import audit
from postmortems.enums import Answer
from postmortems.exceptions import ContentFrozen, Refused, StaleChange
from postmortems.models import SECTION_LIMIT, Section, SectionVersion
from postmortems.rendering import render

from .coediting import append_edit
from .content import changing_content, why_frozen
from .difference import merge_apart
from .live_text import bring_up, hold_log, take_text

TRIES = 5  # looks at a section that others are writing in


def write_section(section, text, *, base, by):
    """The one function that writes a section's text from a form. Every such text is a version.

    ``base`` is the version the text was written against. What others wrote since is put
    together with it, live or saved; only where both changed the same lines is the text set
    aside as a version without a number, and ``StaleChange`` is raised with the section as
    it stands: nothing is overwritten, nothing lost. Saving what is there already changes
    nothing. Rendering happens before the lock is taken; only the last try, where people type
    too fast for the others, takes the lock first.
    """
    text = normalise(text)
    for last in [False] * TRIES + [True]:
        bring_up(section.postmortem)
        with suppress(Overtaken), holding(section.postmortem) if last else nullcontext():
            stands = Section.objects.select_related("postmortem__incident").get(pk=section.pk)
            wanted = put_together(stands, text, base)
            if wanted is None:
                break
            if wanted == stands.text:
                return stands
            return save_text(stands, wanted, base=base, by=by)
    refuse_frozen_text(stands)
    raise StaleChange(stands, kept=set_aside(stands, text, base=base, by=by))


@contextmanager
def holding(postmortem):
    """A transaction in which nobody else's words come in; whoever types waits for its end."""
    with transaction.atomic():
        hold_log(postmortem)
        yield


class Overtaken(Exception):
    """Somebody wrote in the section between the look and the lock."""


def put_together(stands, text, base):
    """The text with what was written since its base; ``None`` where a person has to decide:

    the same lines changed, or somebody ended the question meanwhile.
    """
    if base == stands.version or text == stands.text:
        return text
    if stands.answer != Answer.OPEN:
        return None
    merged = merge_apart(text_of_version(stands, base), stands.text, text)
    return None if merged is None else normalise(merged)


def save_text(stands, text, *, base, by):
    """Write a text over the one that stands, on the live document as well."""
    html = render(text)
    with changing_content(stands.postmortem.incident) as postmortem:
        section = Section.objects.select_for_update().get(pk=stands.pk)
        section.postmortem = postmortem
        if section.version != stands.version or not append_edit(section, text, by=by):
            raise Overtaken
        take_text(section, text, html)
        section.full_clean()
        keep(section, text, number=section.version, base=base, by=by)
        audit.record(
            "section written",
            section,
            by=by,
            stream=postmortem.incident.reference,
            before={"version": base},
            after={"version": section.version},
        )
    return section


def refuse_frozen_text(section):
    """Raise ``ContentFrozen`` first: a text that is refused for good is not set aside."""
    if not section.postmortem.accepts_changes:
        raise ContentFrozen(why_frozen(section.postmortem))


def normalise(text):
    """Unix line ends; refuse what the database or the renderer could not hold."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\x00" in text:
        raise ValidationError("Null characters are not allowed.", code="null")
    if len(text.encode("utf-8", "surrogatepass")) > SECTION_LIMIT:
        raise ValidationError(
            "A section holds up to 100 KB of text. Move a part of it elsewhere, "
            "for example behind a link.",
            code="too_long",
        )
    return text


def set_aside(section, text, *, base, by):
    """Keep a text that came too late; the same one sent again is kept once."""
    kept = section.versions.filter(number=None, base=base, author=by, text=text).first()
    return kept or keep(section, text, number=None, base=base, by=by)


def keep(section, text, *, number, base, by):
    return SectionVersion.objects.create(
        section=section, number=number, base=base, text=text, author=by
    )


def text_of_version(section, number):
    """The text as one version left it, or the last kept before it; empty before the first."""
    kept = section.versions.filter(number__lte=number).order_by("-number").first()
    return kept.text if kept else ""


def answer_question(section, answer, *, by, owner=None):
    """End a question as *not known* with an owner, as *none* (question 8), or reopen it.

    It counts as a version of the section, with the same text: a text written before it
    is then stale, and can't open the question again unseen.
    """
    if not section.is_question:
        raise Refused("Only a question can end this way.")
    if answer == Answer.NOT_KNOWN and owner is None:
        raise Refused("Name who will find out: a question left unknown has an owner.")
    if answer == Answer.NONE and section.number != 8:
        raise Refused("Only question 8 can end with none.")
    with changing_content(section.postmortem.incident) as postmortem:
        section = Section.objects.select_for_update().get(pk=section.pk)
        before, base = section.answer, section.version
        section.version += 1
        section.answer = answer
        section.answer_owner = owner if answer == Answer.NOT_KNOWN else None
        section.full_clean()
        section.save(update_fields=["version", "answer", "answer_owner"])
        keep(section, section.text, number=section.version, base=base, by=by)
        audit.record(
            "question ended" if answer != Answer.OPEN else "question reopened",
            section,
            by=by,
            stream=postmortem.incident.reference,
            before={"answer": before},
            after={"answer": answer, "owner": owner.name if owner else ""},
        )
    return section
