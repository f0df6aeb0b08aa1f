"""The draft screen at one section: reading, saving, conflicts, versions, endings."""

import pytest

from postmortems.domain.section import answer_question, write_section
from postmortems.enums import Answer
from tests import scenes
from tests.cast import INSIDERS
from tests.factories.postmortems import CommentThreadFactory, FactorFactory

pytestmark = pytest.mark.django_db


def address(cast, key="summary", more=""):
    return f"/postmortems/{cast.postmortem.pk}/draft/{key}/{more}"


def section_of(cast, key="summary"):
    return cast.postmortem.sections.get(key=key)


def test_section_for_an_editor_has_the_editor_and_its_version(cast, client_of):
    scenes.write(section_of(cast), "What *happened*.", by=cast.owner)
    page = client_of(cast.contributor).get(address(cast)).content.decode()
    assert 'id="section-form"' in page
    assert "What *happened*." in page
    assert "version 1 by <bdi>Owner</bdi>" in page


def test_section_for_a_member_is_read_only_and_can_be_commented(cast, client_of):
    scenes.write(section_of(cast), "What *happened*.", by=cast.owner)
    page = client_of(cast.outsider).get(address(cast)).content.decode()
    assert "<em>happened</em>" in page
    assert 'id="section-form"' not in page
    assert "Comment on this" in page


@pytest.mark.parametrize("number", range(1, 9))
def test_section_says_which_question_of_eight(cast, client_of, number):
    page = client_of(cast.owner).get(address(cast, f"q{number}")).content.decode()
    assert f"Question {number} of eight" in page
    assert "How this question ends" in page


def test_section_unknown_key_is_not_there(cast, client_of):
    assert client_of(cast.owner).get(address(cast, "no-such")).status_code == 404


def test_section_of_a_restricted_incident_exists_for_its_people_only(restricted_cast, client_of):
    for part, person in restricted_cast.people.items():
        expected = 200 if part in INSIDERS else 302 if part == "anonymous" else 404
        assert client_of(person).get(address(restricted_cast)).status_code == expected, part


def test_draft_goes_to_the_first_section_that_is_not_done(cast, client_of):
    scenes.write(section_of(cast), "Written.", by=cast.owner)
    answer = client_of(cast.owner).get(f"/postmortems/{cast.postmortem.pk}/draft/")
    assert answer.url == address(cast, "impact")


