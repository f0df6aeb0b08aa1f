"""What the language helper remembers: words to leave alone, here or in one document."""

from django.db import models
from django.db.models import Q

from postmortems.enums import WordingKind

from .record import LINE_LIMIT


class KnownWords(models.Model):
    """A phrase that is allowed, a noun for people, or the name of a system; for everyone.

    Administrators add them. They make the helper quieter or its questions fit better;
    nothing here can make it block anything.
    """

    kind = models.CharField(max_length=20, choices=WordingKind)
    text = models.CharField(max_length=LINE_LIMIT)

    class Meta:
        ordering = ["kind", "text"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "text"], name="known_words_once"),
            models.CheckConstraint(
                condition=Q(kind__in=WordingKind.values), name="known_words_kind_known"
            ),
        ]

    def __str__(self):
        return self.text


class KeptSentence(models.Model):
    """A sentence that stays as it is: one rule asks no more about it in this document.

    It holds for everyone who edits it, and does not say who wished it. ``sentence`` is a
    digest of the sentence without letter case and spacing.
    """

    postmortem = models.ForeignKey(
        "postmortems.Postmortem", on_delete=models.CASCADE, related_name="kept_sentences"
    )
    rule = models.CharField(max_length=80)
    sentence = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["postmortem", "rule", "sentence"], name="kept_sentence_once"
            )
        ]

    def __str__(self):
        return f"{self.rule} in {self.postmortem_id}"
