"""The language helper through its addresses: for those who edit, and for nobody else."""

import pytest
from django.urls import reverse

from accounts.models import AuditRecord
from postmortems.models import KeptSentence, KnownWords
from tests import scenes

TEXT = "The engineer failed to check the lag. We should have tested the restore on a copy."


@pytest.fixture
def at(cast):
    def address(name="wording", key="background"):
        return reverse(f"postmortems:{name}", args=[cast.postmortem.pk, key])

    return address


def test_editor_is_answered_with_questions(cast, client_of, at):
    found = client_of(cast.owner).post(at(), {"text": TEXT}).json()["questions"]
    assert [one["category"] for one in found] == ["blame", "counterfactual"]
    assert found[1]["way"]["words"] == "Test the restore on a copy."


def test_only_those_who_edit_are_answered(cast, client_of, at):
    for part in ("outsider", "granted", "reader"):
        for name in ("wording", "wording-keep", "wording-make"):
            status = client_of(cast.people[part]).post(at(name), {"text": TEXT}).status_code
            assert status in (403, 404), (part, name)


def test_page_without_scripts_asks_about_the_saved_text(cast, client_of, at):
    section = cast.postmortem.sections.get(key="background")
    scenes.write(section, TEXT, by=cast.owner)
    client = client_of(cast.owner)
    page = client.get(at()).content.decode()
    assert "The engineer failed to check the lag." in page
    assert "Move it to the ideas" in page
    assert client.get(at(key="q8")).content.decode().count("Nothing to ask about") == 1


def test_kept_sentence_is_remembered_for_everyone_and_names_nobody(cast, client_of, at):
    first = client_of(cast.owner).post(at(), {"text": TEXT}).json()["questions"][0]
    sent = {"rule": first["rule"], "sentence": first["key"]}
    assert client_of(cast.owner).post(at("wording-keep"), sent).status_code == 302
    answered = client_of(cast.contributor).post(at(), {"text": TEXT}).json()["questions"]
    assert [one["category"] for one in answered] == ["counterfactual"]
    assert {field.name for field in KeptSentence._meta.get_fields()} == {
        "id",
        "postmortem",
        "rule",
        "sentence",
    }
    assert not AuditRecord.objects.filter(subject_type="keptsentence").exists()
    assert client_of(cast.owner).post(at("wording-keep"), {"rule": "x"}).status_code == 400


@pytest.mark.parametrize(
    ("makes", "words", "done"),
    [("idea", "Test it", ""), ("factor", "An old key", ""), ("action", "Show it", "It is seen.")],
)
def test_record_is_made_and_undone_by_its_own_address(cast, client_of, at, makes, words, done):
    client = client_of(cast.owner)
    sent = {"makes": makes, "words": words, "done": done}
    made = client.post(at("wording-make"), sent, headers={"HX-Request": "true"}).json()
    rows = {"idea": cast.postmortem.ideas, "factor": cast.postmortem.factors}
    rows = rows.get(makes, cast.postmortem.actions)
    row = rows.kept().get()
    assert str(row) == words
    assert getattr(row, "done_when", done) == done
    assert client.post(made["undo"]).status_code in (200, 302)
    assert not rows.kept().exists()
    told = client.post(at("wording-make"), sent, follow=True).content.decode()
    assert "Change the sentence in the text too" in told
    assert client.post(at("wording-make"), {"makes": "person"}).status_code == 400


def test_nothing_of_it_is_in_history_exports_or_pages(cast, client_of, at):
    cast = scenes.written(cast)
    scenes.write(cast.postmortem.sections.get(key="background"), TEXT, by=cast.owner)
    first = client_of(cast.owner).post(at(), {"text": TEXT}).json()["questions"][0]
    for name in ("preview", "history", "audit", "changes"):
        page = client_of(cast.owner).get(
            reverse(f"postmortems:{name}", args=[cast.postmortem.pk]), follow=True
        )
        assert first["question"] not in page.content.decode()


def test_administrators_tell_it_words_and_others_do_not(cast, client_of):
    address = reverse("postmortems:setting-words")
    assert client_of(cast.owner).get(address).status_code == 403
    client = client_of(cast.administrator)
    typed = {"phrase": " human  error budget \n\nhuman error budget", "role": "", "system": "gale"}
    assert client.post(address, typed).status_code == 302
    assert set(KnownWords.objects.values_list("kind", "text")) == {
        ("phrase", "human error budget"),
        ("system", "gale"),
    }
    KnownWords.objects.create(kind="phrase", text="added meanwhile")
    assert client.post(address, {"phrase": "one"}).status_code == 422
    sent = {"phrase": "", "was_phrase": "human error budget", "role": ""}
    sent |= {"system": "gale", "was_system": "gale"}
    assert client.post(address, sent).status_code == 302
    assert list(KnownWords.objects.filter(kind="phrase").values_list("text", flat=True)) == [
        "added meanwhile"
    ]
    too_long = client.post(address, {"phrase": "x" * 400, "role": "", "system": ""})
    assert too_long.status_code == 422
    assert "too long for one line" in too_long.content.decode()
    assert AuditRecord.objects.filter(stream="settings").count() == 3


def test_switched_off_it_is_not_on_the_page(cast, client_of):
    place = reverse("postmortems:section", args=[cast.postmortem.pk, "background"])
    assert "data-wording" in client_of(cast.owner).get(place).content.decode()
    cast.owner.language_help = False
    cast.owner.save()
    page = client_of(cast.owner).get(place).content.decode()
    assert "data-wording=" not in page
    assert "Words to look at" not in page


def test_queries_are_few_and_do_not_grow(cast, client_of, at, django_assert_num_queries):
    client = client_of(cast.owner)
    for times in (1, 3):
        with django_assert_num_queries(QUERIES):
            client.post(at(), {"text": TEXT * times})


QUERIES = 8
