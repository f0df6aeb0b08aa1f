"""Timeline entries as a text names them: ``[14:02](/timeline/24/)``.

Ordinary Markdown with an address of ours: readable in every export, the time as the writer
put it. In a draft, where the address leads is asked when somebody follows it; on a page it
leads to the entry below, and is plain words where the page does not show that entry.
"""

import re
import zoneinfo

from django.urls import reverse

TIME = re.compile(r"([0-2]?\d)(?:[:.h]?([0-5]?\d?))")
MOST = 8
DAY = 24 * 60
LONGEST = 80
LINK = re.compile(r'<a href="/timeline/([0-9]{1,18})/"[^>]*>(.*?)</a>', re.DOTALL)
"""Such a link as the sanitiser lets it out: no link holds another, and typed tags are escaped."""


def entries_near(incident, typed):
    """(time, day, words, Markdown) of the entries around a typed time of day, nearest first.

    ``typed`` is what stands behind the @: ``14``, ``14:0``, ``14:02``, ``1402``. Times are in the
    incident's zone; entries of which only the day is known have none, and are left out.
    """
    wanted = minutes_in(typed)
    if wanted is None:
        return []
    zone = zoneinfo.ZoneInfo(incident.time_zone)
    rows = [row for row in incident.timeline.kept().in_order() if not row.is_day_only]
    placed = [(row.occurred_at.astimezone(zone), row) for row in rows]
    placed.sort(key=lambda one: (away(one[0], wanted), one[1].occurred_at, one[1].pk))
    return [told(local, row) for local, row in placed[:MOST]]


def minutes_in(typed):
    """The minutes from midnight to which digits lead, or ``None``: ``14`` is two o'clock."""
    found = TIME.fullmatch(typed.strip())
    if found is None or int(found[1]) > 23:
        return None
    minutes = (found[2] or "").ljust(2, "0")
    return int(found[1]) * 60 + int(minutes)


def away(local, wanted):
    """Minutes between two times of day, around midnight too."""
    apart = abs(local.hour * 60 + local.minute - wanted)
    return min(apart, DAY - apart)


def told(local, row):
    clock = f"{local:%H:%M}"
    words = " ".join(row.text.split())
    address = reverse("postmortems:timeline-entry", args=[row.pk])
    return {
        "time": clock,
        "day": f"{local.day} {local:%b}",
        "words": words if len(words) <= LONGEST else words[: LONGEST - 1].rstrip() + "…",
        "markdown": f"[{clock}]({address})",
    }


def led_within(page_html, shown):
    """HTML of a section with its links led to entries of the same page.

    ``shown`` are the keys of the entries on it. Of any other (removed, hidden, another
    incident's) only the words stay: the page neither leads to it nor tells its number.
    """

    def within(found):
        pk, words = int(found[1]), found[2]
        return f'<a href="#entry-{pk}">{words}</a>' if pk in shown else words

    return LINK.sub(within, page_html)
