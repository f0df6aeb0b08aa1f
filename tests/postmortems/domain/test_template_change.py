"""Changing templates: documents that exist never change, the eight questions stay."""

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditRecord
from postmortems.domain import template_change as change
from postmortems.domain.section import write_section
from postmortems.domain.template import default_template, install_templates
from postmortems.exceptions import Refused, StaleChange
from postmortems.models import DocumentTemplate, Section, TemplateSection
from tests.factories.accounts import UserFactory
from tests.factories.postmortems import PostmortemFactory

pytestmark = pytest.mark.django_db
LESSONS = {"heading": "Lessons", "prompt": "What now?", "required": True, "audience": "public"}


@pytest.fixture
def by():
    return UserFactory(role="administrator")


def shape(template):
    return list(template.sections.values_list("key", flat=True))


def values_of(section, **changed):
    names = ("heading", "prompt", "required", "audience")
    return {**{name: getattr(section, name) for name in names}, **changed}


def last_record():
    return AuditRecord.objects.filter(stream="settings").latest("pk")


def test_documents_that_exist_stay_byte_for_byte(by):
    postmortem = PostmortemFactory()
    write_section(postmortem.sections.get(key="q7"), "We learned.", base=0, by=postmortem.owner)
    before = list(Section.objects.order_by("pk").values())
    template = default_template()

    for section in template.sections.all():
        other = "public" if section.audience != "public" else "organization"
        values = {"heading": "New", "prompt": "New?", "required": True, "audience": other}
        change.change_section(section, values, base=0, by=by)
    change.add_section(template, LESSONS, by=by)
    change.move_section(template.sections.get(key="q8"), "up", by=by)
    change.remove_section(template.sections.get(key="background"), by=by)
    change.change_template(template, {"name": "Ours", "description": ""}, base=0, by=by)

    assert list(Section.objects.order_by("pk").values()) == before
    new = PostmortemFactory()
    assert list(new.sections.values_list("key", flat=True)) == shape(template)
    assert "section-lessons" in shape(template)
    assert "background" not in shape(template)


def test_section_is_reworded_and_told_in_the_audit(by):
    section = default_template().sections.get(key="q4")

    change.change_section(section, values_of(section, heading="How could it?"), base=0, by=by)

    section.refresh_from_db()
    assert (section.heading, section.number, section.version) == ("How could it?", 4, 1)
    record = last_record()
    assert record.actor == by
    assert record.before["heading"] == "How did this happen?"
    assert record.after["heading"] == "How could it?"


@pytest.mark.parametrize("key", ["q1", "q8", "summary", "impact", "timeline"])
def test_what_reviews_ask_for_stays_and_stays_required(by, key):
    section = default_template().sections.get(key=key)

    with pytest.raises(Refused, match="stays"):
        change.remove_section(section, by=by)
    change.change_section(section, values_of(section, required=False), base=0, by=by)

    section.refresh_from_db()
    assert section.required


def test_later_change_is_told_not_lost(by):
    section = default_template().sections.get(key="background")
    change.change_section(section, values_of(section, heading="Context"), base=0, by=by)

    with pytest.raises(StaleChange) as stale:
        change.change_section(section, values_of(section, heading="Setting"), base=0, by=by)

    assert stale.value.current.heading == "Context"
    section.refresh_from_db()
    assert section.heading == "Context"


def test_sections_move_one_place_and_stop_at_the_ends(by):
    template = default_template()
    first, second, *_ = keys = shape(template)

    change.move_section(template.sections.get(key=second), "up", by=by)
    assert shape(template)[:2] == [second, first]
    change.move_section(template.sections.get(key=second), "up", by=by)
    assert shape(template)[:2] == [second, first]
    change.move_section(template.sections.get(key=second), "down", by=by)
    assert shape(template) == keys


def test_section_taken_out_meanwhile_is_refused(by):
    section = default_template().sections.get(key="background")
    TemplateSection.objects.filter(pk=section.pk).delete()

    for verb in (
        lambda: change.change_section(section, LESSONS, base=0, by=by),
        lambda: change.move_section(section, "up", by=by),
        lambda: change.remove_section(section, by=by),
    ):
        with pytest.raises(Refused, match="meanwhile"):
            verb()


def test_steps_come_back_under_the_key_that_lists_them(by):
    template = default_template()
    change.remove_section(template.sections.get(key="steps"), by=by)

    made = [
        change.add_section(template, {**LESSONS, "heading": heading}, by=by).key
        for heading in ("Steps tried", "Steps tried", "教訓", "教訓", "A" * 120)
    ]

    assert made == [
        "steps",
        "section-steps-tried",
        "section",
        "section-2",
        "section-" + "a" * 26,
    ]


def test_a_template_has_forty_sections_at_the_most(by):
    template = default_template()
    for number in range(40 - template.sections.count()):
        change.add_section(template, {**LESSONS, "heading": f"No {number}"}, by=by)

    with pytest.raises(Refused, match="40"):
        change.add_section(template, LESSONS, by=by)


def test_copy_has_the_same_sections_and_a_name_of_its_own(by):
    template = default_template()

    copy, again = (change.copy_template(template, by=by) for _ in range(2))

    assert shape(copy) == shape(template)
    assert (copy.name, again.name) == ("Learning review (copy)", "Learning review (copy 2)")
    assert not copy.is_default
    change.remove_section(copy.sections.get(key="steps"), by=by)
    assert "steps" in shape(template)


def test_two_templates_have_two_names(by):
    template = DocumentTemplate.objects.get(key="classic")

    with pytest.raises(Refused, match="already"):
        change.change_template(
            template, {"name": "learning REVIEW", "description": ""}, base=0, by=by
        )
    with pytest.raises(ValidationError):
        change.change_template(template, {"name": " ", "description": ""}, base=0, by=by)


def test_retired_template_is_not_installed_anew_and_comes_back(by):
    template = DocumentTemplate.objects.get(key="classic")

    change.retire_template(template, by=by)
    install_templates()

    assert template not in DocumentTemplate.objects.offered()
    assert DocumentTemplate.objects.filter(key="classic").count() == 1
    assert change.bring_back_template(template, by=by) in DocumentTemplate.objects.offered()
    assert last_record().verb == "template brought back"


def test_default_template_cannot_be_retired(by):
    with pytest.raises(Refused, match="default"):
        change.retire_template(default_template(), by=by)
