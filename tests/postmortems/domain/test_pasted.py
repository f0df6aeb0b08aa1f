"""Pasted timelines, differently written: ten examples of our own, hostile ones, real ones."""

import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from postmortems.domain.pasted import Ground, read_block
from postmortems.domain.pasted_time import BACKWARDS, GAP, NEXT_DAY, TWICE
from tests.hostile import HOSTILE_TEXTS

HERE = Path(__file__).parent / "pasted"
REAL = Path(__file__).resolve().parents[4] / "shared" / "data" / "corpus"
DAY = date(2026, 3, 1)
STARTED = datetime(2026, 3, 1, 13, 0, tzinfo=UTC)
BERLIN = Ground("Europe/Berlin", DAY, today=date(2026, 3, 2), start=STARTED)

# Of each example: when (UTC), who is named, how its words begin and end.
EXAMPLES = {
    "plain": [
        ("03-01 13:02:00", "", "First alert", "above 5 %"),
        ("03-01 13:07:00", "", "Someone on call", "only one region is affected."),
        ("03-01 13:20:30", "", "Rolled back", "release 411"),
        ("03-01 22:58:00", "", "Errors", "again"),
        ("03-01 23:10:00", "", "Errors are", "gone"),
    ],
    "iso": [
        ("03-01 14:02:33", "", "deploy 411", "started"),
        ("03-01 14:10:00", "", "deploy 411", "done"),
        ("03-01 14:30:00", "", "error rate", "rises"),
        ("03-02 00:05:10", "", "back", "normal"),
    ],
    "markdown": [
        ("03-01 13:02:00", "", "Alert fires", "checkout only"),
        ("03-01 13:10:00", "", "Restarts", "without effect"),
        ("03-01 13:40:00", "", "Somebody", "the cache"),
        ("03-02 08:30:00", "", "Cache", "warmed"),
    ],
    "table": [
        ("03-01 14:02:00", "", "Queue grows", "· Frankfurt"),
        ("03-01 14:15:00", "", "Consumers", "· Frankfurt"),
    ],
    "slack": [
        ("03-01 13:05:00", "Maya Reyes", "Seeing 500s", "anyone else?"),
        ("03-01 13:06:00", "Maya Reyes", "only in", "I think"),
        ("03-01 13:07:00", "PagerDuty", "Triggered", "error rate"),
        ("03-01 13:11:00", "Amara Okafor", "Looking.", "14:10:59 pool exhausted\n```"),
    ],
    "teams": [
        ("03-01 13:05:00", "Maya Reyes", "Payments", "the hour"),
        ("03-01 13:09:00", "Okafor, Amara", "I see it too.", "at the database."),
        ("03-01 13:20:00", "Rasmus Lind", "Failed over", "second one"),
    ],
    "mattermost": [
        ("03-01 13:05:00", "maya.reyes", "Mail is not", "going out"),
        ("03-01 13:09:00", "amara.okafor", "The relay", "last night"),
        ("03-01 13:31:00", "maya.reyes", "New certificate", "mail flows"),
    ],
    "relative": [
        ("03-01 12:50:00", "", "release", "goes out"),
        ("03-01 13:00:00", "", "first customers", "see errors"),
        ("03-01 13:05:00", "", "alert", "alert"),
        ("03-01 14:35:00", "", "rolled", "back"),
        ("03-01 14:45:00", "", "all", "green"),
    ],
    "american": [
        ("03-01 22:05:00", "", "Alert", "Alert"),
        ("03-02 07:50:00", "", "Failover", "begins"),
        ("03-02 08:20:00", "", "Failover", "done"),
        ("03-02 17:15:00", "", "Customers", "told"),
    ],
    "log": [
        ("03-01 13:02:33", "", "db1 postgres", "on device"),
        ("03-01 13:02:41", "", "db1 kernel", "stopped"),
        ("12-13 13:05:00", "", "much later", "before any time"),
        ("12-13 13:20:00", "maya", "space", "is back"),
    ],
}


def read(text, **ground):
    return read_block(text, Ground(**{**vars(BERLIN), **ground}))


def only(text, **ground):
    (entry,) = read(text, **ground).entries
    return entry


