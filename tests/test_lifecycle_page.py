"""``docs/lifecycle.md`` says what the rules say."""

from io import StringIO
from pathlib import Path

from django.core.management import call_command

from postmortems.management.commands.lifecycle_diagram import PAGE, generated, renewed

ROOT = Path(__file__).resolve().parent.parent


def test_page_holds_what_the_rules_say():
    text = (ROOT / PAGE).read_text()

    assert renewed(text) == text, "run: manage.py lifecycle_diagram --write"


def test_generated_part_names_every_move():
    out = StringIO()
    call_command("lifecycle_diagram", stdout=out)

    assert out.getvalue().strip() == generated()
    for line in (
        "    draft --> reviewed: Mark reviewed",
        "    reviewed --> finalized: Finalize and publish",
        "    reviewed --> draft: Send back to draft",
        "    finalized --> draft: Reopen for amendment",
        "- At least two contributing factors (`factors`)",
    ):
        assert line in out.getvalue().splitlines()
