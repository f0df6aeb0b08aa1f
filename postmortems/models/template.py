"""Document templates: what a new postmortem starts from."""

from django.db import models
from django.db.models import Q

from postmortems.enums import Audience


class DocumentTemplate(models.Model):
    """A named list of sections. Changing one never alters a document that exists."""

    key = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    description = models.CharField(max_length=300, blank=True)
    is_default = models.BooleanField(default=False)

    class Meta:
        ordering = ["-is_default", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"], condition=Q(is_default=True), name="template_one_default"
            )
        ]

    def __str__(self):
        return self.name


class SectionShape(models.Model):
    """What a section is, in a template and in a document alike."""

    key = models.SlugField(max_length=40)
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    heading = models.CharField(max_length=120)
    prompt = models.TextField(blank=True)
    required = models.BooleanField(default=False)
    audience = models.CharField(max_length=20, choices=Audience, default=Audience.ORGANIZATION)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]


class TemplateSection(SectionShape):
    template = models.ForeignKey(
        DocumentTemplate, on_delete=models.CASCADE, related_name="sections"
    )

    class Meta(SectionShape.Meta):
        constraints = [
            models.UniqueConstraint(fields=["template", "key"], name="template_section_once"),
            models.CheckConstraint(
                condition=Q(audience__in=Audience.values), name="template_section_audience_known"
            ),
        ]

    def __str__(self):
        return self.heading