def accounted(block, text):
    """Every line that is not empty, once: in an entry or set aside."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    wanted = [number for number, line in enumerate(lines, 1) if line.strip()]
    got = [number for entry in block.entries for number in entry.lines]
    return sorted(got + [row.line for row in block.aside]) == wanted


@pytest.mark.parametrize("name", EXAMPLES)
def test_example_is_read(name):
    text = (HERE / f"{name}.txt").read_text()
    block = read(text)

    told = [(f"{entry.at:%m-%d %H:%M:%S}", entry.who) for entry in block.entries]
    assert told == [row[:2] for row in EXAMPLES[name]]
    for entry, (_, _, begins, ends) in zip(block.entries, EXAMPLES[name], strict=True):
        assert entry.text.startswith(begins)
        assert entry.text.endswith(ends)
    assert accounted(block, text)
    assert not block.asks_order


@pytest.mark.parametrize(
    ("line", "at"),
    [
        ("14:02 - text", "13:02:00"),
        ("[14:02] text", "13:02:00"),
        ("14h02 text", "13:02:00"),
        ("14.02 text", "13:02:00"),
        ("2:02 PM text", "13:02:00"),
        ("2:02p.m. text", "13:02:00"),
        ("2 pm: text", "13:00:00"),
        ("14:02h text", "13:02:00"),
        ("14:02 hrs: text", "13:02:00"),
        ("14.02 Uhr text", "13:02:00"),
        ("At 14:02, text", "13:02:00"),
        ("@2:02 pm text", "13:02:00"),
        ("1402Z text", "14:02:00"),
        ("14:02 UTC+2 text", "12:02:00"),
        ("14:02 +0530 text", "08:32:00"),
        ("14:02 (PST) text", "22:02:00"),
        ("14:02 PT text", "22:02:00"),
        ("14:02 Asia/Tokyo text", "05:02:00"),
        ("1. **14:02** text", "13:02:00"),
        ("- [x] 14:02 text", "13:02:00"),
        ("| 14:02 | text |", "13:02:00"),
        ("> 14:02 text", "13:02:00"),
        ("14:02 on 1 March 2026: text", "13:02:00"),
        ("Sun 14:02 text", "13:02:00"),
        ("T+65m text", "14:05:00"),
        ("T+01:05 text", "14:05:00"),
    ],
)
def test_writing_of_a_time(line, at):
    entry = only(line)
    assert (f"{entry.at:%H:%M:%S}", entry.text) == (at, "text")


@pytest.mark.parametrize(
    "line",
    ["1.17 creates a pool", "10.0.0.1 is down", "500 errors", "- 5 pods died", "May 3 was calm",
     "Monday we saw it", "14:02foo", "see 14:02", "3 of 4 nodes", "+4 others",
     "at 5 pods it held", "@14 knows it", "14:02horses"],
)  # fmt: skip
def test_what_only_looks_like_a_time_stays_text(line):
    block = read(f"14:00 before\n{line}")
    assert [entry.text for entry in block.entries] == [f"before\n{line}"]


def test_order_of_numbers_is_decided_by_the_incidents_day_else_asked():
    text = "01/03/2026 14:02 text"
    near = read(text)
    assert (f"{near.entries[0].at:%d %b}", near.asks_order) == ("01 Mar", False)
    month = read(text, day=date(2026, 1, 3))
    assert (f"{month.entries[0].at:%d %b}", month.asks_order) == ("03 Jan", False)
    open_one = read(text, day=date(2026, 2, 1))
    assert open_one.asks_order
    assert "day or the month first" in open_one.entries[0].doubts[0]
    said = read(text, day=date(2026, 2, 1), day_first=False)
    assert f"{said.entries[0].at:%d %b}" == "03 Jan"
    assert said.entries[0].doubts == ()
    one_tells_all = read("13/03/2026 14:02 a\n04/03/2026 14:02 b", day=date(2026, 6, 1))
    assert [f"{entry.at:%d %b}" for entry in one_tells_all.entries] == ["13 Mar", "04 Mar"]


def test_doubts_are_told_in_words():
    assert only("14:02 CST text").doubts == ("CST means several zones: read as UTC−6.",)
    assert only("14:02 CST text", zone="America/Chicago").doubts == ()
    assert "left aside" in only("15:09PM text").doubts[0]
    assert "More than a year" in only("2024-03-01 14:02 text").doubts[0]
    assert only("Today at 2:05 PM text").doubts == ("“Today” is read as 2 Mar 2026.",)
    assert GAP in only("2026-03-29 02:30 text").doubts
    assert TWICE in only("2026-10-25 02:30 text").doubts
    block = read("23:50 a\n00:10 b\n00:05 c")
    assert [entry.doubts for entry in block.entries] == [(), (NEXT_DAY,), (BACKWARDS,)]


def test_day_alone_is_told_and_about_and_until():
    day = only("1 March 2026: a quiet day")
    assert (day.is_day_only, f"{day.at:%d %H:%M}") == (True, "28 23:00")
    assert only("~14:02 text").is_about
    span = only("23:50–00:10 text")
    assert span.ended_at - span.at == timedelta(minutes=20)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("no time here", "no entry above"),
        ("25:61 text", "no such time"),
        ("2026-02-31 14:02 text", "no such day"),
        ("14:02", "without words"),
        ("0001-01-01 00:00 text", "no such day"),
        ("T+9999h text", "too far"),
    ],
)
def test_what_cannot_be_read_is_shown_with_its_reason(text, why):
    block = read(text, start=datetime(2199, 1, 1, tzinfo=UTC))
    assert block.entries == ()
    assert why in block.aside[0].why
    assert block.aside[0].text == text


def test_counted_times_need_something_to_count_from():
    assert "not recorded" in read("T+5m text", start=None).aside[0].why
    assert "there is none" in read("+5m text").aside[0].why
    former = datetime(2026, 3, 1, 20, 0, tzinfo=UTC)
    assert f"{only('+5m text', former=former).at:%H:%M}" == "20:05"


def test_lines_below_a_label_are_its_text_else_the_label_is():
    assert only("Resolved 15:51").text == "Resolved"
    block = read("Maya Reyes 15:51\nMaya Reyes 15:52\nIt is back")
    assert [(entry.who, entry.text) for entry in block.entries] == [
        ("", "Maya Reyes"),
        ("Maya Reyes", "It is back"),
    ]


PIECES = st.sampled_from(
    ["14:02", "[2:05 PM]", "2026-03-01", "01/03/2026", "Mar 1,", "T+5m", "+5m", "T-1d", "UTC"]
    + ["Maya Reyes", "maya.reyes", "```", "|", "|---|", "# ", "\n", "\r\n", "\r", " ", "text"]
    + ["31/02/2026", "0000-00-00", "9999-12-31", "+99999h", "Today at", "Sunday", "~", "–", "Z"]
    + ["Timeline (UTC)", "Europe/Berlin", "Foo/Bar", "+25:99", "٣:٠٢", "१४:०२", "²:³³", "\x00"]
    + ["CST", "99:99", "\u2028", "Resolved", "<maya>", "24:00", "10000-01-01", "T"]
)  # fmt: skip
blocks = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=30).map("".join))


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(blocks, st.booleans())
def test_any_text_is_read_and_every_line_accounted(text, follows):
    former = datetime(2199, 12, 31, 23, 59, tzinfo=UTC) if follows else None
    assert accounted(read(text, former=former, follows=follows), text)


@pytest.mark.parametrize("name", sorted(HOSTILE_TEXTS))
def test_hostile_text_is_read(name):
    for text in (HOSTILE_TEXTS[name], f"14:02 {HOSTILE_TEXTS[name]}"):
        assert accounted(read(text), text)


@pytest.mark.parametrize(
    "line", ["14:02 text\n", "Maya Reyes 14:02\n", "| a |\n", "- " * 40 + "\n"]
)
def test_time_grows_with_the_length_alone(line):
    def taken(count):
        began = time.perf_counter()
        read(line * count)
        return time.perf_counter() - began

    taken(200)
    assert taken(8_000) < 16 * taken(1_000) + 0.2


@pytest.mark.skipif(not REAL.exists(), reason="the real documents are not here")
def test_real_timelines_are_read_and_every_line_accounted():
    found = 0
    for path in sorted(REAL.rglob("*.md")):
        text = path.read_text(errors="replace")
        block = read(text)
        assert accounted(block, text), path.name
        found += len(block.entries)
    assert found > 500
