"""The document templates that every installation has."""

import json
from pathlib import Path

from django.db import transaction

from postmortems.models import DocumentTemplate, TemplateSection

DATA = Path(__file__).resolve().parent.parent / "data" / "document_templates.json"


def install_templates():
    """Add the templates that are missing, by key; those that exist stay as they are.

    Run after every migrate.
    """
    present = set(DocumentTemplate.objects.values_list("key", flat=True))
    for shape in json.loads(DATA.read_text()):
        if shape["key"] in present:
            continue
        sections = shape.pop("sections")
        with transaction.atomic():
            template = DocumentTemplate.objects.create(**shape)
            TemplateSection.objects.bulk_create(
                TemplateSection(template=template, position=position, **section)
                for position, section in enumerate(sections, start=1)
            )


def default_template():
    return DocumentTemplate.objects.offered().order_by("-is_default", "name").first()
