"""Writing the text of a postmortem, and ending its questions."""

from django.core.exceptions import ValidationError

from accounts.domain import audit
from postmortems.enums import Answer
from postmortems.exceptions import Refused, StaleChange
from postmortems.models import SECTION_LIMIT, Section, SectionVersion
from postmortems.rendering import render

from .content import changing_content


def write_section(section, text, *, base, by):
    """The one function that writes section text. Every saved text is kept as a version.

    ``base`` is the version the text was written against. If somebody saved in between,
    the text is set aside as a version without a number and ``StaleChange`` is raised
    with the section as it stands: nothing is overwritten, nothing lost. Saving what is
    there already changes nothing. Rendering happens before the lock is taken.
    """
    text = normalise(text)
    if Section.objects.get(pk=section.pk).text == text:
        return Section.objects.get(pk=section.pk)
    html = render(text)
    try:
        with changing_content(section.postmortem.incident) as postmortem:
            section = Section.objects.select_for_update().get(pk=section.pk)
            if section.version != base:
                raise StaleChange(section)
            section.postmortem = postmortem
            section.version += 1
            section.text, section.html = text, html
            if section.is_question and text.strip():
                section.answer, section.answer_owner = Answer.OPEN, None
            section.full_clean()
            section.save()
            keep(section, text, number=section.version, base=base, by=by)
            audit.record(
                "section written",
                section,
                by=by,
                stream=postmortem.incident.reference,
                before={"version": base},
                after={"version": section.version},
            )
    except StaleChange as stale:
        stale.kept = set_aside(stale.current, text, base=base, by=by)
        raise
    return section


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
    """The text as one version left it; empty before the first."""
    version = section.versions.filter(number=number).first() if number else None
    return version.text if version else ""


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
