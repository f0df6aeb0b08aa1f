"""The worker as it is; there is nothing to sweep in an installation without our apps."""

from accounts.management.commands.work import Command

__all__ = ["Command"]
