"""Several sides let go at the same moment, each on a connection of its own."""

import threading

from django.db import connection, connections

from postmortems.exceptions import ContentFrozen, IllegalMove, NotReady, Refused, StaleChange

# SQLite has one writer at a time: once shows that the other side is told, not thrown out.
ROUNDS = 5 if connection.vendor == "postgresql" else 1
TOLD = (ContentFrozen, IllegalMove, NotReady, Refused, StaleChange)


def race(*sides):
    """Run the sides at the same moment, each on a connection of its own.

    Returns for each what it returned, or the refusal it was told. Anything else that
    goes wrong (a deadlock, a lost connection) fails the test.
    """
    barrier = threading.Barrier(len(sides))
    outcomes = [None] * len(sides)

    def run(place, side):
        try:
            connection.ensure_connection()
            barrier.wait(timeout=10)
            outcomes[place] = side()
        except BaseException as error:
            outcomes[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place, side)) for place, side in enumerate(sides)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
        assert not thread.is_alive(), "a side never came back"
    for outcome in outcomes:
        if isinstance(outcome, BaseException) and not isinstance(outcome, TOLD):
            raise outcome
    return outcomes


def winners(outcomes):
    return [outcome for outcome in outcomes if not isinstance(outcome, Exception)]


def the_told(outcomes):
    return [type(outcome) for outcome in outcomes if isinstance(outcome, Exception)]
