"""Timeline entries out of text: one line typed, or a block pasted and looked at first."""

from dataclasses import dataclass
from hashlib import sha256

from django import forms
from django.core.exceptions import ValidationError

from postmortems.domain.entry_kind import guess_kind
from postmortems.domain.pasted import PastedEntry, read_block
from postmortems.domain.timeline import entry_of, ground_of
from postmortems.enums import EntryKind
from postmortems.models.record import TEXT_LIMIT

from .layout import Row, helper_of

BLOCK_LIMIT = 200_000
MOST_ENTRIES = 500
EXAMPLES = "14:02 what happened"


class QuickForm(forms.Form):
    """One line: a time in any common writing, then what happened.

    ``former`` is the entry that it follows: its day, and what *+5m* counts from.
    """

    line = forms.CharField(
        max_length=TEXT_LIMIT,
        label="Time and what happened",
        error_messages={"required": f"Begin with the time, then say what happened: {EXAMPLES}"},
    )

    def __init__(self, *args, incident, former=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.incident, self.former = incident, former
        self.fields["line"].widget.attrs |= {
            "autocomplete": "off",
            "placeholder": EXAMPLES,
            "aria-describedby": "quick-help",
        }

    def clean_line(self):
        line = self.cleaned_data["line"]
        block = read_block(line, ground_of(self.incident, former=self.former))
        self.read = self.only(block)
        self.kind = guess_kind(self.read.text)
        return line

    def only(self, block):
        """The one entry that the line is; what stands in the way is said."""
        if len(block.entries) == 1 and not block.aside:
            return block.entries[0]
        why = block.aside[0].why if block.aside else "That is more than one entry."
        if not block.entries and not any(sign.isdigit() for sign in self.data.get("line", "")[:40]):
            why = "There is no time on it."
        raise ValidationError(f"{why} Begin with the time, then say what happened: {EXAMPLES}")

    def record(self):
        """The new, unsaved entry."""
        return entry_of(self.read, self.incident, self.kind)


@dataclass
class PreviewRow:
    """One entry as it would be saved. ``name`` is the number of its first line."""

    read: PastedEntry
    kind: str
    is_taken: bool
    is_there: bool
    problem: str = ""

    @property
    def name(self):
        return self.read.lines[0]

    @property
    def doubts(self):
        there = ("An entry with this time and these words is there already.",)
        return (*((self.problem,) if self.problem else ()), *(there if self.is_there else ())) + (
            self.read.doubts
        )


class PasteForm(forms.Form):
    """A block, the day its first line is of, and how dates like 01/03/2026 are meant.

    What was looked at is named by a digest (``seen``): a block that reads differently when
    it is saved (somebody moved the start of the incident, say) is shown again first.
    """

    block = forms.CharField(
        label="Lines that begin with a time",
        max_length=BLOCK_LIMIT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        error_messages={
            "required": "Paste some lines first.",
            "max_length": "That is more than can be read at once. Paste it in parts, of up to "
            f"{BLOCK_LIMIT // 1000} KB each. Your text is still here.",
        },
    )
    day = forms.DateField(
        required=False,
        label="Day of the first line",
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    order = forms.ChoiceField(
        required=False,
        label="Dates like 01/03/2026",
        choices=[("", "Not said"), ("day", "The day first"), ("month", "The month first")],
    )
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args, incident, **kwargs):
        super().__init__(*args, **kwargs)
        self.incident = incident
        self.fields["day"].help_text = f"Where it names none itself. In {incident.time_zone}."
        self.fields["day"].initial = ground_of(incident).day
        self.rows, self.aside, self.asks_order, self.digest = [], [], False, ""
        self.helper = helper_of("block", Row("day", "order"))

    def clean_day(self):
        day = self.cleaned_data["day"]
        if day and not 1970 <= day.year <= 2199:
            raise ValidationError("Give a date between 1970 and 2199.")
        return day

    def clean(self):
        cleaned = super().clean()
        if "block" in cleaned and "day" in cleaned:
            self.look(cleaned)
        return cleaned

    def look(self, cleaned):
        """Read the block, and put what was found beside what is there already."""
        day_first = {"day": True, "month": False}.get(cleaned.get("order"))
        ground = ground_of(self.incident, day=cleaned["day"], day_first=day_first)
        block = read_block(cleaned["block"], ground)
        self.aside, self.asks_order = block.aside, block.asks_order
        self.digest = sha256(repr(block.entries).encode()).hexdigest()
        if len(block.entries) > MOST_ENTRIES:
            raise ValidationError(
                f"These are {len(block.entries)} entries. Paste up to {MOST_ENTRIES} at a time. "
                "Your text is still here."
            )
        there = {
            marked(at, text)
            for at, text in self.incident.timeline.kept().values_list("occurred_at", "text")
        }
        for read in block.entries:
            self.rows.append(self.row(read, there))
            there.add(marked(read.at, read.text))

    def row(self, read, there):
        """One line of the preview, with what was ticked and chosen in it."""
        is_there = marked(read.at, read.text) in there
        name, problem = read.lines[0], ""
        if len(read.text) > TEXT_LIMIT:
            problem = f"Its text is longer than {TEXT_LIMIT} characters: shorten it first."
        kind, taken = guess_kind(read.text), not is_there and not problem
        if self.is_seen:
            chosen = self.data.get(f"kind-{name}", "")
            kind = chosen if chosen in EntryKind.values else kind
            taken = str(name) in self.data.getlist("take")
        return PreviewRow(read, kind, taken and not problem, is_there, problem)

    @property
    def is_seen(self):
        """Whether what was sent is what its sender looked at."""
        return bool(self.digest) and self.data.get("seen") == self.digest

    @property
    def taken(self):
        return [row for row in self.rows if row.is_taken]

    def records(self):
        """The new, unsaved entries that are ticked."""
        return [entry_of(row.read, self.incident, row.kind) for row in self.taken]


def marked(at, text):
    """What makes two entries the same: the minute and the words, however they are spaced."""
    return at.replace(second=0, microsecond=0), " ".join(text.split()).casefold()


class SeveralForm(forms.Form):
    """What is to be done with the ticked entries: shown, hidden, or given a kind."""

    DEEDS = {"hide": {"is_hidden": True}, "show": {"is_hidden": False}}

    do = forms.ChoiceField(choices=[("hide", "Hide"), ("show", "Show"), ("kind", "Set the kind")])
    kind = forms.ChoiceField(required=False, choices=EntryKind.choices)

    def chosen(self):
        """Keys and versions of the ticked entries; what is no such pair is no entry at all."""
        chosen = {}
        for text in self.data.getlist("entry"):
            pk, _, version = text.partition(":")
            known = all(
                part.isascii() and part.isdecimal() and len(part) < 10 for part in (pk, version)
            )
            chosen[int(pk) if known else 0] = int(version) if known else 0
        return chosen

    def clean(self):
        cleaned = super().clean()
        if not self.data.getlist("entry"):
            raise ValidationError("Tick the entries first.")
        if cleaned.get("do") == "kind" and not cleaned.get("kind"):
            self.add_error("kind", "Choose a kind.")
        return cleaned

    def values(self):
        do = self.cleaned_data["do"]
        return self.DEEDS.get(do) or {"kind": self.cleaned_data["kind"]}
