"""The draft as readers would see it: for those who may see the draft."""

from django.urls import reverse

from reviews.models import Decision, OpenQuestion
from tests.factories.reviews import MeetingFactory
from tests.postmortems import pages


def test_preview_shows_what_readers_would_see(cast, client_of):
    cast = pages.told(cast)
    url = reverse("postmortems:preview", args=[cast.postmortem.pk])
    told = client_of(cast.outsider).get(url).content.decode()
    assert "Preview: a draft document." in told
    assert "A dead end was tried" in told
    assert pages.HIDDEN not in told
    assert pages.REVIEW_GROUP_WORDS not in told
    assert client_of(cast.reader).get(url).status_code == 404


def test_preview_keeps_the_notebook_to_the_review_group(cast, client_of):
    meeting = MeetingFactory(postmortem=cast.postmortem, held=True)
    Decision.objects.create(meeting=meeting, text="DECIDED-THERE")
    OpenQuestion.objects.create(
        meeting=meeting, text="ASKED-THERE", outcome="answered", outcome_note="Yes"
    )
    url = reverse("postmortems:preview", args=[cast.postmortem.pk])
    for part, sees in (("owner", True), ("outsider", False), ("granted", False)):
        told = client_of(cast.people[part]).get(url).content.decode()
        assert ("DECIDED-THERE" in told) is sees, part
        assert ("ASKED-THERE" in told) is sees, part
