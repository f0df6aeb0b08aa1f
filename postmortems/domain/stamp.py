"""The time at the head of a line, in any common writing: *14:02*, *2:05 PM*, *+5m*, *1 March*.

Pure text in, facts out: which day and zone a bare *14:02* has is for the reader of the
whole block (``pasted.py``) to say. Only the beginning of a line is looked at, by
expressions that never go back over what they have read: the time is linear.
"""

import re
from dataclasses import dataclass
from datetime import date, time, timedelta

HEAD = 160
"""Characters in which a stamp must stand; a longer one is no stamp."""

MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
WEEKDAYS = "mon tue wed thu fri sat sun".split()

_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_WEEKDAY = r"(?P<weekday>mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b[,.]?"
_ORDINAL = r"(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})(?!\d|:\d)"
_DATES = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?P<year>\d{4})(?P<sep>[-/.])(?P<first>\d{1,2})(?P=sep)(?P<second>\d{1,2})(?!\d)",
        r"(?P<first>\d{1,2})(?P<sep>[-/.])(?P<second>\d{1,2})(?P=sep)(?P<year>\d{4}|\d{2})(?![\d:])",
        r"(?P<first>\d{1,2})(?P<sep>/)(?P<second>\d{1,2})(?![\d/:])",
        rf"{_MONTH}\s{{1,3}}(?P<day>\d{{1,2}}){_ORDINAL}(?![\d:.hH])(?:,?\s{{1,3}}{_YEAR})?",
        rf"(?P<day>\d{{1,2}}){_ORDINAL}\.?[\s-]{{1,3}}(?:of\s)?{_MONTH}\b(?:,?[\s-]{{1,3}}{_YEAR})?",
    )
]
_DAY_NAME = re.compile(rf"(?:(?P<near>today|yesterday)\b|{_WEEKDAY})", re.IGNORECASE)
_TIME = re.compile(
    r"(?P<hour>\d{1,2})"
    r"(?:(?P<mark>[:h.])(?P<minute>\d{2})(?:[:.m](?P<second>\d{2})(?:[.,]\d{1,9})?)?"
    r"|(?P<bare>h)|(?=\s?[ap]\.?m\b))"
    r"(?:[\s\u00a0\u202f]?(?P<half>[ap])\.?m(?:\.|\b))?",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"(?P<hour>\d{2})(?P<minute>\d{2})(?=\s?(?:Z|UTC|GMT|hrs?)\b)")
