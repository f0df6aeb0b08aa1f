"""The documents and people of one measurement, in its own database.

``python -m tests.bench.live.stage make '{"documents": 200, …}'`` makes them and prints where
they are, as JSON; ``… texts`` prints what the logs say.
"""

import json
import random
import sys

CLIENTS = 5  # in each of many documents
AUTHORS = 20  # one after the other, of a long history
WORD = "abcdefghijklmnopqr. "  # 20 bytes: 10,000 of them are a document of 200 KB
SECTIONS = ("summary", "steps", "q7")  # a section holds 100 KB


def main():
    import django

    django.setup()
    what = sys.argv[1]
    print(json.dumps(make(**json.loads(sys.argv[2])) if what == "make" else texts()))


def make(documents, crowd, histories, copies):
    """``crowd``: the most people in one document; ``copies`` of the longest history, twice."""
    from tests.chaos.scene import signed_in
    from tests.factories.accounts import UserFactory

    people = [UserFactory() for _ in range(max(crowd, CLIENTS))]
    longest = max(histories)
    return {
        "sessions": [signed_in(one) for one in people],
        "one": draft(people),
        "room": meeting(people),
        "durable": draft(people[:1]),
        "many": [draft(people[:CLIENTS]) for _ in range(documents)],
        "histories": {count: written(draft(people[:2]), count) for count in histories},
        "long": [written(draft(people[:2]), longest, put_together=False) for _ in range(copies)],
        "compacted": [written(draft(people[:2]), longest) for _ in range(copies)],
    }


def draft(people):
    from postmortems.domain.coediting import open_document
    from postmortems.domain.incident import open_incident
    from postmortems.domain.postmortem import set_contributors, start_postmortem
    from postmortems.enums import Severity
    from postmortems.models import Incident

    owner = people[0]
    incident = open_incident(Incident(title="Measured", severity=Severity.SEV3), by=owner)
    postmortem = start_postmortem(incident, by=owner)
    set_contributors(postmortem, people[1:], by=owner)
    sections = dict(postmortem.sections.values_list("key", "pk"))
    return {
        "pk": postmortem.pk,
        "document": open_document(postmortem).pk,
        "sections": [sections[key] for key in SECTIONS],
    }


def meeting(people, stops=5):
    """A review in which everyone may follow; the first of them leads it. From stop to stop."""
    from datetime import timedelta

    from django.utils import timezone

    from postmortems.enums import EntryKind
    from postmortems.models import Postmortem, TimelineEntry
    from reviews.domain.meeting import schedule_meeting
    from reviews.domain.walk import lead
    from tests.factories.reviews import StopFactory

    postmortem = Postmortem.objects.get(pk=draft(people)["pk"])
    now = timezone.now()
    values = {"starts_at": now, "facilitator": people[0], "note_taker": people[1]}
    held = schedule_meeting(postmortem, values, by=people[0], invite=people[1:])
    entries = [
        TimelineEntry.objects.create(
            incident=postmortem.incident,
            occurred_at=now - timedelta(minutes=60 - number),
            text=f"What was seen in minute {number}.",
            kind=EntryKind.values[0],
            position=number,
            created_by=people[0],
        )
        for number in range(stops)
    ]
    rows = [StopFactory(meeting=held, entry=entry) for entry in entries]
    lead(held, by=people[0])
    return {"pk": held.pk, "stops": [row.pk for row in rows]}


def written(place, count, *, put_together=True):
    """Have so many updates in its log; in a snapshot where there are enough for one."""
    from postmortems.domain import update_log
    from postmortems.models import LiveDocument, Section

    payloads, texts = history(place["sections"], count)
    document = place["document"]
    update_log.append([update_log.Entry(document, payload, None) for payload in payloads])
    for section, text in texts.items():
        Section.objects.filter(pk=section).update(text=text)
    LiveDocument.objects.filter(pk=document).update(text_seq=len(payloads) + 1)
    if put_together:
        update_log.compact(document)
    return {**place, "bytes": sum(map(len, texts.values()))}


def history(sections, count):
    """(updates, texts by section) of people who write one after the other, here and there."""
    import pycrdt

    chance, doc, payloads = random.Random(count), pycrdt.Doc(), []
    for number in range(count):
        if number % max(1, count // AUTHORS) == 0:
            other = pycrdt.Doc()
            other.apply_update(doc.get_update())
            doc = other
            doc.keep = doc.observe(lambda event: payloads.append(event.update))
        text = doc.get(str(chance.choice(sections)), type=pycrdt.Text)
        text.insert(len(WORD) * chance.randint(0, len(text) // len(WORD)), WORD)
    texts = {section: str(doc.get(str(section), type=pycrdt.Text)) for section in sections}
    return payloads, texts


def texts():
    """``{postmortem: text of its first section in the log}``."""
    from postmortems.domain.coediting import text_of
    from postmortems.domain.update_log import build
    from postmortems.models import LiveDocument

    found = {}
    for live in LiveDocument.objects.filter(head_seq__lt=1000).select_related("postmortem"):
        section = live.postmortem.sections.get(key=SECTIONS[0])
        found[live.postmortem_id] = str(text_of(build(live.pk)[0], section))
    return found


if __name__ == "__main__":
    main()
