"""What keeps pieces of pages: its limit, its threads, and the places that are filled later."""

import subprocess
import sys
import threading

from postmortems.views.kept import Kept, Slot


def test_kept_texts_stay_within_their_limit():
    kept = Kept(size=30)
    for number in range(10):
        kept.put(number, b"x" * 10)
        kept.get(0)
    assert kept.get(0)
    assert kept.get(9)
    assert kept.get(5) is None
    assert kept._size <= 30


def test_kept_is_safe_with_threads():
    kept = Kept(size=1000)

    def work():
        for number in range(2000):
            kept.put(number % 40, b"x" * 50)
            kept.get(number % 37)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert kept._size == sum(map(len, kept._texts.values())) <= 1000


def test_slots_are_never_the_same_in_one_process_or_another():
    print_one = "from postmortems.views.kept import Slot; print(Slot('token'))"
    command = [sys.executable, "-c", print_one]
    others = [subprocess.check_output(command, text=True).strip() for _ in range(2)]
    slots = {*others, Slot("token"), Slot("token")}
    assert len(slots) == 4
    assert all(len(slot.rsplit("-", 1)[1]) >= 32 for slot in slots), "too few to be unguessable"
