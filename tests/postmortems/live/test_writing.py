"""Several people write one draft at once."""

import asyncio
import threading

import pytest
from django.db import connection

from postmortems.domain.live_text import materialise
from postmortems.domain.section import write_section
from postmortems.live.clerks import THREADS
from postmortems.live.limits import Close
from postmortems.models import LiveDocument, LiveUpdate, Section

from .conftest import Socket


async def in_thread(function, *args, **options):
    """Ask as a page would: in a thread, on a connection of its own."""

    def ask():
        try:
            return function(*args, **options)
        finally:
            connection.close()

    return await asyncio.to_thread(ask)


def section_of(cast, key="summary"):
    return cast.postmortem.sections.get(key=key)


def test_two_write_in_one_section_and_both_end_with_the_same(stage, live):
    section = section_of(stage)

    async def scene():
        maya = await Socket(stage.owner, stage.postmortem.pk).open()
        tom = await Socket(stage.contributor, stage.postmortem.pk).open()
        for number in range(20):
            await maya.write(section.pk, f"m{number} ")
            await tom.write(section.pk, f"t{number} ", at=0)
        await maya.saved()
        await tom.saved()
        whole = {f"{who}{number}" for who in "mt" for number in range(20)}
        await maya.until(lambda w: set(w.text(section.pk).split()) == whole)
        await tom.until(lambda w: set(w.text(section.pk).split()) == whole)
        assert maya.writer.text(section.pk) == tom.writer.text(section.pk)
        await maya.close()
        await tom.close()

    live(scene)
    document = LiveDocument.objects.get()
    numbers = list(LiveUpdate.objects.order_by("seq").values_list("seq", flat=True))
    assert numbers == list(range(1, document.head_seq + 1))
    assert set(LiveUpdate.objects.exclude(author=None).values_list("author", flat=True)) == {
        stage.owner.pk,
        stage.contributor.pk,
    }


def test_what_was_acknowledged_is_in_the_log(stage, live):
    section = section_of(stage)

    async def scene():
        maya = await Socket(stage.owner, stage.postmortem.pk).open()
        await maya.write(section.pk, "Durable. ")
        await maya.saved()
        stored = await in_thread(LiveUpdate.objects.filter(author=stage.owner).count)
        assert stored == 1
        await maya.close()

    live(scene)


def test_existing_text_is_there_and_only_once(stage, live):
    section = write_section(section_of(stage), "As it stood.", base=0, by=stage.owner)

    async def scene():
        sockets = [Socket(stage.owner, stage.postmortem.pk) for _ in range(3)]
        await asyncio.gather(*(socket.open() for socket in sockets))
        for socket in sockets:
            await socket.until(lambda w: w.is_synced)
            assert socket.writer.text(section.pk) == "As it stood."
            await socket.close()

    live(scene)
    assert LiveDocument.objects.count() == 1


def test_sections_get_the_text_soon(stage, live):
    section = section_of(stage)

    async def scene():
        maya = await Socket(stage.owner, stage.postmortem.pk).open()
        await maya.write(section.pk, "**Seen** by all.")
        await maya.saved()
        async with asyncio.timeout(5):
            while True:
                stands = await in_thread(Section.objects.get, pk=section.pk)
                if stands.text:
                    break
                await asyncio.sleep(0.1)
        assert "<strong>Seen</strong>" in stands.html
        await maya.close()

    live(scene)
    document = LiveDocument.objects.get()
    assert document.text_seq == document.head_seq


def test_form_is_merged_into_what_others_write(stage, live):
    section = write_section(section_of(stage), "One.\n\nTwo.", base=0, by=stage.owner)

    async def scene():
        maya = await Socket(stage.owner, stage.postmortem.pk).open()
        await maya.until(lambda w: w.is_synced)
        await maya.write(section.pk, "Zero, live.\n", at=0)
        await maya.saved()
        form = {"text": "One.\n\nTwo, by form.", "base": section.version, "by": stage.contributor}
        await in_thread(write_section, section, **form)
        await maya.until(lambda w: "by form" in w.text(section.pk))
        assert maya.writer.text(section.pk) == "Zero, live.\nOne.\n\nTwo, by form."
        await maya.close()

    live(scene)


