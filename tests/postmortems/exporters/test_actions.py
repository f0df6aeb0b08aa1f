"""The action list as a file for spreadsheets."""

import csv
import io
import time
from datetime import UTC, date, datetime

import pytest

from postmortems.domain.lifecycle import advance
from postmortems.enums import Move
from postmortems.exporters.actions import FORMULA, HEADINGS, cell
from postmortems.models import ActionItem
from tests import scenes
from tests.factories.postmortems import ActionFactory
from tests.hostile import BROKEN, SCRIPTS, UNICODE

URL = "/actions.csv"
EVERYTHING = {"whose": "all", "state": "any"}


def table(client, **query):
    """The rows as a spreadsheet reads them, by heading."""
    response = client.get(URL, {**EVERYTHING, **query})
    assert response.status_code == 200
    raw = response.getvalue()
    assert raw.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


def test_file_has_a_name_headings_and_iso_times(cast, client_of):
    action = ActionFactory(postmortem=cast.postmortem, title="Alert early", due_on=date(2026, 3, 2))
    done = {"status": "done", "status_note": "Drilled", "look_back_on": date(2026, 6, 1)}
    done["done_at"] = datetime(2026, 3, 1, 23, 5, tzinfo=UTC)
    ActionItem.objects.filter(pk=action.pk).update(**done)
    response = client_of(cast.owner).get(URL, EVERYTHING)
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"].startswith('attachment; filename="actions-')
    assert "private" in response.headers["Cache-Control"]
    (row,) = table(client_of(cast.owner))
    assert tuple(row) == HEADINGS
    expected = {
        "Number": str(action.pk),
        "Action": "Alert early",
        "Postmortem": cast.postmortem.reference,
        "Severity": "SEV2",
        "Kind": "Detect",
        "Due": "2026-03-02",
        "Status": "Done",
        "Evidence or reason": "Drilled",
        "Done at": "2026-03-01T23:05:00+00:00",
        "Look back on": "2026-06-01",
        "Address": f"http://testserver{action.get_absolute_url()}",
    }
    assert {name: row[name] for name in expected} == expected


def test_filter_that_is_not_known_is_refused_in_words(cast, client_of):
    response = client_of(cast.owner).get(URL, {"state": "overdue", "kind": "<b>"})
    assert response.status_code == 400
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "no file was made: State “overdue”, Kind “<b>”." in response.text


def test_list_offers_its_file_without_the_filter_that_is_not_known(cast, client_of):
    page = client_of(cast.owner).get("/actions/", {"state": "overdue", "q": "alert"}).text
    assert "/actions.csv?" in page
    assert "state=overdue" not in page


def test_file_holds_every_page_and_the_same_filters(cast, client_of):
    for number in range(30):
        kind = "share" if number % 3 else "detect"
        ActionFactory(postmortem=cast.postmortem, title=f"n{number:02}", kind=kind)
    client = client_of(cast.outsider)
    assert [row["Action"] for row in table(client, sort="newest")] == [
        f"n{number:02}" for number in reversed(range(30))
    ]
    assert len(table(client, kind="detect", page=2)) == 10
    assert table(client, whose="mine") == []


@pytest.mark.parametrize(
    "text",
    ['"quoted", with comma', "two\nlines", "two\r\nlines", "ünï — 日本 🙂 \u202e", "a;b\tc", "''"],
)
def test_texts_come_back_whole(cast, client_of, text):
    ActionFactory(postmortem=cast.postmortem, done_when=f"x{text}")
    (row,) = table(client_of(cast.owner))
    assert row["Done when"] == f"x{text}"


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "  =1",
        "\u00a0=1",
        "＝1",
        "＠x",
        '=HYPERLINK("https://evil.example","x")',
    ],
)
def test_formulas_are_shown_not_run(text):
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\t=1", "'\t'=1"),
        ("\r=1", "'\r'=1"),
        ("\n=1", "'\n'=1"),
        (";=1", ";'=1"),
        ("Seen;=1+1", "Seen;'=1+1"),
        ("Seen\t@SUM(A1)", "Seen\t'@SUM(A1)"),
        ("Seen:\n- it fired", "Seen:\n'- it fired"),
        ("Seen; \u00a0＋1", "Seen; \u00a0'＋1"),
        ('Seen;"=1+1"', 'Seen;"\'=1+1"'),
        ("a;;=1;b;-2", "a;;'=1;b;'-2"),
        ("=1;=2", "'=1;'=2"),
    ],
)
def test_formulas_after_what_another_program_takes_for_the_end_of_a_cell(text, shown):
    assert cell(text) == shown