ZONE = re.compile(
    r"[\s\u00a0]{0,2}[(\[]?(?:(?P<sign>[+\-−])(?P<hours>\d{2}):?(?P<minutes>\d{2})?(?!\d)"
    r"|(?P<base>UTC|GMT)(?:\s?(?P<bsign>[+\-−])(?P<bhours>\d{1,2})(?::?(?P<bminutes>\d{2}))?)?(?![\w+])"
    r"|(?P<zulu>Z)(?!\w)|(?P<area>[A-Z][A-Za-z]{2,13}/[A-Z][A-Za-z_]{2,28})(?!\w)"
    r"|(?P<name>[A-Z]{2,5})(?![\w'’-]))[)\]]?"
)
_RELATIVE = re.compile(
    r"(?P<from>[Tt])?\s?(?P<sign>[+\-−])\s?(?:(?P<clock>\d{1,3}:\d{2}(?::\d{2})?)(?!\d)"
    r"|(?=\d)(?:(?P<d>\d{1,3})\s?d(?:ays?)?)?\s?(?:(?P<h>\d{1,4})\s?h(?:(?:ou)?rs?)?)?\s?"
    r"(?:(?P<m>\d{1,5})\s?m(?:in(?:ute)?s?)?)?\s?(?:(?P<s>\d{1,6})\s?s(?:ec(?:ond)?s?)?)?)(?!\w|:\d)"
)
_BARE_T = re.compile(r"[Tt]\s?(?P<sign>[+\-−])?\s?(?P<m>\d{1,4})(?![\w.,:])")
_LATER = re.compile(
    r"(?P<count>\d{1,5})\s?(?P<unit>s|m|h)(?:ec(?:ond)?s?|in(?:ute)?s?|(?:ou)?rs?)?\s(?:later|after)\b",
    re.IGNORECASE,
)
_ABOUT = re.compile(r"(?:~|≈|c(?:irc)?a\.?\s|about\s|around\s|approx(?:\.|imately)?\s)\s?", re.I)
_AT = re.compile(r"(?:at\s|@\s?)(?=\d{1,2}(?:[:h.]\d{2}|\s?[ap]\.?m\b))", re.IGNORECASE)
_HOURS = re.compile(r"\s?(?:uhr|hrs?|h)\b\.?", re.IGNORECASE)
_DECORATION = re.compile(
    r"(?:\s|>|\||(?:[-*•‣◦–—]|\+(?!\s?\d))(?=\s)|#{1,6}(?=\s)|\d{1,3}[.)](?=\s+\S)"
    r"|\[[ xX]\](?=\s))*"
)
_OPENING = re.compile(r"[*_`]{0,3}(?P<bracket>[\[(])?[*_`]{0,3}")
_CLOSING = re.compile(r"[*_`\])]{0,6}")
_AFTER = re.compile(r"[*_`]{1,3}(?=\s|$)|")
_BETWEEN = re.compile(
    r"(?:T(?=\d)|[\s,|*_`]{1,12}(?:at\s|on\s|[-–—@]\s)?|\s?(?:at|[-–—@])\s)?\s{0,3}"
)
_SEPARATOR = re.compile(r"\s*(?:(?:[-–—|:>→,]|=>|->)+(?=\s|$|[\w*_`])\s*)?")
_RANGE = re.compile(r"\s?(?:[-–—]|to|until)\s?(?=\d{1,2}(?:[:.h]\d{2}|\s?[ap]m))", re.IGNORECASE)


@dataclass(frozen=True)
class Stamp:
    """What stands at the head of one line.

    ``day``: a date, a pair of numbers whose order is open (``numbers`` and ``year``), a
    ``weekday``, or *today* / *yesterday* (``near``). ``clock``: the time. ``zone``: an
    offset (timedelta), a name, or ``None``. ``after``: how long after ``origin`` (*start*
    of the incident or the *former* entry). ``problem``: why it reads as no time after all.
    """

    rest: str
    day: date | tuple | None = None
    near: str = ""
    clock: time | None = None
    until: time | None = None
    zone: timedelta | str | None = None
    after: timedelta | None = None
    origin: str = ""
    is_about: bool = False
    in_brackets: bool = False
    problem: str = ""

    @property
    def is_day_alone(self):
        return self.clock is None and self.after is None and not self.problem


def read_stamp(line):
    """The stamp at the head of a line, or ``None``."""
    line = line.replace("\u00a0", " ").replace("\u202f", " ")
    head = line[:HEAD]
    at = _DECORATION.match(head).end()
    opening = _OPENING.match(head, at)
    at = opening.end()
    about = _ABOUT.match(head, at)
    at = about.end() if about else at
    spoken = _AT.match(head, at)
    at = spoken.end() if spoken else at
    found = relative(head, at) or absolute(head, at)
    if not found:
        return None
    facts, at = found
    closed = _CLOSING.match(line, at).end()
    if closed == at < len(line) and line[at].isalnum():
        return None
    begins = beginning(line, closed)
    words = line[begins:].strip()
    if is_day_in_words(facts, words, line[closed:begins]):
        return None
    return Stamp(
        rest=cells(words) if head.lstrip().startswith("|") else words,
        is_about=bool(about),
        in_brackets=bool(opening["bracket"]),
        **facts,
    )


def beginning(line, at):
    """Where the text begins, behind the separator and the signs that close bold or code."""
    for _ in range(2):
        at = _SEPARATOR.match(line, at).end()
        at = _AFTER.match(line, at).end()
    return at


