"""What may be the name of a person or a team."""

import unicodedata

from django.core.exceptions import ValidationError

# Joiners are part of how Persian and many Indian names are written.
JOINERS = {"\u200c", "\u200d"}
REFUSED = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def validate_name(name):
    """Refuse characters that cannot be seen, or that turn the text around them.

    Letters of every script are welcome, right-to-left ones too. Control characters
    and direction overrides are not: with them one person can look like another.
    """
    if any(unicodedata.category(char) in REFUSED and char not in JOINERS for char in name):
        raise ValidationError(
            "The name contains characters that cannot be seen. Please type it again.",
            code="invisible",
        )
    if not any(unicodedata.category(char)[0] in "LNPS" for char in name):
        raise ValidationError("The name needs at least one visible character.", code="blank")