def test_long_runs_of_separators_take_no_long_time():
    text = "a" + '\t;"' * 50_000
    began = time.perf_counter()
    assert cell(text) == text
    assert time.perf_counter() - began < 2


@pytest.mark.parametrize(
    "text",
    ["1+1", "a=b", "mail@example.com", "", "2026-03-01", "—x", "a; b = c", "a;b\tc", "x;'=1"],
)
def test_other_texts_stay_as_they_are(text):
    assert cell(text) == text


def is_whole(shown, text):
    """Nothing was added to the text but apostrophes, at its beginning and before formulas."""
    left = iter(text + "\0")
    due = next(left)
    for place, sign in enumerate(shown):
        if sign == due:
            due = next(left)
        elif sign != "'" or (place and not shown[place + 1 :].startswith(FORMULA)):
            return False
    return due == "\0"


def test_hostile_texts_leave_the_table_whole(cast, client_of):
    texts = [text.replace("\x00", "")[:2000] for text in (SCRIPTS | BROKEN | UNICODE).values()]
    texts = [text.encode("utf-8", "ignore").decode() for text in texts]
    made = ActionFactory(postmortem=cast.postmortem)
    ActionItem.objects.bulk_create(
        ActionItem(postmortem=cast.postmortem, title=f"t{n}", done_when=text, position=n)
        for n, text in enumerate(texts)
    )
    rows = {row["Action"]: row["Done when"] for row in table(client_of(cast.owner))}
    assert rows.pop(made.title)
    assert len(rows) == len(texts)
    for number, text in enumerate(texts):
        assert rows[f"t{number}"] == cell(text), text[:40]
        assert is_whole(cell(text), text), text[:40]


def test_reader_exports_what_was_published(cast, restricted_cast, client_of):
    ActionFactory(postmortem=restricted_cast.postmortem, title="HIDDEN")
    cast = scenes.finalized(cast)
    action = cast.postmortem.actions.get()
    advance(cast.postmortem, Move.REOPEN, by=cast.owner, reason="A date is wrong")
    ActionItem.objects.filter(pk=action.pk).update(title="DRAFT", done_when="DRAFT")
    ActionFactory(postmortem=cast.postmortem, title="Added since")
    (row,) = table(client_of(cast.reader))
    assert (row["Action"], row["Done when"]) == (action.title, action.done_when)
    assert {row["Action"] for row in table(client_of(cast.outsider))} == {"DRAFT", "Added since"}


def test_successor_is_named_where_one_may_know_of_it(cast, restricted_cast, client_of):
    one = ActionFactory(postmortem=cast.postmortem, title="One")
    hidden = ActionFactory(postmortem=restricted_cast.postmortem)
    seen = ActionFactory(postmortem=cast.postmortem)
    for other, told in ((hidden, ""), (seen, str(seen.pk))):
        ActionItem.objects.filter(pk=one.pk).update(status="superseded", superseded_by=other)
        row = next(row for row in table(client_of(cast.outsider)) if row["Action"] == "One")
        assert row["Superseded by number"] == told


def test_file_is_read_in_a_fixed_number_of_queries(cast, client_of, django_assert_num_queries):
    client = client_of(cast.owner)
    for number in (1, 3):
        while ActionItem.objects.count() < number:
            ActionFactory(postmortem=cast.postmortem)
        with django_assert_num_queries(4):
            assert len(table(client)) == number
