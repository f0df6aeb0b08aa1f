"""A few threads that ask the database for the loop, each with a connection that it keeps.

Unlike the threads of an executor they never hold up the end of the process: a database
that does not answer must not keep a server from stopping.
"""

import asyncio
import queue
import threading

from django.db import connection

THREADS = 4


class Clerks:
    def __init__(self, threads: int = THREADS) -> None:
        self._questions: queue.SimpleQueue = queue.SimpleQueue()
        self._threads = threads

    def start(self) -> None:
        for number in range(self._threads):
            name = f"live-clerk-{number}"
            threading.Thread(target=self._work, name=name, daemon=True).start()

    def stop(self) -> None:
        """No new questions; those that wait are still answered."""
        for _ in range(self._threads):
            self._questions.put(None)

    def ask(self, question, *args) -> asyncio.Future:
        """What ``question(*args)`` returns, asked in one of the threads."""
        loop = asyncio.get_running_loop()
        answer = loop.create_future()
        self._questions.put((loop, answer, question, args))
        return answer

    def _work(self) -> None:
        while asked := self._questions.get():
            loop, answer, question, args = asked
            connection.close_if_unusable_or_obsolete()
            try:
                said, error = question(*args), None
            except BaseException as failure:  # a panic of the library below is no Exception
                said, error = None, failure
            try:
                loop.call_soon_threadsafe(give, answer, said, error)
            except RuntimeError:  # the loop is closed: nobody waits for it
                break
        connection.close()


def give(answer, said, error) -> None:
    if answer.cancelled():
        return
    if error is None:
        answer.set_result(said)
    else:
        answer.set_exception(error)
