"""The draft as readers would see it: for those who may see the draft."""

from django.urls import reverse

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
