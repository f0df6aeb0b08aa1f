from .audit import AuditRecord
from .invitation import Invitation
from .outbox import OutboxMail
from .preference import MailPreference
from .team import Team
from .user import User

__all__ = ["AuditRecord", "Invitation", "MailPreference", "OutboxMail", "Team", "User"]
