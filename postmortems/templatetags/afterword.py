"""The few template tags and filters of the product: times, durations, people, icons."""

import re
import zoneinfo
from datetime import date, datetime

import rules
from django import template
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from postmortems.domain.severity import labels
from postmortems.rendering.clock import duration_words

register = template.Library()


def as_moment(value):
    """A datetime from a datetime or an ISO 8601 text; ``None`` stays ``None``."""
    return parse_datetime(value) if isinstance(value, str) and value else value or None


@register.simple_tag
def moment(value, day_only=False, zone=None, unknown="not recorded", form="long"):
    """A ``<time>`` element in the reader's zone, or in ``zone`` (its name) with its offset.

    ``form``: *long* (31 Jan 2017, 21:00 UTC), *short* (31 Jan 21:00) or *clock* (21:00).
    """
    value = as_moment(value)
    if value is None:
        return format_html('<span class="muted">{}</span>', unknown)
    zone = zoneinfo.ZoneInfo(zone) if zone else timezone.get_current_timezone()
    try:
        local = value.astimezone(zone)
    except OverflowError:  # the first and the last day there are have no other zone
        local = value
    if day_only:
        text = f"{local.day} {local:%b %Y}" if form == "long" else f"{local.day} {local:%b}"
        return format_html('<time datetime="{}">{}</time>', local.date().isoformat(), text)
    texts = {
        "long": f"{local.day} {local:%b %Y, %H:%M} {zone_name(local)}",
        "short": f"{local.day} {local:%b %H:%M}",
        "clock": f"{local:%H:%M}",
    }
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), texts[form])


def zone_name(local):
    """UTC, or the offset: names like CST mean three zones, an offset means one."""
    offset = local.utcoffset()
    if not offset:
        return "UTC"
    minutes = int(offset.total_seconds() // 60)
    sign, minutes = ("+" if minutes > 0 else "−"), abs(minutes)
    hours, minutes = divmod(minutes, 60)
    return f"UTC{sign}{hours}" + (f":{minutes:02}" if minutes else "")


@register.filter
def day(value):
    """31 Jan 2017, from a date, a datetime (in the reader's zone) or an ISO text."""
    if isinstance(value, str):
        value = parse_date(value[:10])
    elif isinstance(value, datetime):
        value = timezone.localdate(value)
    return f"{value.day} {value:%b %Y}" if value else ""


@register.filter
def span(start, end):
    """How long from one moment to another, in words; empty where one is unknown.

    An impossible order is told, not averaged.
    """
    start, end = as_moment(start), as_moment(end)
    if not (start and end):
        return ""
    if end < start:
        return "ends before it began"
    return duration_words(int((end - start).total_seconds() // 60))


register.filter("lasting", duration_words)


@register.filter
def due(value):
    """A due date as a sentence: today, tomorrow, in 6 days, 4 days late."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = timezone.localdate(value)
    days = (value - timezone.localdate()).days
    if days == 0:
        return "today"
    if days == 1:
        return "tomorrow"
    if days > 1:
        return f"in {days} days"
    return "1 day late" if days == -1 else f"{-days} days late"


@register.filter
def is_late(value):
    """Whether a due date or time has passed."""
    if value is None:
        return False
    if isinstance(value, datetime):
        return value < timezone.now()
    return isinstance(value, date) and value < timezone.localdate()


@register.simple_tag
def icon(name, label=""):
    """One sign of the sprite. With a label it is announced, without one it is silent."""
    address = f"{static('vendor/icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>',
            label,
            address,
        )
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"></use></svg>', address)


@register.simple_tag
def avatar(user, small=False):
    """A person's initials in their colour; the name is for screen readers and on hover."""
    if not user:
        return ""
    return format_html(
        '<span class="avatar av-{} {}" title="{}"><span aria-hidden="true">{}</span>'
        '<span class="visually-hidden">{}</span></span>',
        user.colour,
        "avatar-sm" if small else "",
        user.name,
        user.initials,
        user.name,
    )


@register.simple_tag
def gone(user):
    """The words behind the name of somebody who was deactivated; nothing for others."""
    if user is None or user.is_active:
        return ""
    return mark_safe(' <span class="gone">(no longer here)</span>')


@register.simple_tag(takes_context=True)
def mending_url(context, blocker):
    """Where a blocker is mended, for those who may go there; empty for the others."""
    if blocker.permission and "postmortem" in context:
        user = context["request"].user
        if not rules.has_perm(blocker.permission, user, context["postmortem"]):
            return ""
    return blocker.url


@register.filter
def rendered(html):
    """HTML that this product's renderer made: safe by construction, marked so here only."""
    return mark_safe(html)  # made by rendering/sanitiser.py, or by its plain fallback


@register.simple_tag(takes_context=True)
def postmortem_url(context):
    """The page of the postmortem that the address stands under; nothing on that page itself.

    For the pages that refuse: it says no more than the address does, so it asks nobody.
    """
    path = getattr(context.get("request"), "path_info", "")
    found = re.match(r"/postmortems/([0-9]{1,18})/.", path, re.ASCII)
    return reverse("postmortems:postmortem", args=[int(found[1])]) if found else ""


@register.filter
def severity(level):
    """What a level is called here; read once in a request."""
    return labels().get(level, "")
