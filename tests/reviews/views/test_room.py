"""What the room shows of the record: where each question stands, and what was written down."""

import re
from datetime import timedelta
from html import unescape

from django.urls import reverse
from django.utils import timezone

from postmortems.domain.lifecycle import advance
from postmortems.enums import MitigatorKind, Move
from reviews.domain.meeting import close_meeting
from reviews.domain.walk import lead
from reviews.enums import MeetingOutcome
from reviews.models import Progress
from tests import scenes
from tests.factories.postmortems import FactorFactory, IdeaFactory, MitigatorFactory
from tests.factories.reviews import AttendanceFactory, OpenQuestionFactory, StopFactory


def room_of(client, meeting):
    return client.get(meeting.get_absolute_url()).context["room"].notebook


def part(client, meeting, number):
    page = client.get(meeting.get_absolute_url()).content.decode()
    return page[page.index(f'id="{number}"') :].split("</section>")[0]


def test_each_question_shows_its_state(cast, client_of, arrange):
    meeting, client = arrange(cast), client_of(cast.facilitator)
    assert '<span class="pill">open</span>' in part(client, meeting, "questions")
    cast.postmortem.sections.filter(key="q3").update(text="Hourly, on the status page.")
    found = room_of(client, meeting).questions
    assert {one.section.key: one.word for one, _ in found}["q3"] == "answered"
    questions = part(client, meeting, "questions")
    third = questions[questions.index("Q3 ·") : questions.index("Q4 ·")]
    assert '<span class="pill pill-ok">answered</span>' in third
    assert "needs two contributing factors" in questions


def test_what_is_written_down_before_the_hour_is_shown_and_stays(cast, client_of, arrange):
    cast = scenes.written(cast)
    meeting = arrange(cast, starts_at=timezone.now() + timedelta(minutes=5))
    client = client_of(cast.facilitator)
    about = {"postmortem": cast.postmortem}
    before = FactorFactory(summary="Known before the meeting", **about)
    before.__class__.objects.update(created_at=timezone.now() - timedelta(hours=1))
    lead(meeting, by=cast.facilitator)
    FactorFactory(summary="Said early", **about)
    IdeaFactory(text="Try it early", **about)
    MitigatorFactory(text="The night shift", kind=MitigatorKind.THANKS, **about)
    MitigatorFactory(text="A second pool", kind=MitigatorKind.HELPED, **about)
    client.post(reverse("reviews:learning", args=[meeting.pk]), {"text": "Pools hide restarts"})
    AttendanceFactory(meeting=meeting, user=cast.owner, is_present=True)

    def shown():
        words = part(client, meeting, "room-captured")
        for one in ("Said early", "Try it early", "The night shift", "Pools hide restarts"):
            assert one in words
        assert "Known before the meeting" not in words
        assert "A second pool" not in words

    shown()
    close_meeting(meeting, MeetingOutcome.HELD, by=cast.facilitator)
    shown()


def test_meeting_held_before_its_time_took_place_when_it_began(cast, arrange):
    meeting = arrange(cast)
    lead(meeting, by=cast.facilitator)
    began = timezone.now() - timedelta(minutes=50)
    Progress.objects.update(began_at=began)
    AttendanceFactory(meeting=meeting, user=cast.owner, is_present=True)
    closed = close_meeting(meeting, MeetingOutcome.HELD, by=cast.facilitator)
    assert closed.starts_at == began.replace(second=0, microsecond=0)


def test_whole_forms_lead_back_into_the_room(cast, client_of, arrange):
    cast = scenes.written(cast)
    meeting = arrange(cast)
    stop = StopFactory(meeting=meeting, entry=cast.incident.timeline.first())
    place = meeting.get_absolute_url()
    for part, there in (("owner", place), ("facilitator", f"{place}?stop={stop.pk}")):
        client = client_of(cast.people[part])
        page = client.get(place).content.decode()
        pages = re.findall(r'href="(/incidents/[^"]*(?:perspective|factor)/add/[^"]*)"', page)
        assert len(pages) == 2
        backs = [client.get(unescape(one)).context["back"] for one in pages]
        assert backs == [there, place]
    typed = {"next": place, "list": "timeline", "entry": stop.entry_id, "saw": "A queue"}
    typed |= {"speaker": cast.owner.pk, "audience": "review-group"}
    address = reverse("postmortems:record-add", args=[cast.incident.pk, "perspective"])
    answer = client_of(cast.owner).post(address, typed)
    assert answer["Location"].startswith(place)


def test_open_question_gets_an_owner_and_a_day_that_readers_are_told(cast, client_of):
    cast = scenes.finalizable(cast)
    meeting = cast.postmortem.meetings.get()
    question = OpenQuestionFactory(meeting=meeting, text="Which pool was it?")
    address = reverse("reviews:question-outcome", args=[question.pk])
    client = client_of(cast.facilitator)
    proposed = client.get(address).context["form"].initial["due"]
    assert proposed == timezone.localdate() + timedelta(days=14)
    typed = {"outcome": "assigned", "owner": cast.contributor.pk, "base": question.version}
    assert client.post(address, typed | {"due": "soon"}).status_code == 422
    assert client.post(address, typed | {"due": "2027-03-01"}).status_code == 302
    assert "by 1 Mar 2027" in part(client, meeting, "room-captured")
    scenes.sign(cast)
    advance(cast.fresh(), Move.FINALIZE, by=cast.facilitator)
    page = client_of(cast.reader).get(cast.postmortem.get_absolute_url(), follow=True)
    assert "Contributor will find out by 1 Mar 2027." in page.content.decode()


def test_closed_room_says_whether_it_still_takes_changes(cast, client_of):
    cast = scenes.finalizable(cast)
    address = cast.postmortem.meetings.get().get_absolute_url()
    client = client_of(cast.facilitator)
    assert "stays editable until" in client.get(address).content.decode()
    advance(cast.postmortem, Move.FINALIZE, by=cast.facilitator)
    page = client.get(address).content.decode()
    assert "stays editable until" not in page
    assert f"{cast.postmortem.reference} takes no changes now" in page


def test_workshop_says_who_decides_to_those_who_do_not(cast, client_of):
    cast = scenes.reviewed(cast)
    address = reverse("reviews:workshop", args=[cast.postmortem.pk])
    words = "Owner</bdi> decides, as the owner"
    assert words in client_of(cast.facilitator).get(address).content.decode()
    assert words not in client_of(cast.owner).get(address).content.decode()


def test_clock_tells_the_minutes_that_are_left_without_its_script(cast, client_of, arrange):
    meeting, client = arrange(cast, minutes=60), client_of(cast.facilitator)
    lead(meeting, by=cast.facilitator)
    wall = reverse("reviews:projector", args=[meeting.pk])
    for gone, left in ((25, 35), (64, -4)):
        Progress.objects.update(began_at=timezone.now() - timedelta(minutes=gone, seconds=1))
        for address in (meeting.get_absolute_url(), wall):
            assert f"<b data-left>{left}</b>" in client.get(address).content.decode()
