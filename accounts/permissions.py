"""Who may do what with people. Asked as ``rules.has_perm(name, user, subject)``."""

import rules


@rules.predicate
def is_signed_in(user):
    return user.is_authenticated and user.is_active


@rules.predicate
def is_administrator(user):
    return is_signed_in(user) and user.is_administrator


@rules.predicate
def is_member(user):
    """More than a reader: members and administrators."""
    return is_signed_in(user) and not user.is_reader


rules.add_perm("accounts.manage_people", is_administrator)
rules.add_perm("accounts.see_people", is_member)
rules.add_perm("accounts.open_incident", is_member)
