"""What became of a correction that somebody who was there suggested."""

from postmortems.domain import record
from postmortems.domain.content import changing_content
from postmortems.exceptions import Refused, StaleChange
from reviews.enums import CorrectionAnswer


def answer_correction(correction, answer, *, base, by, words=""):
    """Taken into the text, or left as it is with a reason; ``waiting`` opens it again.

    ``base`` is the version that was read; ``StaleChange`` if somebody changed it since.
    """
    answer = CorrectionAnswer(answer)
    if answer == CorrectionAnswer.DECLINED and not words.strip():
        raise Refused("Say why it stays as it is: whoever suggested it reads that.")
    with changing_content(correction.owning_incident()):
        correction = record.lock(correction)
        if correction.version != base or correction.is_removed:
            raise StaleChange(correction)
        before = correction.answer
        correction.answer, correction.answer_note = answer, words
        correction.version += 1
        correction.full_clean()
        correction.save()
        record.note(
            "answered", correction, by=by, before={"answer": before}, after={"answer": answer}
        )
    return correction
