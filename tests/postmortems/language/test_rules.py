"""Each rule's own examples, and what the helper itself says."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from postmortems.language import check
from postmortems.language.phrase import PhraseError, compiled
from postmortems.language.rules import CATEGORIES, rules_of

ROOT = Path(__file__).resolve().parents[3]
RULES = rules_of("en").all


def categories(text, **names):
    return {found.category for found in check(text, **names)}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_rule_finds_its_examples(rule):
    assert rule.finds
    for text in rule.finds:
        assert rule.category in categories(text, people=["Ana"]), text


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_rule_leaves_its_known_traps(rule):
    for text in rule.leaves:
        assert check(text) == [], text


def test_rules_cover_the_eight_categories_and_have_ids_of_their_own():
    ids = [rule.id for rule in RULES]

    assert {rule.category for rule in RULES} | {"naming"} == set(CATEGORIES)
    assert len(ids) == len(set(ids))


def test_what_the_helper_says_yields_no_finding_and_addresses_nobody():
    said = {
        text
        for rule in [*RULES, rules_of("en").naming.rule]
        for text in (rule.message, rule.question, *rule.suggestions)
    }

    assert said
    assert {text: check(text) for text in said if check(text)} == {}
    assert [text for text in said if {"you", "your"} & set(text.lower().split())] == []
    assert all(len(rule.suggestions) <= 2 for rule in RULES)


def test_what_conversions_put_in_place_yields_no_finding():
    with (ROOT / "postmortems/language/en/conversion.toml").open("rb") as file:
        data = tomllib.load(file)
    kinds = ("idea", "factor", "question", "action")
    entries = [entry for kind in kinds for entry in data[kind]]
    said = [
        re.sub(r"\{[^}]*\}", "the change", text)
        for entry in entries
        for text in (entry["to"], entry.get("done", ""))
    ]

    assert len(said) > 20
    assert {text: check(text) for text in said if check(text)} == {}


def test_helper_needs_no_django():
    code = "import postmortems.language, sys; sys.exit('django' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_our_own_templates_and_prompts_yield_no_finding():
    templates = json.loads((ROOT / "postmortems/data/document_templates.json").read_text())
    texts = [text for one in templates for text in (one["name"], one["description"])]
    texts += [
        text
        for one in templates
        for section in one["sections"]
        for text in (section["heading"], section["prompt"])
    ]

    assert len(texts) > 40
    assert {text: check(text) for text in texts if check(text)} == {}


@pytest.mark.parametrize("phrase", ["(a|b", "a)", "{no such list} b", "[]", "(|a)"])
def test_phrase_that_cannot_be_read_is_refused_with_its_text(phrase):
    with pytest.raises(PhraseError, match="has|names"):
        compiled(phrase, {})
