"""Updates and state vectors of Yjs, read before the library below sees them.

A live document holds texts and nothing else. So other contents are refused, and so is
whatever does not read to its last byte: the library ends the whole process on some of them (a
list in a list in a list, a hundred thousand deep) and panics on others. Format:
github.com/yjs/yjs, INTERNALS.md and src/utils/encoding.js, version 1.
"""

from dataclasses import dataclass
from heapq import heappop, heappush

from .encoding import Malformed, Reader

GARBAGE, SKIP = 0, 10  # whole first bytes of a struct
DELETED, STRING = 1, 4  # in the last five bits of it
CONTENT, HAS_KEY, HAS_RIGHT, HAS_LEFT = 31, 32, 64, 128
MOST_CLOCK = 2**31 - 1  # changes of one client; the library counts in 32 bits


@dataclass(frozen=True)
class Update:
    """What one update adds and deletes, without its words.

    ``structs`` is ``{client: [(clock, length, places)]}`` with the places, (client, clock),
    that each rests on; ``deleted`` is ``[(client, clock after the last that is deleted)]``.
    """

    payload: bytes
    structs: dict
    deleted: list


def read_update(payload):
    """An ``Update``; raises ``Malformed`` unless it is one of texts."""
    reader, structs, deleted = Reader(payload), {}, []
    for _ in range(reader.number()):
        count, client, at = reader.number(), reader.number(), clock(reader)
        if client in structs:
            raise Malformed("A client appears twice.")
        found = structs[client] = []
        for _ in range(count):
            found.append(read_struct(reader, client, at))
            at += found[-1][1]
            if at > MOST_CLOCK:
                raise Malformed("A client wrote too much.")
    for _ in range(reader.number()):
        client = reader.number()
        for _ in range(reader.number()):
            end = clock(reader) + length(reader)
            if end > MOST_CLOCK:
                raise Malformed("Something is deleted that cannot be.")
            deleted.append((client, end))
    reader.end()
    return Update(payload, structs, deleted)


def read_struct(reader, client, at):
    """(clock, length, places) of one struct."""
    info, places = reader.byte(), []
    if info == GARBAGE:
        return at, length(reader), places
    if info == SKIP:  # there is a hole: it rests on what is to fill that
        hole = length(reader)
        return at, hole, [(client, at + hole - 1)]
    if info & HAS_KEY:
        raise Malformed("A text has no keys.")
    for side in (HAS_LEFT, HAS_RIGHT):
        if info & side:
            places.append((reader.number(), clock(reader)))
    if any(one == client and beside >= at for one, beside in places):
        raise Malformed("It stands beside itself.")
    if not places:
        if reader.number() != 1:
            raise Malformed("There is nothing inside a text.")
        words(reader)
    return at, content_length(reader, info & CONTENT), places


def content_length(reader, kind):
    if kind == DELETED:
        return length(reader)
    if kind == STRING:
        return words(reader)
    raise Malformed("Something that is no text.")


def words(reader):
    """How long some words are, as browsers count: in units of UTF-16."""
    found = reader.piece()
    if not found:
        raise Malformed("It holds nothing.")
    if found.isascii():
        return len(found)
    try:
        return len(found.decode().encode("utf-16-le")) // 2
    except UnicodeDecodeError as error:
        raise Malformed("A text is not UTF-8.") from error


def clock(reader):
    return reader.number(most=MOST_CLOCK)


def length(reader):
    value = reader.number(most=MOST_CLOCK)
    if not value:
        raise Malformed("It holds nothing.")
    return value


def check_state_vector(payload):
    """Raises ``Malformed`` unless it is one."""
    reader = Reader(payload)
    for _ in range(reader.number()):
        reader.number()
        clock(reader)
    reader.end()


def placed(update, known):
    """``(what is known of each client it names once it was placed, what is missing)``.

    ``known`` is ``{client: clock}``. Either of the two is empty. What is missing is a list of
    (client, clock): while none of those is there, nothing of the update can be placed.
    Clients may rest on one another, so each is taken as far as it goes, and taken up again
    when what it lacked is there.
    """
    after, next_struct = {}, dict.fromkeys(update.structs, 0)
    ready, lacking = list(update.structs), {}  # client: those who lack something of it

    def clock_of(client):
        return after.get(client, known.get(client, 0))

    while ready:
        client = ready.pop()
        structs, place = update.structs[client], next_struct[client]
        while place < len(structs):
            at, size, beside = structs[place]
            lacks = first_lacking(client, at, beside, clock_of)
            if lacks:
                heappush(lacking.setdefault(lacks[0], []), (lacks[1], client))
                break
            after[client] = max(clock_of(client), at + size)
            place += 1
        next_struct[client] = place
        waiting = lacking.get(client, [])
        while waiting and waiting[0][0] < clock_of(client):
            ready.append(heappop(waiting)[1])
    missing = [(other, at) for other, heap in lacking.items() for at, _ in heap]
    missing = missing or [(one, end - 1) for one, end in update.deleted if end > clock_of(one)]
    outside = [one for one in missing if one[0] not in update.structs]
    return ({}, outside[:1] or missing) if missing else (after, [])


def first_lacking(client, at, beside, clock_of):
    """The first (client, clock) on which a struct rests and which is not there, if any."""
    if at > clock_of(client):
        return client, at - 1
    return next((one for one in beside if one[1] >= clock_of(one[0])), None)
