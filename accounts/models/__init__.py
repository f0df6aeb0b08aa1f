from .audit import AuditRecord
from .invitation import Invitation
from .outbox import OutboxMail
from .team import Team
from .user import User

__all__ = ["AuditRecord", "Invitation", "OutboxMail", "Team", "User"]
