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
    Screen("published", "reader", "/postmortems/{finalized}/"),
    Screen("preview", "owner", "/postmortems/{postmortem}/preview/"),
    Screen("note", "reader", "/postmortems/{postmortem}/"),
    Screen("note-change", "owner", "/postmortems/{postmortem}/note/"),
    *(
        Screen(f"draft-{key}", "owner", f"/postmortems/{{postmortem}}/draft/{key}/")
        for key in SECTIONS
    ),
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
    Screen("invite", "facilitator", "/reviews/{meeting}/invite/"),
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