def is_day_in_words(facts, words, between):
    """Whether a sentence only begins with a day: *Monday we saw …*, *May 3 was calm*."""
    if "clock" in facts or "after" in facts or not words:
        return False
    return "day" not in facts or facts["day"][0] is None and not between.strip()


def cells(words):
    """The further cells of a table's row, as one text."""
    return " · ".join(cell.strip() for cell in words.split("|") if cell.strip())


def relative(head, at):
    """*+5m*, *T-10m*, *T+01:30*, *5 minutes later*: (facts, where it ends), or ``None``."""
    later = _LATER.match(head, at)
    if later:
        unit = {"s": "seconds", "m": "minutes", "h": "hours"}[later["unit"].lower()]
        after = timedelta(**{unit: int(later["count"])})
        return {"after": after, "origin": "former"}, later.end()
    found = _RELATIVE.match(head, at)
    if found and (found["clock"] or any(found[unit] for unit in "dhms")):
        if found["sign"] != "+" and not found["from"]:
            return None  # "- 5m of logs" is a bullet
        after = duration(found)
    else:
        found = _BARE_T.match(head, at)
        if not found or not found["sign"] and found["m"] != "0":
            return None
        after = timedelta(minutes=int(found["m"]))
    origin = "start" if head[found.start()] in "Tt" else "former"
    return {
        "after": after if found["sign"] in ("+", None) else -after,
        "origin": origin,
    }, found.end()


def duration(found):
    if found["clock"]:
        parts = [int(part) for part in found["clock"].split(":")]
        hours, minutes, seconds = (*parts, 0) if len(parts) == 2 else parts
        return timedelta(hours=hours, minutes=minutes, seconds=seconds)
    count = {unit: int(found[unit] or 0) for unit in "dhms"}
    return timedelta(days=count["d"], hours=count["h"], minutes=count["m"], seconds=count["s"])


def absolute(head, at):
    """A date, a time, or both in either order: (facts, where it ends), or ``None``."""
    facts, end = read_day(head, at)
    clock_from = _BETWEEN.match(head, end).end() if facts else at
    timed = read_clock(head, clock_from, is_dated="day" in facts)
    if timed:
        clock, end = timed
        facts |= clock
        if "day" not in facts and "near" not in facts:
            gap = _BETWEEN.match(head, end).end()
            later, after = read_day(head, gap) if gap > end else ({}, end)
            if "day" in later:
                facts, end = facts | later, after
    return (facts, end) if facts else None


def read_day(head, at):
    """A date or a day's name: (facts, where it ends); no facts where there is none."""
    named, facts = _DAY_NAME.match(head, at), {}
    end = at
    if named:
        word = (named["near"] or named["weekday"][:3]).lower()
        facts, end = {"near": word}, named.end()
        at = end + len(head[end:]) - len(head[end:].lstrip(" ,"))
    for pattern in _DATES:
        found = pattern.match(head, at)
        if found:
            return facts | day_facts(found.groupdict()), found.end()
    return facts, end


def day_facts(found):
    """The day that a match names; two numbers in open order stay as they are."""
    year = found.get("year")
    year = int(year) + (2000 if len(year) == 2 else 0) if year else None
    if found.get("month"):
        month = MONTHS.index(found["month"][:3].lower()) + 1
        return {"day": (year, month, int(found["day"]))}
    first, second = int(found["first"]), int(found["second"])
    if found.get("year") and is_year_first(found):
        return {"day": (year, first, second)}
    if found["sep"] == ".":
        return {"day": (year, second, first)}
    return {"day": (year, None, (first, second))}


def is_year_first(found):
    return list(found).index("year") < list(found).index("first")


