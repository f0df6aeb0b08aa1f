"""Writing the audit. Every verb that changes something calls ``record`` once."""

from accounts.models import AuditRecord

NAME_LENGTH = AuditRecord._meta.get_field("subject_name").max_length


def record(verb, subject, *, by, stream, before=None, after=None, reason=""):
    """Write one audit record, in the caller's transaction.

    ``verb`` is a past participle with its noun (``"entry added"``); ``subject`` any saved
    model instance; ``by`` the person, or ``None`` for the installation itself; ``before``
    and ``after`` JSON-ready dicts of what changed.
    """
    return AuditRecord.objects.create(
        actor=by,
        actor_name=by.name if by else "Afterword",
        verb=verb,
        stream=stream,
        subject_type=subject._meta.model_name,
        subject_id=str(subject.pk),
        subject_name=str(subject)[:NAME_LENGTH],
        before=before or {},
        after=after or {},
        reason=reason,
    )
