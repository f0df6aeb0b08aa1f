"""Who comes in, and who has to leave."""

import asyncio

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session

from postmortems.domain.admission import Pass, lapsed
from postmortems.domain.coediting import follow, open_document
from postmortems.domain.live_text import materialise
from postmortems.domain.update_log import Entry, append
from postmortems.live.limits import Close
from postmortems.models import LiveDocument, LiveUpdate, Postmortem
from postmortems.permissions import is_editor
from tests.cast import make_cast

from .conftest import Socket, session_of
from .test_writing import in_thread, section_of

MAY_WRITE = {"owner", "contributor", "facilitator"}


def test_whole_cast_at_the_door(stage, live):
    told = {}

    async def scene():
        for name, person in stage.people.items():
            socket = await Socket(person, stage.postmortem.pk).open()
            try:
                await socket.until(lambda w: w.is_synced)
                told[name] = None
            except Exception as closed:
                told[name] = getattr(closed, "code", closed)

    live(scene)
    for name, person in stage.people.items():
        sees = Postmortem.objects.visible_to(person).exists() if name != "anonymous" else False
        if name in MAY_WRITE:
            wanted = None
        elif name == "anonymous":
            wanted = Close.SIGN_IN
        else:
            wanted = Close.NO_EDITOR if sees else Close.NOT_FOUND
        assert told[name] == wanted, name


def test_hidden_and_missing_look_alike(transactional_db, live):
    from postmortems.domain.template import install_templates
    from postmortems.enums import Visibility

    install_templates()
    cast = make_cast(visibility=Visibility.RESTRICTED)

    async def scene():
        for pk in (cast.postmortem.pk, 987654):
            socket = await Socket(cast.outsider, pk).open()
            assert await socket.code() == Close.NOT_FOUND

    live(scene)
    assert not LiveDocument.objects.exists()


def test_nobody_signed_in_is_asked_to(stage, live):
    async def scene():
        assert await (await Socket(AnonymousUser(), stage.postmortem.pk).open()).code() == 4401

    live(scene)


def test_closed_document_sends_writers_away_and_takes_nothing_more(stage, live):
    section = section_of(stage)

    async def scene():
        maya = await Socket(stage.owner, stage.postmortem.pk).open()
        await maya.write(section.pk, "Before. ")
        await maya.saved()
        await in_thread(close_document, stage.postmortem.pk)
        assert await maya.code() == Close.FROZEN
        late = await Socket(stage.owner, stage.postmortem.pk).open()
        assert await late.code() == Close.FROZEN

    live(scene)
    head = LiveDocument.objects.get().head_seq
    assert LiveUpdate.objects.order_by("seq").last().seq == head


def close_document(pk):
    from django.db import transaction
    from django.utils import timezone

    with transaction.atomic():
        postmortem = Postmortem.objects.get(pk=pk)
        postmortem.discarded_at, postmortem.discard_reason = timezone.now(), "Tested."
        postmortem.save()
        follow(postmortem)


def test_signing_out_closes_the_socket(stage, live):
    async def scene():
        maya = await Socket(stage.owner, stage.postmortem.pk).open()
        await maya.saved()
        await in_thread(lambda: [one.delete() for one in Session.objects.all()])
        async with asyncio.timeout(3):
            assert await maya.code() == Close.SIGN_IN

    live(scene)


def test_damaged_update_closes_its_sender_and_nobody_loses_a_word(stage, live):
    from postmortems.live import protocol

    section = section_of(stage)

    async def scene():
        maya = await Socket(stage.owner, stage.postmortem.pk).open()
        tom = await Socket(stage.contributor, stage.postmortem.pk).open()
        await maya.write(section.pk, "Kept. ")
        await maya.saved()
        await tom.send(protocol.sync(protocol.UPDATE, b"\x01\x01\xff\xff"))
        assert await tom.code() == Close.BAD_DATA
        again = await Socket(stage.contributor, stage.postmortem.pk).open()
        await again.until(lambda w: w.text(section.pk) == "Kept. ")

    live(scene)


def test_one_damaged_update_in_the_log_does_not_take_the_document_along(stage, live):
    section = section_of(stage)
    document = open_document(stage.postmortem).pk

    async def scene():
        maya = await Socket(stage.owner, stage.postmortem.pk).open()
        await maya.write(section.pk, "Before. ")
        await maya.saved()
        await maya.close()
        await in_thread(append, [Entry(document, b"\x00\x02\x02damaged", None)])
        await asyncio.sleep(1.5)  # until the room is gone, and read anew
        tom = await Socket(stage.contributor, stage.postmortem.pk).open()
        await tom.until(lambda w: w.is_synced)
        await tom.write(section.pk, "After. ")
        await tom.saved()
        assert tom.writer.text(section.pk) == "Before. After. "
        await tom.close()

    live(scene)
    materialise(document)
    section.refresh_from_db()
    assert section.text == "Before. After. "


def test_section_that_grows_too_long_is_refused_and_the_rest_stays(stage, live):
    section = section_of(stage)

    async def scene():
        maya = await Socket(stage.owner, stage.postmortem.pk).open()
        await maya.write(section.pk, "Kept. ")
        await maya.saved()
        await maya.write(section.pk, "x" * 100_001)
        assert await maya.code() == Close.TOO_LARGE
        tom = await Socket(stage.contributor, stage.postmortem.pk).open()
        await tom.until(lambda w: w.is_synced)
        assert tom.writer.text(section.pk) == "Kept. "

    live(scene)


@pytest.mark.django_db
def test_passes_hold_for_whom_the_permission_holds(cast):
    open_document(cast.postmortem)
    for name, person in cast.people.items():
        if name == "anonymous":
            continue
        admission = Pass(person.pk, person.password, session_of(person), cast.postmortem.pk)
        assert (lapsed([admission]) == {}) == is_editor(person, cast.fresh()), name
        assert (lapsed([admission]) == {}) == (name in MAY_WRITE), name
        assert not any(lapsed([admission]).values()), name  # signed in all the same


@pytest.mark.parametrize("loss", ["role", "active", "password", "session"])
@pytest.mark.django_db
def test_pass_lapses_with_what_it_rests_on(cast, loss):
    admission = Pass(cast.owner.pk, cast.owner.password, session_of(cast.owner), cast.postmortem.pk)
    assert lapsed([admission]) == {}
    if loss == "role":
        cast.owner.role = "reader"
    elif loss == "active":
        cast.owner.is_active = False
    elif loss == "password":
        cast.owner.set_password("another-one-entirely")
    else:
        Session.objects.all().delete()
    cast.owner.save()
    assert lapsed([admission]) == {admission: loss in ("password", "session")}  # signed out
