"""What somebody is told of: where to look, never what was written there."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from accounts.enums import NotificationKind, Role
from postmortems.enums import AccessReason, Happening, Visibility

from .incident import IncidentAccess


class NotificationQuerySet(models.QuerySet):
    def shown(self):
        """Those whose recipient may see what they are about, as things are now.

        Asked of each row for its own recipient, so that lists, counts and mail ask the same.
        A test compares it with ``visible_to`` of what the rows are about, for everyone.
        """
        access = IncidentAccess.objects.filter(
            incident=OuterRef("postmortem__incident"), user=OuterRef("recipient")
        )
        is_reader = Q(recipient__role=Role.READER)
        is_open = Q(postmortem__incident__visibility=Visibility.ORGANIZATION)
        on_page = Q(thread__on_publication=True) & Q(postmortem__current_publication__isnull=False)
        sees = Q(recipient__role=Role.ADMINISTRATOR) | Exists(access)
        sees |= is_open & (~is_reader | on_page)
        in_group = Exists(access.exclude(reason=AccessReason.GRANTED))
        reads = Q(thread=None) | on_page | Q(thread__started_by=F("recipient")) | in_group
        return self.filter(
            sees,
            reads,
            Q(action=None) | Q(action__removed_at=None),
            recipient__is_active=True,
            postmortem__discarded_at=None,
        )

    def visible_to(self, user):
        if not (user.is_authenticated and user.is_active):
            return self.none()
        return self.shown().filter(recipient=user)

    def unread(self):
        return self.filter(read_at=None)

    def for_lists(self):
        return self.select_related("postmortem__incident", "actor", "section", "thread", "action")


class Notification(models.Model):
    """One thing that one person is told. The inbox always has it; mail as they choose.

    It names what it is about by foreign keys and holds no words of it: those are read when
    it is shown, if the recipient may see them then. ``detail`` are a few of our own words
    (a date, *the last reminder*). ``key`` is unique where something must be told once only,
    such as a due date's reminder or a mention in a text that is saved again and again.
    ``mail`` is the row of the outbox that tells it too.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications"
    )
    kind = models.CharField(max_length=20, choices=NotificationKind)
    happening = models.CharField(max_length=20, choices=Happening)
    postmortem = models.ForeignKey(
        "postmortems.Postmortem", on_delete=models.CASCADE, related_name="+"
    )
    section = models.ForeignKey(
        "postmortems.Section", null=True, on_delete=models.CASCADE, related_name="+"
    )
    thread = models.ForeignKey(
        "postmortems.CommentThread", null=True, on_delete=models.CASCADE, related_name="+"
    )
    action = models.ForeignKey(
        "postmortems.ActionItem", null=True, on_delete=models.CASCADE, related_name="+"
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    detail = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    key = models.CharField(max_length=150, null=True, unique=True)
    mail = models.ForeignKey(
        "accounts.OutboxMail",
        null=True,
        on_delete=models.SET_NULL,
        related_name="notifications",
    )

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["recipient", "-at"]),
            models.Index(
                fields=["recipient"], condition=Q(read_at=None), name="notification_unread"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=NotificationKind.values), name="notification_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(happening__in=Happening.values), name="notification_happening_known"
            ),
        ]

    def __str__(self):
        return f"{self.get_happening_display()} → {self.recipient_id}"

    def get_absolute_url(self):
        """Where to look."""
        if self.action_id:
            return self.action.get_absolute_url()
        if self.thread_id and self.thread.on_publication:
            return f"{self.postmortem.get_absolute_url()}#thread-{self.thread_id}"
        if self.thread_id:
            threads = reverse("postmortems:threads", args=[self.postmortem_id])
            return f"{threads}?show=all#thread-{self.thread_id}"
        if self.section_id and not self.postmortem.is_finalized:
            return reverse("postmortems:section", args=[self.postmortem_id, self.section.key])
        return self.postmortem.get_absolute_url()

    @property
    def sentence(self):
        """One sentence without a word of what was written."""
        who = self.actor.name if self.actor else "Somebody"
        where = self.section.heading if self.section else "the text"
        return Happening(self.happening).label.format(who=who, where=where)
