"""Our own rule for what is asked and said in the room: nothing starts with *why* or *who*."""

import re
from html import unescape

from django.urls import reverse

from reviews.enums import StopState
from tests import scenes
from tests.factories.postmortems import IdeaFactory
from tests.factories.reviews import AttendanceFactory, OpenQuestionFactory

SAID = re.compile(r"<(?:h[1-6]|label|legend|summary|button|dt|th|p|li|option)\b[^>]*>")
NAMED = re.compile(r"(?:placeholder|data-ask|aria-label|title)=\"([^\"]*)\"")
FORBIDDEN = re.compile(r"(why|who)\b", re.IGNORECASE)


def texts(page):
    """How each piece of text begins."""
    main = page[page.index("<main") : page.index("</main>")]
    for opening in SAID.finditer(main):
        rest = main[opening.end() : opening.end() + 1500]
        yield " ".join(re.sub("<[^>]*>", " ", rest).split())[:40]
    yield from NAMED.findall(main)


def test_nothing_in_the_room_starts_with_why_or_who(cast, client_of):
    cast = scenes.gathered(cast)
    meeting = cast.postmortem.meetings.get()
    stop = meeting.stops.kept().first()
    meeting.stops.filter(pk=stop.pk).update(state=StopState.SKIPPED)
    row = AttendanceFactory(meeting=meeting, is_present=True)
    question = OpenQuestionFactory(meeting=meeting, text="Which pool was it?")
    incident, client = cast.incident.pk, client_of(cast.facilitator)
    pages = [
        f"{meeting.get_absolute_url()}?stop={stop.pk}",
        *(
            reverse(f"reviews:{name}", args=[meeting.pk])
            for name in ("projector", "aids", "stops", "invite", "learning")
        ),
        *(reverse(f"reviews:meeting-{name}", args=[meeting.pk]) for name in ("close", "cancel")),
        *(
            reverse("reviews:line-add", args=[meeting.pk, kind])
            for kind in ("question", "decision", "parked", "correction", "attendance", "agenda")
        ),
        reverse("reviews:line-change", args=["stop", stop.pk]),
        reverse("reviews:line-change", args=["attendance", row.pk]),
        reverse("reviews:stop-prompts", args=[stop.pk]),
        reverse("reviews:question-outcome", args=[question.pk]),
        reverse("postmortems:record-add", args=[incident, "perspective"])
        + f"?entry={stop.entry_id}",
    ]
    seen = set()
    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 200, page
        seen |= {(page, unescape(one)) for one in texts(answer.content.decode())}
    for words in ("What was said at this stop", "What is still open?", "Speaker", "Taken on by"):
        assert any(one.startswith(words) for _, one in seen), words
    assert [one for one in seen if FORBIDDEN.match(one[1])] == []


def test_nothing_in_the_workshop_starts_with_why_or_who(cast, client_of):
    cast = scenes.reviewed(cast)
    IdeaFactory(postmortem=cast.postmortem)
    address = reverse("reviews:workshop", args=[cast.postmortem.pk])
    said = list(texts(client_of(cast.owner).get(address).content.decode()))
    assert any(one.startswith("Reason not to do it") for one in said)
    assert [one for one in said if FORBIDDEN.match(one)] == []
