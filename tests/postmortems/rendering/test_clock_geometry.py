"""The clock's promises, for whatever is recorded: words apart, order and lengths true."""

import re
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from postmortems.rendering.clock import draw
from postmortems.rendering.clock.bar import anchor
from postmortems.rendering.clock.moment import placed

from .incidents import ZONES, moments

HAIR = 0.15  # positions are rounded to a tenth
NUMBERS = re.compile(r"-?\d+(?:\.\d+)?")
ways = pytest.mark.parametrize("way", ["wide", "tall"])
many = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)
zones = st.sampled_from(ZONES)


def overlaps(one, other):
    return (
        one[0] < other[2] - HAIR
        and other[0] < one[2] - HAIR
        and one[1] < other[3] - HAIR
        and other[1] < one[3] - HAIR
    )


@ways
@many
@given(found=moments(least=1), zone=zones)
def test_no_words_touch(way, found, zone):
    texts = getattr(draw(found, zone), way).texts

    touching = [
        (one, other) for one, other in combinations(texts, 2) if overlaps(one.box, other.box)
    ]

    assert touching == []


@ways
@many
@given(found=moments(least=1), zone=zones)
def test_everything_is_inside_the_picture(way, found, zone):
    picture = getattr(draw(found, zone), way)

    for text in picture.texts:
        left, top, right, bottom = text.box
        assert left >= -HAIR
        assert top >= -HAIR
        assert right <= picture.width + HAIR
        assert bottom <= picture.height + HAIR
    for shape in picture.shapes:
        numbers = [float(one) for one in NUMBERS.findall(shape.d)]
        assert all(-HAIR <= x <= picture.width + HAIR for x in numbers[::2]), shape
        assert all(-HAIR <= y <= picture.height + HAIR for y in numbers[1::2]), shape
    for mark in picture.marks:
        assert mark.r <= mark.x <= picture.width - mark.r
        assert mark.r <= mark.y <= picture.height - mark.r


@ways
@many
@given(found=moments(least=2), zone=zones)
def test_order_along_the_axis_is_the_order_in_time(way, found, zone):
    axis = getattr(draw(found, zone), way).axis
    known = [placed(one, zone) for one in found]

    for one, other in combinations(known, 2):
        if one.end <= other.start and one.start < other.start:
            assert anchor(axis, one) <= anchor(axis, other) + HAIR


@ways
@many
@given(found=moments(least=2), zone=zones)
def test_equal_times_are_equally_long_outside_breaks(way, found, zone):
    axis = getattr(draw(found, zone), way).axis
    scales = [
        (piece.far - piece.near) / (piece.end - piece.start)
        for piece in axis.pieces
        if piece.kind == "scale" and piece.end > piece.start
    ]

    assert scales
    assert max(scales) == pytest.approx(min(scales), rel=1e-3)
    assert all(
        one.far == other.near and one.end == other.start
        for one, other in zip(axis.pieces, axis.pieces[1:], strict=False)
    )


@ways
@many
@given(found=moments(least=2), zone=zones)
def test_breaks_are_only_where_nothing_has_a_time(way, found, zone):
    axis = getattr(draw(found, zone), way).axis
    times = {one.start for one in (placed(one, zone) for one in found) if not one.is_day}

    inside = [
        time for gap in axis.breaks for time in times if gap.start + 1e-3 < time < gap.end - 1e-3
    ]

    assert inside == []


@ways
@many
@given(found=moments(least=1), zone=zones)
def test_nothing_is_silently_dropped(way, found, zone):
    clock = draw(found, zone)
    picture = getattr(clock, way)
    bands = [shape for shape in picture.shapes if shape.css == "clock-band"]

    assert len(picture.marks) + len(bands) == len(found)
    told = sorted(row.label for row in clock.rows)
    assert told == sorted(one.label for one in found if one.is_milestone or one.is_key)
    assert clock.others == len(found) - len(told)


@ways
@many
@given(found=moments(least=1), zone=zones)
def test_milestones_have_words_beside_them(way, found, zone):
    """When even the lanes do not suffice, the mark stands alone and the list says what it is."""
    picture = getattr(draw(found, zone), way)
    words = {text.words for text in picture.texts if "clock-strong" in text.css}
    alone = {one.label for one in picture.unlabelled}

    assert {one.label for one in found if one.is_milestone} <= words | alone


@many
@given(found=moments(), zone=zones)
def test_same_moments_give_the_same_clock(found, zone):
    assert repr(draw(found, zone)) == repr(draw(list(reversed(found)), zone))
