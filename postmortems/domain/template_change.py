"""Changing document templates. Documents that exist keep the sections they started with."""

from contextlib import contextmanager

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from accounts.domain.audit import record
from postmortems.exceptions import Refused, StaleChange
from postmortems.models import DocumentTemplate, TemplateSection

from .severity import STREAM

# What the gates of *mark reviewed* and the published page ask for, beside the questions.
NEEDED = ("summary", "impact", "timeline")
# Sections that list records of the draft have the key that the draft knows them by.
WITH_RECORDS = {"steps-tried": "steps"}
MOST_SECTIONS = 40
UP, DOWN = "up", "down"
ABOUT = ("name", "description")
SHAPE = ("heading", "prompt", "required", "audience")


def is_needed(section):
    """Whether every template has it, required: without it no review could be completed."""
    return section.number is not None or section.key in NEEDED


@contextmanager
def changing(template):
    """The template under its lock."""
    with transaction.atomic():
        yield DocumentTemplate.objects.select_for_update().get(pk=template.pk)


def present(section, template):
    """The section as it stands under the lock."""
    found = template.sections.filter(pk=section.pk).first()
    if found is None:
        raise Refused(f"“{section.heading}” was taken out of this template meanwhile.")
    return found


def note(verb, template, *, by, before=None, after=None):
    record(verb, template, by=by, stream=STREAM, before=before, after=after)


def change_template(template, values, *, base, by):
    """Name and description, read at version ``base``; a later change is told, not lost."""
    with changing(template) as template:
        if template.version != base:
            raise StaleChange(template)
        before, after = apply(template, values, ABOUT)
        if after:
            template.version += 1
            refuse_same_name(template)
            template.full_clean()
            template.save()
            note("template changed", template, by=by, before=before, after=after)
    return template


def apply(row, values, names):
    """Set what differs; ``(before, after)`` of it."""
    before, after = {}, {}
    for name in names:
        value = values[name].strip() if isinstance(values[name], str) else values[name]
        if getattr(row, name) != value:
            before[name], after[name] = getattr(row, name), value
            setattr(row, name, value)
    return before, after


def refuse_same_name(template):
    others = DocumentTemplate.objects.exclude(pk=template.pk)
    if others.filter(name__iexact=template.name).exists():
        raise Refused("There is already a template with this name.")


def copy_template(template, *, by):
    """A new template with the same sections, to be changed freely."""
    with changing(template) as template:
        copy = DocumentTemplate(
            key=free_key(template.name),
            name=free_name(template.name),
            description=template.description,
        )
        copy.full_clean()
        copy.save()
        TemplateSection.objects.bulk_create(
            TemplateSection(
                template=copy,
                key=section.key,
                number=section.number,
                position=position,
                **{name: getattr(section, name) for name in SHAPE},
            )
            for position, section in enumerate(template.sections.all(), start=1)
        )
        note("template copied", copy, by=by, after={"name": copy.name, "from": template.name})
    return copy


def free_name(name):
    taken = {one.casefold() for one in DocumentTemplate.objects.values_list("name", flat=True)}
    limit = DocumentTemplate._meta.get_field("name").max_length
    for number in range(1, len(taken) + 2):
        ending = " (copy)" if number == 1 else f" (copy {number})"
        wanted = name[: limit - len(ending)] + ending
        if wanted.casefold() not in taken:
            return wanted
    raise AssertionError("more names than templates are tried")


def free_key(name):
    """Never one of those that come with the product: those are installed again if missing."""
    taken = set(DocumentTemplate.objects.values_list("key", flat=True))
    stem = f"own-{slugify(name)[:30]}".strip("-")
    number = 1
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"


def retire_template(template, *, by):
    """Start no new postmortem from it. The default, and one that is chosen, stay."""
    with changing(template) as template:
        if template.is_retired:
            return template
        if template.is_default:
            raise Refused("This is the default template. Choose another default first.")
        if template.choices.exists():
            raise Refused(
                "This template is chosen for a severity or a team. Choose another there first."
            )
        template.retired_at = timezone.now()
        template.save(update_fields=["retired_at"])
        note("template retired", template, by=by)
    return template


def bring_back_template(template, *, by):
    """Offer a retired template again."""
    with changing(template) as template:
        if template.is_retired:
            template.retired_at = None
            template.save(update_fields=["retired_at"])
            note("template brought back", template, by=by)
    return template


def add_section(template, values, *, by):
    """A further section, at the end; ``values``: heading, prompt, required, audience."""
    with changing(template) as template:
        others = list(template.sections.all())
        if len(others) >= MOST_SECTIONS:
            raise Refused(f"A template has {MOST_SECTIONS} sections at the most.")
        section = TemplateSection(
            template=template,
            key=section_key(values["heading"], {one.key for one in others}),
            position=max((one.position for one in others), default=0) + 1,
        )
        _, after = apply(section, values, SHAPE)
        section.full_clean()
        section.save()
        note("section added to template", template, by=by, after=after)
    return section


def section_key(heading, taken):
    """The key of a new section. It begins with *section*, like no other part of a page."""
    slug = slugify(heading)
    if slug in WITH_RECORDS and WITH_RECORDS[slug] not in taken:
        return WITH_RECORDS[slug]
    stem = f"section-{slug}".strip("-")[:34].rstrip("-")
    number = 1
    while (key := stem if number == 1 else f"{stem}-{number}") in taken:
        number += 1
    return key


def change_section(section, values, *, base, by):
    """Heading, prompt, audience, and whether it is required; read at version ``base``."""
    with changing(section.template) as template:
        section = present(section, template)
        if section.version != base:
            raise StaleChange(section)
        if is_needed(section):
            values = {**values, "required": True}
        before, after = apply(section, values, SHAPE)
        if after:
            section.version += 1
            section.full_clean()
            section.save()
            where = {"section": section.heading}
            note(
                "section of template changed",
                template,
                by=by,
                before={**where, **before},
                after={**where, **after},
            )
    return section


def remove_section(section, *, by):
    """Take a section out. The eight questions and what the gates ask for stay."""
    if is_needed(section):
        raise Refused(
            f"“{section.heading}” stays: every review asks for it. Its heading and prompt can be "
            "reworded."
        )
    with changing(section.template) as template:
        section = present(section, template)
        before = {name: getattr(section, name) for name in SHAPE}
        section.delete()
        note("section removed from template", template, by=by, before=before)


def move_section(section, direction, *, by):
    """One place up or down; at the end of the list it stays where it is."""
    with changing(section.template) as template:
        section = present(section, template)
        rows = list(template.sections.all())
        place = [row.pk for row in rows].index(section.pk)
        other = place + (-1 if direction == UP else 1)
        if not 0 <= other < len(rows):
            return
        rows[place], rows[other] = rows[other], rows[place]
        for position, row in enumerate(rows, start=1):
            row.position = position
        TemplateSection.objects.bulk_update(rows, ["position"])
        note(
            "section of template moved",
            template,
            by=by,
            after={"section": section.heading, "place": other + 1},
        )