def test_offline_words_come_together_on_return(stage, live):
    section = section_of(stage)

    async def scene():
        maya = await Socket(stage.owner, stage.postmortem.pk).open()
        tom = await Socket(stage.contributor, stage.postmortem.pk).open()
        await maya.saved()
        await maya.close()
        maya.writer.write(section.pk, "offline ")
        await tom.write(section.pk, "meanwhile ")
        await tom.saved()
        back = await Socket(stage.owner, stage.postmortem.pk, maya.writer).open()
        await back.until(lambda w: w.is_saved and "meanwhile" in w.text(section.pk))
        await tom.until(lambda w: "offline" in w.text(section.pk))
        assert back.writer.text(section.pk) == tom.writer.text(section.pk)
        await back.close()
        await tom.close()

    live(scene)


def test_update_that_arrives_before_what_it_rests_on_is_kept(stage, live):
    section = section_of(stage)

    async def scene():
        maya = await Socket(stage.owner, stage.postmortem.pk).open()
        await maya.saved()
        first = maya.writer.write(section.pk, "one ")
        second = maya.writer.write(section.pk, "two ")
        await maya.send(second)
        await asyncio.sleep(0.2)
        await maya.send(first)
        await maya.saved()
        tom = await Socket(stage.contributor, stage.postmortem.pk).open()
        await tom.until(lambda w: w.is_synced)
        assert tom.writer.text(section.pk) == "one two "
        await maya.close()
        await tom.close()

    live(scene)


def test_names_are_those_of_the_session(stage, live):
    from postmortems.live import protocol

    async def scene():
        maya = await Socket(stage.owner, stage.postmortem.pk).open()
        tom = await Socket(stage.contributor, stage.postmortem.pk).open()
        lie = {"user": {"name": "Somebody Else"}, "cursor": None}
        await maya.send(protocol.awareness({7: (1, lie)}))
        await tom.until(lambda w: 7 in w.present)
        assert tom.writer.present[7]["user"]["name"] == stage.owner.name
        await tom.send(protocol.awareness({7: (9, None)}))  # speaks for somebody else
        await maya.close()
        await tom.until(lambda w: w.present[7] is None)
        await tom.close()

    live(scene)


@pytest.mark.parametrize("clerks_at_work", [0, THREADS])
def test_losing_access_closes_the_socket_at_once(stage, live, clerks_at_work):
    from postmortems import consumers
    from postmortems.domain.postmortem import set_contributors

    is_over = threading.Event()

    async def scene():
        tom = await Socket(stage.contributor, stage.postmortem.pk).open()
        await tom.saved()
        for _ in range(clerks_at_work):
            consumers.hub._clerks.ask(is_over.wait)
        try:
            await in_thread(set_contributors, stage.postmortem, [], by=stage.owner)
            async with asyncio.timeout(2):
                assert await tom.code() == Close.NO_EDITOR
        finally:
            is_over.set()

    live(scene)


def test_records_that_change_are_told(stage, live):
    from tests.factories.postmortems import TimelineEntryFactory

    async def scene():
        maya = await Socket(stage.owner, stage.postmortem.pk).open()
        await maya.saved()
        entry = await in_thread(TimelineEntryFactory, incident=stage.incident, by=stage.owner)
        await maya.until(lambda w: w.notices)
        notice = maya.writer.notices[0]
        assert (notice["kind"], notice["id"]) == ("timelineentry", str(entry.pk))
        await maya.close()

    live(scene)


def test_materialising_again_changes_nothing(stage, live):
    section = section_of(stage)

    async def scene():
        maya = await Socket(stage.owner, stage.postmortem.pk).open()
        await maya.write(section.pk, "Once.")
        await maya.saved()
        await maya.close()

    live(scene)
    document = LiveDocument.objects.get()
    materialise(document.pk)
    version = Section.objects.get(pk=section.pk).version
    content_version = stage.fresh().content_version
    materialise(document.pk)
    assert Section.objects.get(pk=section.pk).version == version
    assert stage.fresh().content_version == content_version
