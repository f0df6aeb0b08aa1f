"""One-to-one conversations before a review: for two people, and for nobody else."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from postmortems.models import TEXT_LIMIT, Incident
from reviews.enums import InterviewStatus


class InterviewQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those that this person leads or is asked for, while they may see the incident.

        No role passes this: an administrator finds their own, like everyone.
        """
        if not user.is_authenticated:
            return self.none()
        visible = Incident.objects.visible_to(user).order_by()
        return self.filter(
            Q(interviewer=user) | Q(interviewee=user),
            Exists(visible.filter(pk=OuterRef("postmortem__incident"))),
        )


class Interview(models.Model):
    """One conversation: who leads it, with whom, and how far it came.

    It stays between these two when the postmortem gets another facilitator. Nothing leads
    here from the postmortem or the person (no reverse names), and no audit tells of it.
    ``settled_by`` is who said last how it stands.
    """

    postmortem = models.ForeignKey(
        "postmortems.Postmortem", on_delete=models.CASCADE, related_name="+"
    )
    interviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    interviewee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    status = models.CharField(
        max_length=20, choices=InterviewStatus, default=InterviewStatus.ASKED, editable=False
    )
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    asked_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = InterviewQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["postmortem", "interviewer", "interviewee"], name="interview_once"
            ),
            models.CheckConstraint(
                condition=Q(status__in=InterviewStatus.values), name="interview_status_known"
            ),
            models.CheckConstraint(
                condition=~Q(interviewer=F("interviewee")), name="interview_of_two"
            ),
        ]

    def __str__(self):
        return f"interview {self.pk}"

    @property
    def is_asked(self):
        return self.status == InterviewStatus.ASKED

    @property
    def is_done(self):
        return self.status == InterviewStatus.DONE

    @property
    def is_declined(self):
        return self.status == InterviewStatus.DECLINED


class InterviewLineQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Lines of the conversations of this person."""
        return self.filter(interview__in=Interview.objects.visible_to(user))


class InterviewLine(models.Model):
    """One thing that was noted, by either of the two.

    The interviewee may make it a perspective (``shared_as``); then it is told there. A line
    that is taken away is gone: nothing keeps it.
    """

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="lines")
    text = models.TextField(max_length=TEXT_LIMIT)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    at = models.DateTimeField(default=timezone.now, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    shared_as = models.ForeignKey(
        "postmortems.Perspective",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )

    objects = InterviewLineQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self):
        return f"line {self.pk}"

    @property
    def is_shared(self):
        return self.shared_as_id is not None
