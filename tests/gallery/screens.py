"""Which screens the gallery shows, to whom, and under which address."""

from dataclasses import dataclass

STATUS_WITHOUT_ROWS = 404


@dataclass(frozen=True)
class Screen:
    """``address`` may name subjects in braces; ``once``: looks alike whatever the rows are."""

    name: str
    who: str
    address: str
    once: bool = False


SECTIONS = "summary impact timeline background steps q1 q2 q3 q4 q5 q6 q7 q8".split()

SCREENS = [
    Screen("home-owner", "owner", "/"),
    Screen("home-facilitator", "facilitator", "/"),
    Screen("home-reader", "reader", "/"),
    Screen("home-outsider", "outsider", "/"),
    Screen("library", "outsider", "/postmortems/"),
    Screen("library-nothing-found", "outsider", "/postmortems/?q=zebra", once=True),
    Screen("actions", "owner", "/actions/"),
    Screen("reviews", "facilitator", "/reviews/"),
    Screen("reviews-month", "facilitator", "/reviews/?view=month"),
    Screen("facilitators", "facilitator", "/reviews/pool/"),
    Screen("calendar-links", "facilitator", "/reviews/calendar/"),
    Screen("inbox", "owner", "/inbox/"),
    Screen("jump", "owner", "/jump/?q=checkout"),
    Screen("shortcuts", "owner", "/shortcuts/", once=True),
    Screen("published", "reader", "/postmortems/{finalized}/"),
    Screen("preview", "owner", "/postmortems/{postmortem}/preview/"),
    Screen("note", "reader", "/postmortems/{postmortem}/"),
    Screen("note-change", "owner", "/postmortems/{postmortem}/note/"),
    *(
        Screen(f"draft-{key}", "owner", f"/postmortems/{{postmortem}}/draft/{key}/")
        for key in SECTIONS
    ),
    Screen("my-part", "responder", "/postmortems/{postmortem}/my-part/"),
    Screen("attachments", "owner", "/postmortems/{postmortem}/files/"),
    Screen("timeline-paste", "owner", "/incidents/{incident}/timeline/paste/"),
    Screen("draft-read-only", "granted", "/postmortems/{postmortem}/draft/summary/"),
    Screen("draft-finalized", "owner", "/postmortems/{finalized}/draft/q4/"),
    Screen("versions", "owner", "/postmortems/{postmortem}/draft/summary/versions/"),
    Screen("comments", "owner", "/postmortems/{postmortem}/comments/"),
    Screen("comment-settle", "owner", "/comments/{thread}/settle/"),
    Screen("people-of-it", "owner", "/postmortems/{postmortem}/people/"),
    Screen("move", "facilitator", "/postmortems/{postmortem}/move/mark-reviewed/"),
    Screen("move-forbidden", "owner", "/postmortems/{postmortem}/move/mark-reviewed/", once=True),
    Screen("move-illegal", "owner", "/postmortems/{finalized}/move/mark-reviewed/", once=True),
    Screen("changes", "owner", "/postmortems/{postmortem}/changes/"),
    Screen("history", "owner", "/postmortems/{postmortem}/history/"),
    Screen("audit", "owner", "/postmortems/{postmortem}/audit/"),
    Screen("discard", "owner", "/postmortems/{postmortem}/discard/"),
    Screen("incident", "owner", "/incidents/{incident}/"),
    Screen("incident-new", "owner", "/incidents/new/", once=True),
    Screen("incident-change", "owner", "/incidents/{incident}/change/"),
    Screen("record-timeline", "owner", "/records/timeline/{entry}/"),
    Screen("record-factor", "owner", "/records/factor/{factor}/"),
    Screen("record-comments", "owner", "/records/timeline/{entry}/comments/"),
    Screen("idea-decide", "owner", "/records/idea/{idea}/decide/"),
    Screen("action", "owner", "/actions/{action}/"),
    Screen("meeting", "facilitator", "/reviews/{meeting}/"),
    Screen("meeting-close", "facilitator", "/reviews/{meeting}/close/"),
    Screen("stops", "facilitator", "/reviews/{meeting}/stops/"),
    Screen("meeting-note-taker", "note_taker", "/reviews/{meeting}/"),
    Screen("meeting-invited", "invited_reader", "/reviews/{meeting}/"),
    Screen("meeting-change", "facilitator", "/reviews/{meeting}/change/"),
    Screen("projector", "facilitator", "/reviews/{meeting}/projector/"),
    Screen("aids", "facilitator", "/reviews/{meeting}/aids/"),
    Screen("meeting-held", "after_facilitator", "/reviews/{held}/"),
    Screen("poll", "after_owner", "/reviews/{held}/poll/"),
    Screen("workshop", "after_owner", "/postmortems/{after}/workshop/"),
    Screen("find-facilitator", "owner", "/postmortems/{unled}/reviews/facilitator/"),
    Screen("interviews", "facilitator", "/postmortems/{postmortem}/reviews/interviews/"),
    Screen("interview", "facilitator", "/reviews/interviews/{interview}/"),
    Screen("interview-own", "responder", "/reviews/interviews/{interview}/"),
    Screen("invite", "facilitator", "/reviews/{meeting}/invite/"),
    Screen("first-reading", "facilitator", "/postmortems/{postmortem}/reviews/first-reading/"),
    Screen("invitation", "invited_reader", "/reviews/invitations/{invitation}/"),
    Screen("schedule", "facilitator", "/postmortems/{postmortem}/reviews/new/"),
    Screen("declare", "facilitator", "/postmortems/{postmortem}/reviews/declare/"),
    Screen("sign-off", "facilitator", "/postmortems/{postmortem}/reviews/sign-off/"),
    Screen("part", "owner", "/postmortems/{postmortem}/reviews/part/"),
    Screen("open-question", "facilitator", "/reviews/{meeting}/question/add/", once=True),
    Screen("people", "administrator", "/people/"),
    Screen("person", "administrator", "/people/{colleague}/"),
    Screen("invite-person", "administrator", "/people/invite/", once=True),
    Screen("teams", "administrator", "/people/teams/"),
    Screen("team-add", "administrator", "/people/teams/add/", once=True),
    Screen("settings", "administrator", "/settings/", once=True),
    Screen("setting-severities", "administrator", "/settings/severities/", once=True),
    Screen("setting-clocks", "administrator", "/settings/clocks/", once=True),
    Screen("setting-services", "administrator", "/settings/services/"),
    Screen("setting-words", "administrator", "/settings/words/", once=True),
    Screen("setting-prompts", "administrator", "/settings/prompts/", once=True),
    Screen("templates", "administrator", "/settings/templates/", once=True),
    Screen("template", "administrator", "/settings/templates/1/", once=True),
    Screen("template-choices", "administrator", "/settings/templates/choices/"),
    Screen(
        "template-preview", "administrator", "/settings/templates/1/preview/?section=q4", once=True
    ),
    Screen("template-section", "administrator", "/settings/templates/1/sections/q4/", once=True),
    Screen("mail", "administrator", "/people/mail/"),
    Screen("notifications", "owner", "/people/notifications/", once=True),
    Screen("profile", "owner", "/people/profile/"),
    Screen("sign-in", "", "/account/login/", once=True),
    Screen("password-reset", "", "/account/password/reset/", once=True),
    Screen("password-change", "owner", "/account/password/change/", once=True),
    Screen("error-404", "owner", "/nowhere/", once=True),
    Screen("design", "administrator", "/design/", once=True),
]


def screens_for(rows, subjects):
    """(name, who, address) of the screens that an installation with these rows can show."""
    for screen in SCREENS:
        if screen.once and rows != "one":
            continue
        try:
            address = screen.address.format(**subjects)
        except KeyError:
            continue
        if "/None/" not in address:
            yield screen.name, screen.who, address
