"""Who was asked to a meeting, who came, and how they relate to the incident."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from postmortems.models import Record
from reviews.enums import Relation, Response


class Attendance(Record):
    INCIDENT_PATH = "meeting__postmortem__incident"

    meeting = models.ForeignKey(
        "reviews.Meeting", on_delete=models.CASCADE, related_name="attendance"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="attendance",
    )
    name = models.CharField(max_length=80, blank=True)
    relation = models.CharField(max_length=20, choices=Relation, default=Relation.INTERESTED)
    is_invited = models.BooleanField(default=True, editable=False)
    response = models.CharField(
        max_length=20, choices=Response, default=Response.NOT_ANSWERED, editable=False
    )
    response_note = models.CharField(max_length=200, blank=True, editable=False)
    is_present = models.BooleanField("present", default=False)
    is_first = models.BooleanField("first review", default=False)
    was_heard = models.BooleanField(default=False, editable=False)  # forgotten at the close

    class Meta(Record.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "user"],
                condition=Q(removed_at=None, user__isnull=False),
                name="attendance_once",
                violation_error_message="This person is on the list already.",
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False) | ~Q(name=""),
                name="attendance_is_someone",
                violation_error_message="Choose a person, or write a name.",
            ),
            models.CheckConstraint(
                condition=Q(relation__in=Relation.values), name="attendance_relation_known"
            ),
            models.CheckConstraint(
                condition=Q(response__in=Response.values), name="attendance_response_known"
            ),
        ]

    def __str__(self):
        return self.display_name

    @property
    def display_name(self):
        return self.user.name if self.user_id else self.name

    @property
    def is_answered(self):
        return self.response != Response.NOT_ANSWERED
