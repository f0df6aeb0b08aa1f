"""The conditions this app sets on the moves. Each returns what is missing, with a link."""

from django.urls import reverse

from .domain.completeness import record_counts, section_states
from .enums import Answer, ThreadOutcome
from .workflow import Blocker, register_gate


def section_url(postmortem, key):
    return reverse("postmortems:section", args=[postmortem.pk, key])


def blocker(code, sentence, postmortem, key):
    return Blocker(code, sentence, section_url(postmortem, key))


@register_gate("sections", "The required sections are written")
def sections(postmortem):
    """Sections that the template requires; questions have a gate of their own."""
    return [
        blocker("section", f"“{state.section.heading}” is empty.", postmortem, state.section.key)
        for state in section_states(postmortem)
        if state.section.required
        and not state.section.is_question
        and state.section.key != "impact"
        and not state.is_done
    ]


@register_gate("questions", "The eight questions are answered, or not known with an owner")
def questions(postmortem):
    missing = []
    numbers = set()
    for state in section_states(postmortem):
        section = state.section
        if not section.is_question:
            continue
        numbers.add(section.number)
        if section.number == 4 and section.answer == Answer.OPEN and state.state != "empty":
            continue  # text or one factor: the gate on factors asks for the rest
        if not state.is_done:
            hint = "an idea, or none" if section.number == 8 else "answer it, or not known"
            sentence = f"Question {section.number}, “{section.heading}”: {hint}."
            missing.append(blocker("question", sentence, postmortem, section.key))
    for number in sorted(set(range(1, 9)) - numbers):
        missing.append(
            Blocker("question", f"Question {number} is missing.", postmortem.get_absolute_url())
        )
    return missing


@register_gate("factors", "At least two contributing factors")
def factors(postmortem):
    count = record_counts(postmortem)["q4"]
    if count >= 2:
        return []
    sentence = (
        "One contributing factor so far: what else had to be true?"
        if count
        else "No contributing factors yet; at least two had to be present."
    )
    return [blocker("factors", sentence, postmortem, "q4")]


@register_gate("impact", "Impact is stated for each group named")
def impact(postmortem):
    rows = list(postmortem.incident.impacts.kept())
    if not rows:
        return [blocker("impact", "No group of stakeholders is named yet.", postmortem, "impact")]
    return [
        blocker(
            "impact", f"Impact on {row.who}: a number, or “not measured”.", postmortem, "impact"
        )
        for row in rows
        if not row.is_stated
    ]


@register_gate("comments", "Every comment taken to the review has an outcome")
def comments(postmortem):
    open_threads = postmortem.threads.filter(
        taken_to_review=True, outcome=ThreadOutcome.OPEN
    ).count()
    if not open_threads:
        return []
    few = "One comment was" if open_threads == 1 else f"{open_threads} comments were"
    return [
        Blocker(
            "comments",
            f"{few} taken to the review and {'has' if open_threads == 1 else 'have'} no outcome.",
            reverse("postmortems:threads", args=[postmortem.pk]),
        )
    ]


@register_gate("ideas", "Every idea is decided")
def ideas(postmortem):
    return [
        blocker("idea", f"“{idea.text}” is not decided.", postmortem, "q8")
        for idea in postmortem.ideas.kept()
        if not idea.is_decided
    ]


@register_gate("actions", "Every action has an owner, a due date and a finish test")
def actions(postmortem):
    missing = []
    for action in postmortem.actions.kept():
        lacks = [
            word
            for word, value in (
                ("an owner", action.owner_id),
                ("a due date", action.due_on),
                ("a finish test", action.done_when.strip()),
            )
            if not value
        ]
        if lacks:
            sentence = f"“{action.title}” needs {', '.join(lacks)}."
            missing.append(blocker("action", sentence, postmortem, "q8"))
    return missing
