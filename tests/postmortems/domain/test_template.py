"""The document templates that every installation has."""

import pytest

from postmortems.domain.template import default_template, install_templates
from postmortems.models import DocumentTemplate
from tests.factories.postmortems import PostmortemFactory

DEFAULT = ["summary", "impact", "timeline", "background", "steps"] + [f"q{n}" for n in range(1, 9)]


def test_default_is_the_learning_review_in_its_order(db):
    template = default_template()

    assert template.name == "Learning review"
    assert [section.key for section in template.sections.all()] == DEFAULT
    assert [one.number for one in template.sections.exclude(number=None)] == list(range(1, 9))


@pytest.mark.parametrize("key", ["learning-review", "near-miss", "classic", "stakeholder-review"])
def test_each_template_asks_the_eight_questions(db, key):
    sections = DocumentTemplate.objects.get(key=key).sections

    numbers = sections.exclude(number=None).values_list("number", flat=True)

    assert sorted(numbers) == list(range(1, 9))
    assert not sections.filter(prompt="").exists()


def test_installing_again_changes_nothing(db):
    template = default_template()
    template.name = "Our review"
    template.save()
    before = list(DocumentTemplate.objects.values())

    install_templates()

    assert list(DocumentTemplate.objects.values()) == before


def test_missing_template_is_installed_again(db):
    DocumentTemplate.objects.filter(key="classic").delete()

    install_templates()

    assert DocumentTemplate.objects.get(key="classic").sections.exists()


def test_document_is_not_altered_by_a_later_change_of_its_template(db):
    postmortem = PostmortemFactory()

    default_template().sections.all().delete()

    assert [section.key for section in postmortem.sections.all()] == DEFAULT
