"""What the apps above add to this app's pages and snapshots, by registration.

Imports go downwards only; what ``reviews`` knows of a postmortem reaches the snapshot,
the published page, the draft page and Home through these lists, filled at start-up.
"""

# name -> function(postmortem) -> JSON-ready dict, kept in every snapshot under the name
SNAPSHOT_PARTS = {}

# functions(postmortem, user) -> (template name, context), shown beside the draft
DRAFT_PARTS = []

# functions(user) -> (template name, context), shown on Home; ``waiting`` in the context holds
# words for the sentence that says what waits ("a review starts today at 15:00")
HOME_PARTS = []

# functions(user) -> the Guide of a first visit, or None where this app knows none for them
GUIDES = []


def snapshot_part(name):
    def decorate(function):
        SNAPSHOT_PARTS[name] = function
        return function

    return decorate


def draft_part(function):
    DRAFT_PARTS.append(function)
    return function


def home_part(function):
    HOME_PARTS.append(function)
    return function


def guide(function):
    GUIDES.append(function)
    return function
