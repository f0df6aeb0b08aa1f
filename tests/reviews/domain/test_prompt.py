"""The prompt library: nothing in it asks who or why, and administrators say it their way."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from postmortems.enums import EntryKind
from postmortems.language import check
from reviews.domain.prompt import ASKS_FOR_A_CULPRIT, HOUSE, library, refused, set_prompts


def test_every_kind_has_prompts_and_none_asks_for_a_culprit():
    assert set(HOUSE) == set(EntryKind)
    for prompts in HOUSE.values():
        assert len(prompts) >= 3
        assert refused(prompts) == []
        assert all(check(prompt) == [] for prompt in prompts)


@pytest.mark.parametrize("prompt", ["Why did it fail?", "  WHO saw it?", "“Whose turn was it?”"])
def test_prompt_that_asks_for_a_culprit_is_refused_with_what_to_do(cast, prompt):
    assert ASKS_FOR_A_CULPRIT.match(prompt)
    with pytest.raises(ValidationError, match="Begin with how or what"):
        set_prompts({"action": [prompt]}, by=cast.administrator)
    assert library()["action"] == list(HOUSE["action"])


def test_administrators_change_one_kind_and_the_others_stay(cast, client_of, arrange):
    address = reverse("reviews:prompts")
    assert client_of(cast.owner).get(address).status_code == 403
    client = client_of(cast.administrator)
    typed = {kind: "\n".join(lines) for kind, lines in library().items()}
    wrong = client.post(address, {**typed, "action": "Why?"})
    assert wrong.status_code == 422
    assert "Begin with how or what" in wrong.content.decode()
    sent = {**typed, "action": " What  did the screen say?\n\nHow then?"}
    assert client.post(address, sent).status_code == 302
    assert library()["action"] == ["What did the screen say?", "How then?"]
    assert library()["decision"] == list(HOUSE["decision"])