def read_clock(head, at, *, is_dated):
    """A time, its zone and where a range ends: (facts, where it ends), or ``None``.

    *14:02-05:00* is an offset behind a date or seconds, else a range.
    """
    found = _TIME.match(head, at) or _DIGITS.match(head, at)
    if not found:
        return None
    end = found.end()
    if end < len(head) and (
        head[end].isdigit() or head[end] in ":%" and head[end + 1 : end + 2].isdigit()
    ):
        return None
    clock, problem = clock_of(found.groupdict())
    if found.groupdict().get("mark") == "." and not is_dotted_time(found, head, end):
        return None
    facts = {"clock": clock, "problem": problem}
    end = behind_hours(found, head, end)
    is_range = not is_dated and not clock.second if clock else False
    if not (is_range and _RANGE.match(head, end)):
        zone, end = read_zone(head, end)
        facts |= {"zone": zone} if zone is not None else {}
    span = _RANGE.match(head, end)
    if span:
        until = _TIME.match(head, span.end())
        if until and clock_of(until.groupdict())[0]:
            facts["until"], end = clock_of(until.groupdict())[0], until.end()
            zone, end = read_zone(head, end)
            facts |= {"zone": zone} if zone is not None else {}
    return facts, end


def is_dotted_time(found, head, end):
    """*09.30* is a time; *1.17 creates* and *10.0.0.1* are not."""
    follows = head[end : end + 1]
    return bool(found["half"]) or len(found["hour"]) == 2 and follows not in {".", ","}


def behind_hours(found, head, end):
    """Where *14:02 hrs*, *14:02h* or *16.45 Uhr* ends: the word is no part of what happened."""
    facts = found.groupdict()
    hours = None if facts.get("half") or facts.get("bare") else _HOURS.match(head, end)
    return hours.end() if hours else end


def clock_of(found):
    """(time, problem): one of the two. *15:09 PM* is read as the afternoon it names."""
    hour, minute = int(found["hour"]), int(found.get("minute") or 0)
    second, half = int(found.get("second") or 0), (found.get("half") or "").lower()
    problem = ""
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    elif half:
        problem = "The hour is past twelve: am or pm is left aside."
    try:
        return time(hour, minute, min(second, 59)), problem
    except ValueError:
        return None, "There is no such time of day."


def read_zone(head, at):
    """(zone or ``None``, where it ends)."""
    found = ZONE.match(head, at)
    if not found:
        return None, at
    if found["sign"]:
        if found["sign"] == "-" and head[at] == " ":
            return None, at  # "14:02 -05 pods": a dash, not an offset
        return offset(found["sign"], found["hours"], found["minutes"]), found.end()
    if found["base"]:
        if found["bsign"]:
            return offset(found["bsign"], found["bhours"], found["bminutes"]), found.end()
        return timedelta(0), found.end()
    if found["zulu"]:
        return timedelta(0), found.end()
    if found["area"]:
        return found["area"], found.end()
    return (found["name"], found.end()) if found["name"] in ZONE_NAMES else (None, at)


def offset(sign, hours, minutes):
    """The timedelta of an offset, within what a zone can have."""
    span = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return min(span, timedelta(hours=18)) * (1 if sign == "+" else -1)


# What the short names stand for; those that mean several zones are said to be doubtful.
ZONE_NAMES = {
    **{"WET": 0, "BST": 60, "WEST": 60, "IST": 330, "CET": 60, "CEST": 120, "MEZ": 60},
    **{"MESZ": 120, "EET": 120, "EEST": 180, "MSK": 180, "SGT": 480, "HKT": 480, "JST": 540},
    **{"KST": 540, "AEST": 600, "AEDT": 660, "NZST": 720, "NZDT": 780, "PST": -480, "PDT": -420},
    **{"MST": -420, "MDT": -360, "CST": -360, "CDT": -300, "EST": -300, "EDT": -240},
    **{"ET": "America/New_York", "CT": "America/Chicago"},
    **{"PT": "America/Los_Angeles", "MT": "America/Denver"},
}
SEVERAL_ZONES = {"BST", "IST", "CST", "EST", "MST"}
