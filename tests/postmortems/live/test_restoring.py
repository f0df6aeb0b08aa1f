"""A revision is put back while others write: nobody's words are lost, all end with the same."""

import asyncio

from postmortems.domain import restoring
from postmortems.domain.history import keep_version
from postmortems.domain.live_text import bring_up
from postmortems.domain.section import write_section
from postmortems.live import hub
from postmortems.models import Section, SectionVersion
from tests.factories.postmortems import MitigatorFactory
from tests.postmortems.logged import log_says

from .conftest import Socket
from .test_writing import in_thread


def restore(stage, revision):
    """As somebody would who is sure."""
    postmortem = stage.fresh()
    return restoring.restore(postmortem, revision, seen=0, by=stage.facilitator, is_sure=True)


def test_restore_while_others_write_loses_nothing(stage, live):
    summary, steps = (stage.postmortem.sections.get(key=key) for key in ("summary", "steps"))
    write_section(summary, "The first summary.", base=0, by=stage.owner)
    revision = keep_version(stage.postmortem, "First", by=stage.owner)
    write_section(summary, "The second summary.", base=1, by=stage.owner)
    typed, kept = [], []

    async def type_on(socket):
        """Until it is restored, and three words more."""
        left = 3
        while left:
            typed.append(f"w{len(typed)} ")
            await socket.write(steps.pk, typed[-1])
            await asyncio.sleep(0.01)
            left -= bool(kept)
        await socket.saved()

    async def scene():
        maya = await Socket(stage.owner, stage.postmortem.pk).open()
        tom = await Socket(stage.contributor, stage.postmortem.pk).open()
        for socket in (maya, tom):
            await socket.until(lambda w: w.is_synced)
        typing = asyncio.create_task(type_on(maya))
        await asyncio.sleep(0.2)
        kept.append(await in_thread(restore, stage, revision))
        await typing
        for socket in (maya, tom):
            await socket.until(lambda w: w.text(summary.pk) == "The first summary.")
        await tom.until(lambda w: typed[-1] in w.text(steps.pk))
        assert tom.writer.text(steps.pk) == maya.writer.text(steps.pk)
        await maya.close()
        await tom.close()

    live(scene)
    bring_up(stage.postmortem)
    standing = {section.key: section.text for section in Section.objects.all()}
    assert standing["summary"] == log_says(stage.postmortem, summary) == "The first summary."
    assert standing["steps"] == log_says(stage.postmortem, steps)
    before = stage.postmortem.revisions.get(number=kept[0].number - 1)
    kept_before = next(row for row in before.snapshot["sections"] if row["key"] == "steps")
    versions = SectionVersion.objects.filter(section=steps).values_list("text", flat=True)
    whole = " ".join([standing["steps"], kept_before["text"], *versions]).split()
    assert {word.strip() for word in typed} <= set(whole)


async def until_kept(stage, count):
    async with asyncio.timeout(8):
        while await in_thread(stage.postmortem.revisions.count) < count:
            await asyncio.sleep(0.1)


def test_burst_of_writing_is_kept_once_it_ends(stage, live, monkeypatch):
    monkeypatch.setattr(hub, "BURST_SECONDS", 0.5)
    summary = stage.postmortem.sections.get(key="summary")

    async def scene():
        maya = await Socket(stage.owner, stage.postmortem.pk).open()
        await maya.write(summary.pk, "Words.")
        await maya.saved()
        await until_kept(stage, 1)
        await in_thread(MitigatorFactory, postmortem=stage.postmortem, by=stage.contributor)
        await until_kept(stage, 2)
        await maya.close()

    live(scene)
    rows, text = stage.postmortem.revisions.all()
    assert {rows.reason, text.reason} == {"Written together"}
    assert (rows.author, list(rows.authors.all())) == (None, [stage.contributor])
    assert list(text.authors.all()) == [stage.owner]


def test_burst_of_changes_by_forms_alone_is_kept(stage, live, monkeypatch):
    monkeypatch.setattr(hub, "BURST_SECONDS", 0.5)
    summary = stage.postmortem.sections.get(key="summary")

    async def scene():
        await in_thread(write_section, summary, "By a form.", base=summary.version, by=stage.owner)
        await in_thread(MitigatorFactory, postmortem=stage.postmortem, by=stage.contributor)
        await until_kept(stage, 1)

    live(scene)
    kept = stage.postmortem.revisions.get()
    assert kept.reason == "Written together"
    assert set(kept.authors.all()) == {stage.owner, stage.contributor}
    assert "By a form." in str(kept.snapshot)
