"""The filters of the library, kept in the address."""

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone

from postmortems.domain.library import NEWEST, SORTS, choices

from .select import PlainSelect

PERIODS = [
    ("30-days", "Last 30 days"),
    ("90-days", "Last 90 days"),
    ("this-year", "This year"),
    ("last-year", "Last year"),
]
STATE_WORDS = {
    "draft": "in draft",
    "reviewed": "reviewed",
    "published": "published",
    "note": "with a preliminary note",
}
UNKNOWN = "The address asks for one that is not among the choices here."
FIRST_YEAR, LAST_YEAR = 1970, 2200


@dataclass(frozen=True)
class Asked:
    """One filter that is on: its words, and the address of the list without it."""

    name: str
    words: str
    without: str


def choice(**options):
    return forms.TypedChoiceField(required=False, empty_value=None, widget=PlainSelect, **options)


def day_field(label):
    years = f"Choose a day between {FIRST_YEAR} and {LAST_YEAR}."
    return forms.DateField(
        label=label,
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        validators=[
            MinValueValidator(date(FIRST_YEAR, 1, 1), years),
            MaxValueValidator(date(LAST_YEAR, 12, 31), years),
        ],
        error_messages={"invalid": "This is no date; a date looks like 2026-01-31."},
    )


class LibraryForm(forms.Form):
    """Every choice is one that the reader's own list holds.

    What can't be understood is left out, said, and given back as it was typed.
    """

    q = forms.CharField(label="Words", max_length=200, required=False)
    severity = choice(coerce=int)
    service = choice(coerce=int)
    state = choice()
    period = choice()
    tag = choice(coerce=int)
    owner = choice(coerce=int)
    since = day_field("Began on or after")
    until = day_field("Began on or before")
    sort = forms.TypedChoiceField(required=False, empty_value=NEWEST, widget=forms.HiddenInput)

    ALL = {
        "severity": "Any severity",
        "service": "Any service",
        "state": "Any state",
        "period": "Any time",
        "tag": "Any tag",
        "owner": "Any owner",
    }
    IN_SIGHT = ("severity", "service", "state", "period")
    BEHIND_MORE = ("tag", "owner", "since", "until")

    def __init__(self, data, *, user):
        super().__init__(data)
        offered = choices(user) | {"period": PERIODS}
        for name, everything in self.ALL.items():
            self.fields[name].choices = [("", everything), *offered[name]]
            self.fields[name].error_messages["invalid_choice"] = UNKNOWN
        self.fields["sort"].choices = [(name, words) for name, (words, _) in SORTS.items()]
        self.fields["sort"].error_messages["invalid_choice"] = "The list can't be sorted so."
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "form-select" if name in self.ALL else "form-control"
        self.fields["q"].widget.input_type = "search"
        self.fields["q"].widget.attrs["placeholder"] = "Words, or PM-12"
        self.is_valid()

    def clean(self):
        given = super().clean()
        if given.get("since") and given.get("until") and given["since"] > given["until"]:
            self.add_error("until", "It is before the first day.")
        return given

    @property
    def in_sight(self):
        return [self[name] for name in self.IN_SIGHT]

    @property
    def behind_more(self):
        return [self[name] for name in self.BEHIND_MORE]

    @property
    def more_is_open(self):
        return any(self.data.get(name) for name in self.BEHIND_MORE)

    def criteria(self):
        """Arguments for ``library.find``: what was understood of the filters."""
        given = {name: value for name, value in self.cleaned_data.items() if value}
        first, last = period_days(given.pop("period", None))
        if "q" in given:
            given["text"] = given.pop("q")
        for name, edge, narrower in (("since", first, max), ("until", last, min)):
            if edge:
                given[name] = narrower(given.get(name, edge), edge)
        given.setdefault("sort", NEWEST)
        return given

    def asked(self):
        """What is filtered by, in the words of the sentence that says what was found."""
        given = {name: value for name, value in self.cleaned_data.items() if value}
        words = {
            "state": lambda value: STATE_WORDS[value],
            "severity": lambda value: self.label_of("severity"),
            "service": lambda value: f"about {self.label_of('service')}",
            "tag": lambda value: f"tagged {self.label_of('tag')}",
            "q": lambda value: f"with “{value}”",
            "owner": lambda value: f"owned by {self.label_of('owner')}",
            "period": period_words,
            "since": lambda value: f"since {day(value)}",
            "until": lambda value: f"until {day(value)}",
        }
        return [
            Asked(name, tell(given[name]), self.address(without=(name,)))
            for name, tell in words.items()
            if name in given
        ]

    def refused(self):
        """(label, message) of what was left out."""
        labels = {"q": "Words", "since": "Began on or after", "until": "Began on or before"}
        return [
            (labels.get(name, name.capitalize()), " ".join(messages))
            for name, messages in self.errors.items()
        ]

    def label_of(self, name):
        """The words of the choice that was made."""
        return dict(self.fields[name].choices)[self.cleaned_data[name]]

    def address(self, *, without=(), **changed):
        """The address of the list with what was understood, and no default in it."""
        given = {name: self.data.get(name) for name in self.fields if self.cleaned_data.get(name)}
        given |= changed
        kept = {name: value for name, value in given.items() if value and name not in without}
        if kept.get("sort") == NEWEST:
            del kept["sort"]
        return f"?{urlencode(kept)}" if kept else "?"

    def sorts(self):
        """(words, address, is it now?) of each way to sort."""
        now = self.cleaned_data.get("sort") or NEWEST
        return [(words, self.address(sort=name), name == now) for name, (words, _) in SORTS.items()]

    @property
    def is_sorted(self):
        """Whether another order was asked for than the usual one."""
        return (self.cleaned_data.get("sort") or NEWEST) != NEWEST

    @property
    def sorted_by(self):
        return SORTS[self.cleaned_data.get("sort") or NEWEST][0]


def period_days(period):
    """The first and the last day of a quick choice, by the reader's calendar."""
    today = timezone.localdate()
    return {
        "30-days": (today - timedelta(days=30), None),
        "90-days": (today - timedelta(days=90), None),
        "this-year": (date(today.year, 1, 1), None),
        "last-year": (date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)),
    }.get(period, (None, None))


def day(value):
    """31 Jan 2017."""
    return f"{value.day} {value:%b %Y}"


def period_words(period):
    first, last = period_days(period)
    return f"in {last.year}" if last else f"since {day(first)}"
