"""Document templates: what a new postmortem starts from."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from postmortems.enums import Audience, Severity

PROMPT_LIMIT = 2_000


class DocumentTemplateQuerySet(models.QuerySet):
    def offered(self):
        """Those that new postmortems may start from."""
        return self.filter(retired_at=None)

    def for_list(self):
        """With how many sections each has, and for what it is chosen."""
        rows = self.annotate(section_count=models.Count("sections"))
        return rows.prefetch_related("choices__team").order_by("-is_default", "name")


class DocumentTemplate(models.Model):
    """A named list of sections. Changing one never alters a document that exists.

    ``version`` rises with its name and description; a section has a version of its own. A
    retired template starts no new postmortem, and can be brought back.
    """

    key = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    description = models.CharField(max_length=300, blank=True)
    is_default = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0, editable=False)
    retired_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = DocumentTemplateQuerySet.as_manager()

    class Meta:
        ordering = ["-is_default", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"], condition=Q(is_default=True), name="template_one_default"
            ),
            models.CheckConstraint(
                condition=Q(is_default=False) | Q(retired_at=None),
                name="template_default_is_offered",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("postmortems:template", args=[self.pk])

    @property
    def is_retired(self):
        return self.retired_at is not None


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
    version = models.PositiveIntegerField(default=0, editable=False)

    class Meta(SectionShape.Meta):
        constraints = [
            models.UniqueConstraint(fields=["template", "key"], name="template_section_once"),
            models.CheckConstraint(
                condition=Q(audience__in=Audience.values), name="template_section_audience_known"
            ),
        ]

    def __str__(self):
        return self.heading


class TemplateChoice(models.Model):
    """Where another template than the default is taken: for a level, or for a team."""

    template = models.ForeignKey(DocumentTemplate, on_delete=models.PROTECT, related_name="choices")
    severity = models.PositiveSmallIntegerField(
        choices=Severity, null=True, blank=True, unique=True
    )
    team = models.OneToOneField(
        "accounts.Team", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )

    class Meta:
        ordering = ["severity", "team"]
        constraints = [
            models.CheckConstraint(
                condition=Q(severity__isnull=True) ^ Q(team__isnull=True),
                name="template_choice_for_one",
            )
        ]

    def __str__(self):
        return f"{self.template} for {self.team or self.get_severity_display()}"
