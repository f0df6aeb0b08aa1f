"""Who is here and where they write: what clients tell of themselves, with true names."""

import time

MOST_CLIENTS = 9  # one socket may speak for: tabs of one browser share nothing, so one is usual
REMOTE_SECONDS = 30.0  # after which someone on another process who no longer tells is gone


class Presence:
    """The clients of one document: those of our members, and those of other processes."""

    def __init__(self) -> None:
        self._clients: dict = {}  # client: (clock, state)
        self._members: dict = {}  # client: the member who speaks for it
        self._heard: dict = {}  # client of another process: when it was last told of

    def tell(self, member, clients) -> dict:
        """Take what a member's socket says; what of it is to be passed on.

        A client that is not the member's own is left out and never refused: browsers repeat
        what they heard of others. Names and colours are those of the session.
        """
        news = {}
        for client, (clock, state) in clients.items():
            if not self._may_speak(member, client) or clock < self._clock(client):
                continue
            if state is not None:
                self._members[client] = member
                self._clients[client] = news[client] = (clock, {**state, "user": member.card})
            elif client in self._clients:
                self._forget(client)
                news[client] = (clock, None)
        return news

    def hear(self, clients) -> dict:
        """Take what another process tells of its members; what of it is news."""
        now, news = time.monotonic(), {}
        for client, (clock, state) in clients.items():
            if client in self._members or clock < self._clock(client):
                continue
            news[client] = (clock, state)
            if state is None:
                self._forget(client)
            else:
                self._heard[client], self._clients[client] = now, (clock, state)
        return news

    def leave(self, member) -> dict:
        """A member is gone, and so is every client it spoke for."""
        return self._gone([client for client, one in self._members.items() if one is member])

    def expire(self) -> dict:
        """Forget clients of other processes that were silent for too long."""
        before = time.monotonic() - REMOTE_SECONDS
        return self._gone([client for client, at in self._heard.items() if at < before])

    def everyone(self) -> dict:
        return dict(self._clients)

    def here(self) -> dict:
        """Those of this process, to tell the others of."""
        return {client: self._clients[client] for client in self._members}

    def _may_speak(self, member, client) -> bool:
        speaker = self._members.get(client)
        if speaker is not None:
            return speaker is member
        if client in self._heard:
            return False
        return sum(one is member for one in self._members.values()) < MOST_CLIENTS

    def _clock(self, client) -> int:
        return self._clients.get(client, (-1, None))[0]

    def _gone(self, clients) -> dict:
        news = {client: (self._clock(client) + 1, None) for client in clients}
        for client in clients:
            self._forget(client)
        return news

    def _forget(self, client) -> None:
        for told in (self._clients, self._members, self._heard):
            told.pop(client, None)