def test_save_keeps_the_text_as_typed_and_the_next_version(cast, client_of):
    text = "  שלום 🔥 <script>alert(1)</script>\r\n\r\nنص  "
    answer = client_of(cast.owner).post(address(cast), {"text": text, "base": "0"})
    assert answer.status_code == 302
    section = section_of(cast)
    assert section.text == text.replace("\r\n", "\n")
    assert section.version == 1
    page = client_of(cast.owner).get(address(cast)).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_save_in_place_answers_with_the_new_base_and_the_list(cast, client_of):
    headers = {"HX-Request": "true"}
    answer = client_of(cast.owner).post(
        address(cast), {"text": "One.", "base": "0"}, headers=headers
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'name="base" value="1"' in page
    for part in ("section-list", "checklist-panel", "checklist-words"):
        assert f'id="{part}"' in page


def test_save_by_a_member_is_refused(cast, client_of):
    answer = client_of(cast.outsider).post(address(cast), {"text": "Mine.", "base": "0"})
    assert answer.status_code == 403
    assert section_of(cast).text == ""


def test_late_save_of_other_lines_is_put_together_with_what_stands(cast, client_of):
    scenes.write(section_of(cast), "First line.\n\nLast line.", by=cast.owner)
    scenes.write(section_of(cast), "First line, longer.\n\nLast line.", by=cast.contributor)
    late = {"text": "First line.\n\nLast line, mine.", "base": "1"}
    answer = client_of(cast.owner).post(address(cast), late, follow=True)
    section = section_of(cast)
    assert section.text == "First line, longer.\n\nLast line, mine."
    assert section.versions.filter(number=None).count() == 0
    assert "together with what others wrote meanwhile" in answer.content.decode()


def test_late_save_in_place_is_answered_with_the_whole_page(cast, client_of):
    """The text on the screen is not the one that stands now: it must not stay there."""
    scenes.write(section_of(cast), "First line.\n\nLast line.", by=cast.owner)
    scenes.write(section_of(cast), "First line, longer.\n\nLast line.", by=cast.contributor)
    late = {"text": "First line.\n\nLast line, mine.", "base": "1"}
    answer = client_of(cast.owner).post(address(cast), late, headers={"HX-Request": "true"})
    assert answer.status_code == 302


def test_stale_save_overwrites_nothing_and_keeps_both(cast, client_of):
    scenes.write(section_of(cast), "First line.\n\nLast line.", by=cast.owner)
    theirs = "First line, theirs.\n\nLast line."
    scenes.write(section_of(cast), theirs, by=cast.contributor)
    mine = "First line, mine.\n\nLast line, mine."
    answer = client_of(cast.owner).post(address(cast), {"text": mine, "base": "1"})
    section = section_of(cast)
    assert answer.status_code == 409
    assert section.text == theirs
    assert section.versions.get(number=None).text == mine
    assert answer.context["form"].initial == {
        "text": "First line, theirs.\nFirst line, mine.\n\nLast line, mine.",
        "base": 2,
    }
    page = answer.content.decode()
    assert theirs in page
    assert mine in page


def test_stale_save_sent_twice_is_set_aside_once(cast, client_of):
    scenes.write(section_of(cast), "Theirs.", by=cast.contributor)
    for _ in range(2):
        client_of(cast.owner).post(address(cast), {"text": "Mine.", "base": "0"})
    assert section_of(cast).versions.filter(number=None).count() == 1


def test_merged_text_is_saved_on_top_of_the_version_that_stands(cast, client_of):
    scenes.write(section_of(cast), "Theirs.", by=cast.contributor)
    client = client_of(cast.owner)
    stale = client.post(address(cast), {"text": "Mine.", "base": "0"})
    answer = client.post(address(cast), stale.context["form"].initial)
    assert answer.status_code == 302
    assert section_of(cast).text == "Theirs.\nMine."


@pytest.mark.parametrize("base", ["", "x", "-1", "9" * 40, "\x00"])
def test_save_with_a_made_up_base_loses_nothing(cast, client_of, base):
    scenes.write(section_of(cast), "Theirs.", by=cast.contributor)
    answer = client_of(cast.owner).post(address(cast), {"text": "Mine.", "base": base})
    assert answer.status_code == 409
    assert section_of(cast).text == "Theirs."


@pytest.mark.parametrize("text", ["x" * 1_000_000, "ש" * 60_000, "a\x00b"])
def test_save_of_what_cannot_be_held_gives_everything_back(cast, client_of, text):
    answer = client_of(cast.owner).post(address(cast), {"text": text, "base": "0"})
    assert answer.status_code == 422
    assert answer.context["form"]["text"].value() == text
    assert text in answer.content.decode()
    assert section_of(cast).version == 0


def test_save_into_a_finalized_document_gives_the_text_back(cast, client_of):
    scenes.finalized(cast)
    answer = client_of(cast.owner).post(address(cast), {"text": "Too late.", "base": "1"})
    assert answer.status_code == 409
    assert "Too late." in answer.content.decode()
    assert "is finalized and takes no changes" in answer.content.decode()
    assert section_of(cast).text != "Too late."


def test_finalized_section_says_why_nothing_can_be_changed(cast, client_of):
    scenes.finalized(cast)
    page = client_of(cast.owner).get(address(cast)).content.decode()
    assert "is finalized and takes no changes" in page
    assert 'id="section-form"' not in page
    assert "Comment on this" not in page


def test_preview_shows_clean_html_and_saves_nothing(cast, client_of):
    data = {"text": "**bold** <script>alert(1)</script>", "base": "0"}
    for headers in ({}, {"HX-Request": "true"}):
        answer = client_of(cast.owner).post(address(cast, more="preview/"), data, headers=headers)
        assert answer.status_code == 200
        assert "<strong>bold</strong>" in answer.content.decode()
        assert "<script>alert" not in answer.content.decode()
    assert section_of(cast).version == 0


def test_preview_of_too_much_gives_it_back(cast, client_of):
    data = {"text": "y" * 200_000, "base": "0"}
    answer = client_of(cast.owner).post(address(cast, more="preview/"), data)
    assert answer.status_code == 422
    assert answer.context["form"]["text"].value() == data["text"]


def test_answer_not_known_needs_someone_who_finds_out(cast, client_of):
    answer = client_of(cast.owner).post(address(cast, "q3", "answer/"), {"answer": "not-known"})
    assert answer.status_code == 422
    assert "Name who will find out" in answer.content.decode()
    assert section_of(cast, "q3").answer == Answer.OPEN


def test_answer_not_known_with_an_owner_ends_the_question(cast, client_of):
    data = {"answer": "not-known", "owner": cast.responder.pk}
    client = client_of(cast.owner)
    assert client.post(address(cast, "q3", "answer/"), data).status_code == 302
    assert section_of(cast, "q3").answer_owner == cast.responder
    assert "<bdi>Responder</bdi> will find out" in client.get(address(cast, "q3")).content.decode()
    client.post(address(cast, "q3", "answer/"), {"answer": "open"})
    assert section_of(cast, "q3").answer == Answer.OPEN


def test_answer_none_is_for_question_eight(cast, client_of):
    client = client_of(cast.owner)
    assert client.post(address(cast, "q8", "answer/"), {"answer": "none"}).status_code == 302
    assert section_of(cast, "q8").answer == Answer.NONE
    assert client.post(address(cast, "q7", "answer/"), {"answer": "none"}).status_code == 422


@pytest.mark.parametrize("owner", ["0", "9" * 30, "x", "\x00"])
def test_answer_with_a_made_up_owner_is_refused(cast, client_of, owner):
    data = {"answer": "not-known", "owner": owner}
    assert client_of(cast.owner).post(address(cast, "q3", "answer/"), data).status_code == 422


def test_answer_owner_in_a_restricted_incident_is_one_of_its_people(restricted_cast, client_of):
    cast = restricted_cast
    client = client_of(cast.owner)
    for person, status in ((cast.outsider, 422), (cast.responder, 302)):
        data = {"answer": "not-known", "owner": person.pk}
        assert client.post(address(cast, "q3", "answer/"), data).status_code == status


def test_versions_are_for_the_review_group(cast, client_of):
    scenes.write(section_of(cast), "One.", by=cast.owner)
    for part, status in (("responder", 200), ("administrator", 403), ("outsider", 403)):
        person = getattr(cast, part)
        assert client_of(person).get(address(cast, more="versions/")).status_code == status, part


def test_version_set_aside_is_shown_compared_and_saved_as_new(cast, client_of):
    scenes.write(section_of(cast), "Theirs.", by=cast.contributor)
    client = client_of(cast.owner)
    client.post(address(cast), {"text": "Mine.", "base": "0"})
    kept = section_of(cast).versions.get(number=None)
    page = client.get(address(cast, more=f"versions/?version={kept.pk}")).content.decode()
    assert "Set aside" in page
    assert "Mine." in page
    data = {"version": kept.pk, "base": "1"}
    assert client.post(address(cast, more="versions/"), data).status_code == 302
    assert section_of(cast).text == "Mine."
    assert section_of(cast).version == 2


@pytest.mark.parametrize("version", ["", "x", "9" * 60, "²", "\x00", "0"])
def test_version_that_is_not_there_is_no_error(cast, client_of, version):
    client = client_of(cast.owner)
    answer = client.get(address(cast, more="versions/"), {"version": version})
    assert answer.status_code == 200
    assert client.post(address(cast, more="versions/"), {"version": version}).status_code == 302


def test_version_of_another_section_is_not_shown(cast, client_of):
    section = section_of(cast, "impact")
    write_section(section, "Elsewhere.", base=0, by=cast.owner)
    other = section.versions.get()
    answer = client_of(cast.owner).get(address(cast, more="versions/"), {"version": other.pk})
    assert answer.context["chosen"] is None


@pytest.mark.parametrize("rows", [1, 3])
def test_section_page_asks_as_much_for_three_rows_as_for_one(
    cast, client_of, rows, django_assert_num_queries
):
    for _ in range(rows):
        FactorFactory(postmortem=cast.postmortem)
        CommentThreadFactory(postmortem=cast.postmortem, section=section_of(cast, "q4"))
        CommentThreadFactory(postmortem=cast.postmortem)
    client = client_of(cast.owner)
    client.get(address(cast, "q4"))
    with django_assert_num_queries(38):
        client.get(address(cast, "q4"))


def test_question_left_unknown_is_not_reopened_by_an_older_text(cast, client_of):
    base = section_of(cast, "q3").version
    answer_question(section_of(cast, "q3"), Answer.NOT_KNOWN, owner=cast.owner, by=cast.owner)
    late = {"text": "Written before that.", "base": base}
    response = client_of(cast.contributor).post(address(cast, "q3"), late)
    assert response.status_code == 409
    assert "Written before that." in response.content.decode()
    section = section_of(cast, "q3")
    assert (section.answer, section.answer_owner) == (Answer.NOT_KNOWN, cast.owner)
