"""``manage.py lifecycle_diagram``: the lifecycle as a picture and a table, from the rules.

``docs/lifecycle.md`` holds what it prints between two marks; ``--write`` renews that part,
and a test compares the two.
"""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from postmortems.enums import Move, State
from postmortems.workflow import DISCARD_GATES, GATES, RULES

PAGE = "docs/lifecycle.md"
BEGIN, END = "<!-- generated: lifecycle_diagram -->", "<!-- end of generated part -->"
WHO = {
    "postmortems.mark_reviewed": "facilitator",
    "postmortems.finalize": "facilitator",
    "postmortems.send_back": "facilitator",
    "postmortems.reopen": "owner or facilitator",
}


class Command(BaseCommand):
    help = "Print the lifecycle as Mermaid and as a table; with --write, renew docs/lifecycle.md."

    def add_arguments(self, parser):
        parser.add_argument("--write", action="store_true", help=f"renew {PAGE}")

    def handle(self, *args, **options):
        if not options["write"]:
            self.stdout.write(generated())
            return
        page = Path(settings.BASE_DIR) / PAGE
        page.write_text(renewed(page.read_text()))
        self.stdout.write(f"{PAGE} is renewed.")


def renewed(text):
    """The page with its generated part as the rules have it now."""
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    return f"{before}{BEGIN}\n{generated()}\n{END}{after}"


def generated():
    """The picture, the moves, and what each of them asks for."""
    return "\n\n".join([diagram(), moves(), *(gates_of(move) for move in Move), discarding()])


def diagram():
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {State.DRAFT}"]
    lines += [
        f"    {source} --> {rule.target}: {move.label}"
        for move, rule in RULES.items()
        for source in rule.sources
    ]
    return "\n".join([*lines, "```"])


def moves():
    lines = ["| move | from → to | by | what it brings |", "|---|---|---|---|"]
    for move, rule in RULES.items():
        sources = ", ".join(source.label for source in rule.sources)
        lines.append(
            f"| {move.label} | {sources} → {rule.target.label} | {WHO[rule.permission]} "
            f"| {rule.consequence} |"
        )
    return "\n".join(lines)


def gates_of(move):
    rule = RULES[move]
    asks = [f"{GATES[name].label} (`{name}`)" for name in rule.gates]
    if rule.needs_reason:
        asks.append("A reason is given, kept and shown")
    return "\n".join([f"**{move.label}** asks that:", "", *(f"- {one}" for one in asks)])


def discarding():
    asks = [f"- {GATES[name].label} (`{name}`)" for name in DISCARD_GATES]
    return "\n".join(
        [
            "**Discarding** a draft moves no state; its owner can recover it. It asks that:",
            "",
            *asks,
        ]
    )
