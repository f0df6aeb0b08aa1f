"""The server under fire, its database, and what is to be found in both afterwards."""

import time
import urllib.request
from subprocess import STDOUT, Popen

from django.core.management import call_command
from django.db import connection

from config.run import web_command
from postmortems.domain import update_log
from postmortems.domain.coediting import open_document, text_of
from postmortems.domain.incident import open_incident
from postmortems.domain.live_doc import state_vector
from postmortems.domain.live_text import materialise
from postmortems.domain.postmortem import set_contributors, start_postmortem
from postmortems.enums import Severity
from postmortems.models import Incident, LiveDocument, LiveUpdate, Section
from tests.bench.server import resident, tree
from tests.cast import make_cast
from tests.chaos.__main__ import ROOT, free_port, wait_for
from tests.chaos.scene import signed_in
from tests.config.server import errors_in

BEGUN_ANEW = "its room begins anew"


class Scene:
    """Use it in a ``with``. ``targets`` are drafts to be fired at, ``canary`` is not."""

    def __init__(self, folder, targets) -> None:
        self.vendor, self.port = connection.vendor, free_port()
        self._log, self._count = folder / "server.log", targets

    def __enter__(self):
        call_command("migrate", verbosity=0)
        self.cast = make_cast()
        self.targets = [self.cast.postmortem, *(self._draft() for _ in range(self._count - 1))]
        self.canary = self._draft()
        for postmortem in [*self.targets, self.canary]:
            open_document(postmortem)
        honest = [self.cast.contributor, self.cast.responder, self.cast.granted]
        set_contributors(self.canary, honest, by=self.cast.owner)
        self.start()
        return self

    def __exit__(self, *exc_info) -> None:
        self.stop()

    def _draft(self):
        incident = open_incident(
            Incident(title="Another one", severity=Severity.SEV3), by=self.cast.owner
        )
        postmortem = start_postmortem(incident, by=self.cast.owner)
        set_contributors(postmortem, [self.cast.contributor], by=self.cast.owner)
        return postmortem

    def start(self) -> None:
        with self._log.open("ab") as log:
            command = web_command("127.0.0.1", self.port, {})
            self._process = Popen(command, cwd=ROOT, stdout=log, stderr=STDOUT)
        wait_for(f"http://127.0.0.1:{self.port}/healthz")

    def stop(self) -> int:
        self._process.terminate()
        return self._process.wait(30)

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def memory(self) -> float:
        """Megabytes that the server's processes hold."""
        return sum(resident(pid) for pid in tree(self._process.pid)) / 1024

    def session(self, name) -> str:
        return "" if name == "anonymous" else signed_in(getattr(self.cast, name))

    def sections(self, postmortem) -> list:
        sections = postmortem.sections.filter(key__in=("summary", "steps", "q7"))
        return list(sections.values_list("pk", flat=True))

    def write(self, postmortem, updates) -> None:
        """Have updates in a draft's log, as if its contributor had sent them."""
        live, author = LiveDocument.objects.get(postmortem=postmortem), self.cast.contributor
        update_log.append([update_log.Entry(live.pk, one, author.pk) for one in updates])

    def answers(self) -> dict:
        found = {}
        for path in ("healthz", "readyz"):
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/{path}") as answer:
                found[path] = answer.status
        return found

    def log_errors(self) -> dict:
        log = self._log.read_text()
        return {"errors": errors_in(log), "rooms begun anew": log.count(BEGUN_ANEW)}

    def wait_for_text(self, section, word, seconds=30) -> bool:
        """Whether a word gets into the section that pages read."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if word in Section.objects.get(pk=section).text:
                return True
            time.sleep(0.1)
        return False

    def canary_differs(self, canaries) -> int:
        """How much of the canary's log nobody honest sent there, or is missing.

        Its oldest updates may be in a snapshot. So besides the others, to the byte, all is
        put together anew from what was sent, and must hold the same changes and words.
        """
        live = LiveDocument.objects.get(postmortem=self.canary)
        sent = [payload for one in canaries for payload in one.payloads]
        rows = LiveUpdate.objects.filter(document=live).exclude(author=None)
        stored = [bytes(payload) for payload in rows.values_list("payload", flat=True)]
        wanted, (found, seq) = update_log.put_together(None, sent), update_log.build(live.pk)
        return (
            len(set(stored) - set(sent))
            + abs(seq - 1 - len(sent))
            + (state_vector(found) != state_vector(wanted.doc))
            + (texts_of(found, self.canary) != texts_of(wanted.doc, self.canary))
        )

    def reads(self, postmortem) -> dict:
        """A document built from its log, materialised and compacted: is it always the same?"""
        live = LiveDocument.objects.get(postmortem=postmortem)
        stretch = update_log.read(live.pk)
        whole = update_log.put_together(stretch.snapshot, stretch.payloads)
        texts = texts_of(whole.doc, postmortem)
        materialise(live.pk)
        update_log.COMPACT_AFTER, former = 0, update_log.COMPACT_AFTER
        compacted = update_log.compact(live.pk)
        update_log.COMPACT_AFTER = former
        again, _ = update_log.build(live.pk)
        return {
            "updates": stretch.seq,
            "waiting": len(whole.waiting),
            "compacted": compacted,
            "bytes": len(whole.doc.get_update()),
            "reads otherwise when compacted": sum(
                one != other for one, other in zip(texts, texts_of(again, postmortem), strict=True)
            ),
        }


def texts_of(doc, postmortem):
    return [str(text_of(doc, section)) for section in postmortem.sections.all()]
