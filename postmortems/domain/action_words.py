"""What the action list and the page of an action say of themselves."""

from postmortems.enums import ActionStatus, DidItHelp

from . import action_list as actions
from .home import number_word

WHOSE = {actions.MINE: " of yours", actions.TEAMS: " of your teams", actions.ALL: ""}
WHICH = {
    actions.TO_DO: "to do",
    actions.LATE: "late",
    actions.NEXT: "due within 14 days",
    actions.LATER: "due later than in 14 days",
    actions.UNDATED: "without a date",
    actions.STARTED: "in progress",
    actions.LOOK_BACK: "to look back on",
    actions.DONE: "done",
    actions.DECLINED: "declined",
    actions.SUPERSEDED: "superseded",
    actions.ANY: "in any state",
}
WITH_LATE = (actions.TO_DO, actions.STARTED, actions.ANY)

# What the word that goes with a status is.
ENDINGS = {
    ActionStatus.OPEN: "A word on it",
    ActionStatus.IN_PROGRESS: "How far it is",
    ActionStatus.DONE: "How one can see that it is done",
    ActionStatus.DECLINED: "Why it was declined",
    ActionStatus.SUPERSEDED: "What takes its place",
}
PROGRESS = {
    ActionStatus.OPEN: "opened it again",
    ActionStatus.IN_PROGRESS: "has it in progress",
    ActionStatus.DONE: "said that it is done",
    ActionStatus.DECLINED: "declined it",
    ActionStatus.SUPERSEDED: "said that something else takes its place",
}
VERBS = {
    "added": "wrote it down",
    "changed": "changed what was agreed",
    "removed": "removed it",
    "brought back": "brought it back",
    "moved": "moved it in its list",
    "handed back": "handed it back",
}


def found_words(whose, state, count, late):
    """How many were found, whose, in which state; how many of them are late, if not all."""
    number, plural = number_word(count).capitalize(), "" if count == 1 else "s"
    words = f"{number} action{plural}{WHOSE[whose]} {WHICH[state]}"
    if late and state in WITH_LATE:
        words += f", {number_word(late)} of them late"
    return f"{words}."


def told_history(records):
    """(record, what this person did, what they said with it) of each record of the audit."""
    return [
        (one, deed(one), one.after.get("note") or one.after.get("reason") or "") for one in records
    ]


def deed(record):
    """What somebody did, to be read after their name; an unknown verb stays as it was kept."""
    verb, after = record.verb.removeprefix("action item "), record.after
    if verb == "progress recorded":
        return PROGRESS.get(after.get("status"), verb)
    if verb == "handed over":
        return f"handed it over to {after.get('owner', '')}"
    if verb == "looked back":
        helped = dict(DidItHelp.choices).get(after.get("did it help"), "")
        return f"looked back: {helped.lower()}" if helped else verb
    return VERBS.get(verb, verb)
