"""Sockets that only listen: who follows something of an incident as it changes."""

import json

from .limits import Close


class Audience:
    """Members by the stream they listen to. Nothing here waits but ``recheck``."""

    def __init__(self) -> None:
        self._members: dict = {}  # member: (stream, function that finds the passes that lapsed)

    def __bool__(self) -> bool:
        return bool(self._members)

    @property
    def streams(self) -> set:
        return {stream for stream, _ in self._members.values()}

    def join(self, member, stream, lapsed) -> None:
        self._members[member] = stream, lapsed

    def leave(self, member) -> None:
        self._members.pop(member, None)

    def tell(self, stream, value) -> None:
        """A notice, written once for all who listen to this stream."""
        message = json.dumps(value)
        for member, (own, _) in list(self._members.items()):
            if own == stream:
                member.send(message)

    async def recheck(self, clerks) -> None:
        """Close those whose pass holds no more; one question for each kind of listener."""
        for find in {lapsed for _, lapsed in self._members.values()}:
            members = [one for one, (_, own) in self._members.items() if own is find]
            gone = await clerks.ask(find, {member.admission for member in members})
            for member in members:
                if member.admission in gone:
                    member.close(Close.NOT_FOUND)
