"""A publication as JSON: what its readers may see, and where its actions stand now."""

import json

from postmortems.domain.page import actions_now
from postmortems.domain.publication import for_audience


def export(publication, actions):
    """The text of the file. ``actions`` are the live rows; their states are marked as such."""
    view = for_audience(publication.snapshot)
    document = {
        **view,
        "sections": [
            {key: value for key, value in section.items() if key != "html"}
            for section in view["sections"]
        ],
        "publication": {
            "number": publication.number,
            "released_at": publication.released_at.isoformat(),
            "amendment": publication.amendment,
        },
        "actions_now": [state_of(row) for row in actions_now(actions, view)["rows"]],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def state_of(row):
    action = row["action"]
    return {
        "id": action.pk,
        "title": row["published"]["title"],
        "status": action.status,
        "status_note": action.status_note,
        "owner": action.owner.name if action.owner else "",
        "done_at": action.done_at.isoformat() if action.done_at else None,
        "did_it_help": action.did_it_help,
    }
