"""What of an entry stands on the incident clock: its first sentence."""

import pytest

from postmortems.domain.incident_clock import gist


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("The standby falls too far behind. A page tells it.", "The standby falls too far behind"),
        ("What slowed it down? Nobody knew.", "What slowed it down?"),
        ("Storage is back, at 11.45 by the log", "Storage is back, at 11.45 by the log"),
        ("At 5 p.m. the export began. It failed.", "At 5 p.m. the export began"),
        ("Back.", "Back."),
        ("", ""),
    ],
)  # fmt: skip
def test_clock_tells_the_first_sentence(text, told):
    assert gist(text) == told
