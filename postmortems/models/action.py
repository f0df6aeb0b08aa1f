"""A commitment: one owner, a due date, and a way to tell that it is finished."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from postmortems.enums import ActionKind, ActionStatus, DidItHelp, Priority

from .link import web_address
from .publication import ReleasedQuerySet
from .record import LINE_LIMIT, TEXT_LIMIT, Record, RecordQuerySet


class ActionQuerySet(RecordQuerySet):
    def visible_to(self, user):
        """Actions of drafts one may see, and those that the published page shows.

        Whoever reads the page alone meets no action that was added or kept back since.
        """
        visible = super().visible_to(user)
        if not (user.is_authenticated and user.is_active and user.is_reader):
            return visible  # whoever reads drafts may see those of every page they find
        told = PublishedAction.objects.visible_to(user).filter(action=OuterRef("pk"))
        return self.filter(Q(pk__in=visible.order_by().values("pk")) | Exists(told))

    def found_by(self, user):
        """Visible to this person, and there for them.

        What was removed is gone for whoever reads the draft. For whoever reads the page
        alone it is there until a page is published without it.
        """
        visible = self.visible_to(user)
        if not (user.is_authenticated and user.is_reader):
            return visible.kept()
        drafts = super().visible_to(user).order_by().values("pk")
        return visible.filter(Q(removed_at=None) | ~Q(pk__in=drafts))

    def unfinished(self):
        return self.kept().filter(status__in=[ActionStatus.OPEN, ActionStatus.IN_PROGRESS])


class ActionItem(Record):
    """What was decided to do. Its content freezes with the postmortem; its progress doesn't."""

    INCIDENT_PATH = "postmortem__incident"

    postmortem = models.ForeignKey(
        "postmortems.Postmortem", on_delete=models.CASCADE, related_name="actions"
    )
    idea = models.ForeignKey(
        "postmortems.Idea",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="actions",
        editable=False,
    )
    title = models.CharField(max_length=LINE_LIMIT)
    kind = models.CharField(max_length=20, choices=ActionKind, blank=True)
    factors = models.ManyToManyField(
        "postmortems.ContributingFactor", blank=True, related_name="actions"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="actions",
    )
    done_when = models.TextField("done when", max_length=TEXT_LIMIT, blank=True)
    priority = models.CharField(max_length=20, choices=Priority, default=Priority.MEDIUM)
    due_on = models.DateField("due", null=True, blank=True)
    tracker_link = models.CharField(max_length=2000, blank=True, validators=[web_address])
    status = models.CharField(
        max_length=20, choices=ActionStatus, default=ActionStatus.OPEN, editable=False
    )
    status_note = models.TextField(max_length=TEXT_LIMIT, blank=True, editable=False)
    superseded_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    done_at = models.DateTimeField(null=True, blank=True, editable=False)
    look_back_on = models.DateField(null=True, blank=True, editable=False)
    did_it_help = models.CharField(max_length=20, choices=DidItHelp, blank=True, editable=False)
    did_it_help_note = models.TextField(max_length=TEXT_LIMIT, blank=True, editable=False)

    objects = ActionQuerySet.as_manager()

    class Meta(Record.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=ActionStatus.values), name="action_status_known"
            ),
            models.CheckConstraint(
                condition=Q(priority__in=Priority.values), name="action_priority_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["", *ActionKind.values]), name="action_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=[ActionStatus.OPEN, ActionStatus.IN_PROGRESS])
                | ~Q(status_note="")
                | Q(superseded_by__isnull=False),
                name="action_ended_with_word",
            ),
        ]
        indexes = [models.Index(fields=["owner", "status", "due_on"])]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("postmortems:action", args=[self.pk])

    @property
    def is_ended(self):
        return self.status not in (ActionStatus.OPEN, ActionStatus.IN_PROGRESS)


class PublishedActionQuerySet(ReleasedQuerySet):
    """Visible with the page that tells of it."""


class PublishedAction(models.Model):
    """What the newest page of a postmortem tells of one of its actions.

    A copy of the snapshot's words in columns, so that the lists of those who read the page
    alone can be filtered and sorted by what was published. ``domain/told_action.py`` alone
    writes it, when a page is released; an action that a later page leaves out has no row.
    """

    action = models.OneToOneField(
        ActionItem, on_delete=models.CASCADE, primary_key=True, related_name="published"
    )
    postmortem = models.ForeignKey(
        "postmortems.Postmortem", on_delete=models.CASCADE, related_name="published_actions"
    )
    title = models.CharField(max_length=LINE_LIMIT)
    kind = models.CharField(max_length=20, choices=ActionKind, blank=True)
    priority = models.CharField(max_length=20, choices=Priority)
    due_on = models.DateField(null=True, blank=True)
    done_when = models.TextField(max_length=TEXT_LIMIT, blank=True)
    tracker_link = models.CharField(max_length=2000, blank=True)

    objects = PublishedActionQuerySet.as_manager()

    def __str__(self):
        return self.title
