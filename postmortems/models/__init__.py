from .action import ActionItem, PublishedAction
from .attachment import Attachment
from .comment import QUOTE_LIMIT, Comment, CommentThread, ThreadSeen
from .factor import ContributingFactor, Mitigator, Trigger
from .hint import HintAside
from .idea import Idea
from .impact import Impact
from .incident import MILESTONES, Incident, IncidentAccess
from .link import IncidentLink
from .live import LiveDocument, LiveSnapshot, LiveUpdate
from .notification import Notification
from .person import IncidentPerson
from .perspective import Perspective
from .postmortem import Postmortem
from .publication import PreliminaryNote, Publication, PublishedWords
from .record import LINE_LIMIT, TEXT_LIMIT, Record
from .revision import Revision
from .section import SECTION_LIMIT, Section, SectionVersion
from .service import Service, Tag
from .setting import SeverityClock, SeverityWords
from .template import DocumentTemplate, TemplateChoice, TemplateSection
from .timeline import TimelineEntry
from .wording import KeptSentence, KnownWords

__all__ = [
    "LINE_LIMIT",
    "MILESTONES",
    "QUOTE_LIMIT",
    "SECTION_LIMIT",
    "TEXT_LIMIT",
    "ActionItem",
    "Attachment",
    "Comment",
    "CommentThread",
    "ContributingFactor",
    "DocumentTemplate",
    "HintAside",
    "Idea",
    "Impact",
    "Incident",
    "IncidentAccess",
    "IncidentLink",
    "IncidentPerson",
    "KeptSentence",
    "KnownWords",
    "LiveDocument",
    "LiveSnapshot",
    "LiveUpdate",
    "Mitigator",
    "Notification",
    "Perspective",
    "Postmortem",
    "PreliminaryNote",
    "Publication",
    "PublishedAction",
    "PublishedWords",
    "Record",
    "Revision",
    "Section",
    "SectionVersion",
    "Service",
    "Tag",
    "SeverityClock",
    "SeverityWords",
    "TemplateChoice",
    "TemplateSection",
    "ThreadSeen",
    "TimelineEntry",
    "Trigger",
]
