"""How much one socket may ask for, and the words of its end.

Browsers give up for good on codes from 4400 to 4499 and come back after all others.
"""

from enum import IntEnum

from postmortems.models import SECTION_LIMIT

DOCUMENT_BYTES = 4 * 1024 * 1024
SECTION_BYTES = SECTION_LIMIT
UPDATES_WAITING = 500  # in one room, for others that they rest on
MESSAGES_PER_SECOND = 200
MESSAGES_AT_ONCE = 400
BYTES_FOR_ONE = 2048  # a longer message counts for several
BUS_BYTES = 32 * 1024  # of one update; a longer one is fetched from the log
MESSAGES_UNSENT = 1000  # to one member; whoever reads more slowly begins anew


class Close(IntEnum):
    """Why a socket is closed."""

    GOING_AWAY = 1012  # the server stops; come back
    BAD_DATA = 4400
    SIGN_IN = 4401
    NO_EDITOR = 4403  # may see it, may not write (any more)
    NOT_FOUND = 4404  # hidden or missing
    TOO_LARGE = 4413
    FROZEN = 4423  # finalized or discarded
    AGAIN = 4500  # something failed here; come back
    TOO_SLOW = 4508
