"""Images and files: what is taken, and who is sent their bytes."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditRecord
from postmortems.domain.attachment import shown_name
from postmortems.domain.lifecycle import advance
from postmortems.enums import Move, Visibility
from postmortems.models import Attachment
from tests import pictures, scenes
from tests.cast import INSIDERS, PARTS, make_cast
from tests.factories.postmortems import AttachmentFactory

pytestmark = pytest.mark.django_db
ALT = "Error rate rises to 40 %"


def page(cast):
    return f"/postmortems/{cast.postmortem.pk}/files/"


def send(client, cast, data, name="graph.png", alt=ALT, **more):
    return client.post(page(cast), {"file": SimpleUploadedFile(name, data), "alt": alt}, **more)


def test_picture_is_kept_under_a_name_that_is_not_its_own(cast, client_of):
    answer = send(client_of(cast.owner), cast, pictures.with_place(), "on call.jpg")

    row = Attachment.objects.get()
    assert answer.status_code == 302
    assert (row.kind, row.name, row.alt, row.width, row.height) == (
        "image", "on call.jpg", ALT, 40, 80,
    )  # fmt: skip
    assert len(row.key) == 32
    assert "call" not in row.file.name
    assert row.key in row.file.name
    stored = row.file.open().read()
    assert b"SECRET" not in stored
    assert len(stored) == row.size
    assert AuditRecord.objects.filter(verb="attachment added").exists()


def test_script_is_told_the_markdown_and_it_shows_the_picture(cast, client_of):
    client = client_of(cast.owner)
    answer = send(client, cast, pictures.encoded(), headers={"Accept": "application/json"})
    markdown = answer.json()["markdown"]
    section = cast.postmortem.sections.get(key="summary")

    section = scenes.write(section, f"What we saw:\n\n{markdown}", by=cast.owner)

    assert f'alt="{ALT}"' in section.html
    assert 'width="60" height="40"' in section.html
    picture = client.get(Attachment.objects.get().get_absolute_url())
    assert picture["Content-Type"] == "image/png"
    assert pictures.opened(b"".join(picture)).size == (60, 40)


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


@pytest.mark.parametrize(
    ("data", "name", "alt", "words"),
    [
        (SVG, "a.svg", ALT, "SVG drawings can hold programs"),
        (b"\xef\xbb\xbf <SVG onload=alert(1)>", "a.png", ALT, "SVG drawings can hold programs"),
        (b"\x1f\x8bzipped", "a.SVGZ", ALT, "SVG drawings can hold programs"),
        (b"no picture", "a.png", ALT, "Its name says that it is a picture"),
        (b"", "a.png", ALT, "This file is empty"),
        (pictures.encoded()[:60], "a.png", ALT, "cut short or damaged"),
        (pictures.png_of(90_000, 90_000), "a.png", ALT, "more than 40 million pixels"),
        (pictures.encoded(), "a.png", " \n ", "Say in a few words what the picture shows"),
    ],
)
def test_what_is_not_taken_is_told_why_and_leaves_nothing(cast, client_of, data, name, alt, words):
    answer = send(client_of(cast.owner), cast, data, name, alt)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert alt.strip() in answer.content.decode()
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    ("data", "words"),
    [(pictures.encoded() + bytes(2000), "A picture holds"), (b"x" * 4000, "A file holds")],
)
def test_too_large_is_told_in_words(cast, client_of, settings, data, words):
    settings.IMAGE_LIMIT, settings.FILE_LIMIT = 1024, 3 * 1024

    answer = send(client_of(cast.owner), cast, data, "log")

    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_picture_is_known_by_what_is_in_it(cast, client_of):
    send(client_of(cast.owner), cast, pictures.encoded("WEBP"), "notes.txt")

    assert Attachment.objects.get().content_type == "image/webp"


@pytest.mark.parametrize("data", [b"<script>alert(1)</script>", b"MZ\x90", b"%PDF-1.7"])
def test_any_other_file_is_only_a_download(cast, client_of, data):
    client = client_of(cast.owner)
    send(client, cast, data, "page.html", alt="")

    answer = client.get(Attachment.objects.get().get_absolute_url())

    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "private" in answer["Cache-Control"]
    assert "no-cache" in answer["Cache-Control"]
    assert b"".join(answer) == data


def test_browser_that_has_it_is_not_sent_it_again(cast, client_of):
    client = client_of(cast.owner)
    address = AttachmentFactory(postmortem=cast.postmortem).get_absolute_url()
    tag = client.get(address)["ETag"]

    answer = client.get(address, headers={"If-None-Match": tag})

    assert answer.status_code == 304
    assert not answer.content
    assert client_of(cast.reader).get(address, headers={"If-None-Match": tag}).status_code == 404


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\trace.log", "trace.log"),
        ("photo\u202egnp.exe", "photognp.exe"),
        ("a\r\nSet-Cookie: x.txt", "aSet-Cookie: x.txt"),
        ("Störung 日本.txt", "Störung 日本.txt"),
        ("..", "file"),
        ("x" * 400 + ".log", "x" * 145 + "….log"),
    ],
)
def test_name_is_shown_without_tricks(name, shown):
    assert shown_name(name) == shown


@pytest.mark.parametrize("part", PARTS)
def test_image_of_a_restricted_draft_is_for_its_people(db, client_of, part):
    cast = make_cast(visibility=Visibility.RESTRICTED)
    image = AttachmentFactory(postmortem=cast.postmortem)

    answer = client_of(cast.people[part]).get(image.get_absolute_url())

    closed = 302 if part == "anonymous" else 404
    assert answer.status_code == (200 if part in INSIDERS else closed)


@pytest.fixture
def released(db):
    """Published with one image and one file; a second image stands in the draft alone."""

    def make(visibility):
        cast = scenes.decided(make_cast(visibility=visibility))
        made = [
            AttachmentFactory(postmortem=cast.postmortem, image=is_image)
            for is_image in (True, False, True)
        ]
        text = "It broke.\n\n" + "\n\n".join(one.markdown for one in made[:2])
        scenes.write(cast.postmortem.sections.get(key="summary"), text, by=cast.owner)
        scenes.sign(cast)
        advance(cast.fresh(), Move.FINALIZE, by=cast.facilitator)
        return scenes.renewed(cast), made

    return make


@pytest.mark.parametrize("visibility", Visibility)
def test_readers_of_a_page_get_what_it_shows_and_nothing_else(released, client_of, visibility):
    cast, (shown, linked, draft_only) = released(visibility)

    for part in PARTS:
        client = client_of(cast.people[part])
        answers = [
            client.get(one.get_absolute_url()).status_code for one in (shown, linked, draft_only)
        ]
        may_read = part != "anonymous" and (visibility == "organization" or part in INSIDERS)
        may_draft = part in INSIDERS or (may_read and part == "outsider")
        closed = 302 if part == "anonymous" else 404
        read, draft = (200 if may else closed for may in (may_read, may_draft))
        assert answers == [read, read, draft], part
    page = client_of(cast.administrator).get(f"/postmortems/{cast.postmortem.pk}/")
    assert shown.get_absolute_url() in page.getvalue().decode()


def test_image_elsewhere_or_of_another_size_is_not_there(cast, client_of):
    address = AttachmentFactory(postmortem=cast.postmortem).get_absolute_url()
    client = client_of(cast.owner)
    assert client.get(address).status_code == 200
    for wrong in (address.replace("60x40", "61x40"), address.replace("/images/", "/files/")):
        assert client.get(wrong).status_code == 404


@pytest.mark.parametrize("part", ["outsider", "granted", "responder", "reader"])
def test_only_editors_add_and_remove(cast, client_of, part):
    client = client_of(cast.people[part])
    image = AttachmentFactory(postmortem=cast.postmortem)
    closed = 404 if part == "reader" else 403

    assert send(client, cast, pictures.encoded()).status_code == closed
    assert client.post(f"/files/{image.pk}/remove/").status_code == closed
    assert Attachment.objects.filter(removed_at=None).count() == 1


def test_removed_one_is_gone_and_comes_back(cast, client_of):
    client = client_of(cast.owner)
    image = AttachmentFactory(postmortem=cast.postmortem)

    client.post(f"/files/{image.pk}/remove/")
    assert client.get(image.get_absolute_url()).status_code == 404
    client.post(f"/files/{image.pk}/restore/")

    assert client.get(image.get_absolute_url()).status_code == 200


def test_one_that_a_text_names_is_not_removed(cast, client_of):
    image = AttachmentFactory(postmortem=cast.postmortem)
    scenes.write(cast.postmortem.sections.get(key="impact"), image.markdown, by=cast.owner)

    answer = client_of(cast.owner).post(f"/files/{image.pk}/remove/")

    assert answer.status_code == 422
    assert "Take it out of the text first" in answer.content.decode()
    assert Attachment.objects.get().removed_at is None


@pytest.mark.parametrize("scene", [scenes.finalized, scenes.discarded])
def test_closed_document_takes_no_file(cast, client_of, scene):
    image = AttachmentFactory(postmortem=cast.postmortem)
    cast = scene(cast)
    client = client_of(cast.owner)

    answer = send(client, cast, pictures.encoded(), headers={"Accept": "application/json"})

    assert answer.status_code == 409
    assert cast.postmortem.reference in answer.json()["error"]
    assert client.post(f"/files/{image.pk}/remove/").status_code == 409
    assert Attachment.objects.get().removed_at is None


def test_list_asks_as_often_for_three_as_for_one(cast, client_of):
    client = client_of(cast.owner)
    counts = []
    for more in (1, 2):
        AttachmentFactory.create_batch(more, postmortem=cast.postmortem)
        with CaptureQueriesContext(connection) as asked:
            shown = client.get(page(cast))
        counts.append(len(asked))
    assert shown.content.decode().count('class="attachment"') == 3
    assert counts[0] == counts[1]


def test_empty_list_says_what_to_do(cast, client_of):
    assert "No images and no files yet" in client_of(cast.owner).get(page(cast)).content.decode()
