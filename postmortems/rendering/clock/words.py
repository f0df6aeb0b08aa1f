"""Times and durations in the words of the product."""

MINUTE, HOUR, DAY = 60, 3600, 86_400
UNITS = (
    (365.25 * DAY, "year", "years"),
    (30.44 * DAY, "month", "months"),
    (7 * DAY, "week", "weeks"),
    (DAY, "day", "days"),
    (HOUR, "hour", "hours"),
    (MINUTE, "minute", "minutes"),
)
LEAST = {"year": 2, "month": 2, "week": 3, "day": 2, "hour": 2}


def gap_words(duration):
    """About how long, for a gap that is not drawn: ≈ 9 days; ≈ 3 weeks. Seconds in."""
    for length, one, many in UNITS:
        count = duration / length
        if count >= LEAST.get(one, 0):
            number = max(round(count), 1)
            return f"≈ {number} {one if number == 1 else many}"
    return ""


def duration_words(minutes):
    """18 h 14 m; 48 m; from two days on 3 d 2 h. Nothing reads as "0 m"."""
    if not minutes:
        return "under a minute"
    days, rest = divmod(minutes, 24 * 60)
    if days < 2:
        days, rest = 0, minutes
    hours, minutes = divmod(rest, 60)
    if days >= 2:
        return f"{days} d {hours} h" if hours else f"{days} d"
    if hours:
        return f"{hours} h {minutes:02} m"
    return f"{minutes} m"


def time_words(local, approximate=False):
    return f"≈ {local:%H:%M}" if approximate else f"{local:%H:%M}"


def day_words(local, with_year=False):
    """31 Jan, or 31 Jan 2017 where a clock runs over the turn of a year."""
    return f"{local.day} {local:%b} {local.year}" if with_year else f"{local.day} {local:%b}"
