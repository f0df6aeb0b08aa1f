"""A person's inbox: what they were told, newest first, and how much of it is unread."""

from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from accounts.domain.signed_in import ASKED_ALONG
from postmortems.models import Notification

SHOWN = 100


def unread():
    """How many unread notifications a person has that they may see: asked with the person."""
    mine = Notification.objects.shown().unread().filter(recipient=OuterRef("pk")).order_by()
    count = mine.values("recipient").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(count, output_field=IntegerField()), 0)


ASKED_ALONG["unread"] = unread()


def of(user, *, only_unread=False):
    rows = Notification.objects.visible_to(user).for_lists()
    return (rows.unread() if only_unread else rows)[:SHOWN]
