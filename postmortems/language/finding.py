"""What the helper has to say about one place in a text."""

from dataclasses import asdict, dataclass

SEVERITIES = ("low", "medium", "high")


@dataclass(frozen=True, slots=True)
class Finding:
    """``start`` and ``end`` count code points of the Markdown as typed."""

    rule: str
    category: str
    severity: str
    start: int
    end: int
    match: str
    message: str
    question: str
    suggestions: tuple[str, ...]

    def as_dict(self):
        return {**asdict(self), "suggestions": list(self.suggestions)}
