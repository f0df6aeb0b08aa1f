"""The fixed lists of words of the product. The words are those of docs/words.md."""

from django.db import models


class State(models.TextChoices):
    """Where a postmortem stands. "In review" is not a state: it is a draft with a meeting."""

    DRAFT = "draft", "Draft"
    REVIEWED = "reviewed", "Reviewed"
    FINALIZED = "finalized", "Finalized"


class Move(models.TextChoices):
    """What moves a postmortem from one state to another."""

    MARK_REVIEWED = "mark-reviewed", "Mark reviewed"
    FINALIZE = "finalize", "Finalize and publish"
    SEND_BACK = "send-back", "Send back to draft"
    REOPEN = "reopen", "Reopen for amendment"


class Severity(models.IntegerChoices):
    SEV1 = 1, "SEV1"
    SEV2 = 2, "SEV2"
    SEV3 = 3, "SEV3"
    SEV4 = 4, "SEV4"
    SEV5 = 5, "SEV5"


class Visibility(models.TextChoices):
    ORGANIZATION = "organization", "Everyone in the organization"
    RESTRICTED = "restricted", "Restricted to its people"


class Obligation(models.TextChoices):
    """Whether an incident has, or needs, a postmortem of its own."""

    OWED = "owed", "Owed"
    VOLUNTARY = "voluntary", "Voluntary"
    WAIVED = "waived", "Waived"
    COVERED = "covered", "Covered by another"


class DetectedBy(models.TextChoices):
    ALERT = "alert", "An alert"
    CUSTOMER = "customer", "A customer"
    COLLEAGUE = "colleague", "A colleague"
    OTHER = "other", "Another way"


class IncidentRole(models.TextChoices):
    COMMANDER = "commander", "Incident commander"
    COMMUNICATIONS = "communications", "Communications"
    SCRIBE = "scribe", "Scribe"
    RESPONDER = "responder", "Responder"
    EXPERT = "expert", "Subject expert"
    REPORTER = "reporter", "Reporter"
    OBSERVER = "observer", "Observer"


class AccessReason(models.TextChoices):
    """Why someone is one of an incident's people. One row for each reason."""

    PERSON = "person", "took part in the incident"
    OWNER = "owner", "owns the postmortem"
    CONTRIBUTOR = "contributor", "contributes"
    FACILITATOR = "facilitator", "facilitates"
    NOTE_TAKER = "note-taker", "takes notes"
    INVITED = "invited", "is invited to the review"
    GRANTED = "granted", "was given access"


class LinkKind(models.TextChoices):
    CHAT = "chat", "Chat"
    TICKET = "ticket", "Ticket"
    STATUS_PAGE = "status-page", "Status page"
    DASHBOARD = "dashboard", "Dashboard"
    OTHER = "other", "Other"


class Precision(models.TextChoices):
    EXACT = "exact", "Exact"
    APPROXIMATE = "approximate", "Approximate"
    DAY = "day", "The day only"


class EntryKind(models.TextChoices):
    SYMPTOM = "symptom", "Symptom"
    DETECTION = "detection", "Detection"
    ASSESSMENT = "assessment", "Assessment"
    DECISION = "decision", "Decision"
    ACTION = "action", "Action"
    CHANGE = "change", "Change"
    COMMUNICATION = "communication", "Communication"
    HAND_OFF = "hand-off", "Hand-off"
    RECOVERY = "recovery", "Recovery"
    OTHER = "other", "Other"


class StepOutcome(models.TextChoices):
    """What an action on the timeline brought: these entries are the steps tried."""

    HELPED = "helped", "Helped"
    NO_EFFECT = "no-effect", "No effect"
    WORSE = "worse", "Made it worse"
    UNCLEAR = "unclear", "Unclear"


class Phase(models.TextChoices):
    BEFORE = "before", "Before"
    DURING = "during", "During"
    AFTER = "after", "After"


class EntrySource(models.TextChoices):
    MANUAL = "manual", "Written by hand"
    CHAT = "chat", "Chat"
    ALERT = "alert", "Alert"
    TICKET = "ticket", "Ticket"
    RECALLED = "recalled", "Recalled in review"


class Certainty(models.TextChoices):
    SURE = "sure", "Sure"
    PARTLY = "partly", "Partly sure"
    GUESSING = "guessing", "Guessing"
    DID_NOT_KNOW = "did-not-know", "Did not know"


class PerspectiveAudience(models.TextChoices):
    MINE = "mine", "Only me"
    FACILITATOR = "facilitator", "The facilitator and me"
    REVIEW_GROUP = "review-group", "The review group"
    ORGANIZATION = "organization", "Everyone in the organization, by role"


class StakeholderGroup(models.TextChoices):
    CUSTOMERS = "customers", "Customers"
    INTERNAL = "internal", "Internal teams"
    PARTNERS = "partners", "Partners"
    DATA = "data", "Data"
    SECURITY = "security", "Security"
    FINANCE = "finance", "Finance"
    OWN = "own", "Another group"


class Measure(models.TextChoices):
    MEASURED = "measured", "Measured"
    ESTIMATED = "estimated", "Estimated"
    NOT_MEASURED = "not-measured", "Not measured"


class FactorGroup(models.TextChoices):
    DESIGN = "design", "Design and software"
    CHANGE = "change", "Change path"
    CONFIGURATION = "configuration", "Configuration and data"
    DEPENDENCIES = "dependencies", "Dependencies"
    CAPACITY = "capacity", "Capacity and limits"
    OBSERVABILITY = "observability", "Observability"
    TOOLS = "tools", "Tools and interfaces"
    KNOWLEDGE = "knowledge", "Knowledge"
    COORDINATION = "coordination", "Coordination"
    WORK = "work", "Conditions of work"
    RECOVERY = "recovery", "Recovery means"
    ENVIRONMENT = "environment", "Environment"


class FactorPart(models.TextChoices):
    """The part a contributing factor played."""

    ENABLED = "enabled", "Enabled it"
    TRIGGERED = "triggered", "Triggered it"
    AMPLIFIED = "amplified", "Amplified it"
    HID = "hid", "Hid it"
    SLOWED = "slowed", "Slowed recovery"


class MitigatorKind(models.TextChoices):
    HELPED = "helped", "What helped"
    LUCK = "luck", "Luck"
    THANKS = "thanks", "Thanks"


class TriggerKind(models.TextChoices):
    RELEASE = "release", "Code release"
    CONFIGURATION = "configuration", "Configuration change"
    DATA = "data", "Data or schema change"
    MANUAL = "manual", "Manual operation"
    SCHEDULED = "scheduled", "Scheduled job"
    TRAFFIC = "traffic", "Traffic or user behaviour"
    PROVIDER = "provider", "Provider or dependency change"
    CAPACITY = "capacity", "Capacity or slow decay"
    HARDWARE = "hardware", "Hardware or facility"
    EXPIRY = "expiry", "Expiry"
    SECURITY = "security", "Security event"
    UNKNOWN = "unknown", "Unknown"


class IdeaDecision(models.TextChoices):
    UNDECIDED = "undecided", "Not decided"
    ACCEPTED = "accepted", "Accepted"
    ALREADY_DONE = "already-done", "Already done"
    DECLINED = "declined", "Declined"
    DEFERRED = "deferred", "Deferred"


class ActionKind(models.TextChoices):
    INVESTIGATE = "investigate", "Investigate"
    MITIGATE = "mitigate", "Mitigate"
    REPAIR = "repair", "Repair"
    DETECT = "detect", "Detect"
    PREVENT = "prevent", "Prevent"
    IMPROVE_RESPONSE = "improve-response", "Improve response"
    SHARE = "share", "Share knowledge"


class Priority(models.TextChoices):
    HIGH = "high", "High"
    MEDIUM = "medium", "Medium"
    LOW = "low", "Low"


class ActionStatus(models.TextChoices):
    OPEN = "open", "Open"
    IN_PROGRESS = "in-progress", "In progress"
    DONE = "done", "Done"
    DECLINED = "declined", "Declined"
    SUPERSEDED = "superseded", "Superseded"


class DidItHelp(models.TextChoices):
    """The look-back question, asked some weeks after an action is done."""

    YES = "yes", "It helped"
    PARTLY = "partly", "It helped in part"
    NO = "no", "It did not help"
    UNCLEAR = "unclear", "Not clear yet"


class Audience(models.TextChoices):
    """Which publications a section may appear in."""

    REVIEW_GROUP = "review-group", "Review group"
    ORGANIZATION = "organization", "Organization"
    PUBLIC = "public", "Public"


class Answer(models.TextChoices):
    """How a question ends when its text and records do not speak for themselves."""

    OPEN = "open", "Open"
    NOT_KNOWN = "not-known", "Not known"
    NONE = "none", "None"


class ThreadOutcome(models.TextChoices):
    """What became of a comment thread or an open question in the review."""

    OPEN = "open", "No outcome yet"
    ANSWERED = "answered", "Answered"
    ASSIGNED = "assigned", "Assigned"
    UNKNOWN = "unknown", "Left unknown"


class AttachmentKind(models.TextChoices):
    IMAGE = "image", "Image"
    FILE = "file", "File"


class Happening(models.TextChoices):
    """What a notification tells, as its sentence: ``{who}`` did it, ``{where}`` in the text."""

    MENTIONED = "mentioned", "{who} mentions you in a comment"
    NAMED = "named", "You are mentioned in “{where}”"
    COMMENTED = "commented", "{who} comments"
    ANSWERED = "answered", "{who} answers in a conversation that you are part of"
    ASSIGNED = "assigned", "{who} asks you to take on an open comment"
    OWNER = "owner", "{who} hands the postmortem over to you: you own it now"
    CONTRIBUTOR = "contributor", "{who} asks you to contribute"
    FACILITATOR = "facilitator", "{who} names you as facilitator"
    INVITED = "invited", "{who} invites you to the review"
    READ = "read", "{who} asks you to read the draft: is it right, and what is missing?"
    PRE_READ = "pre-read", "The review is near: please read the draft before"
    WANTED = "wanted", "{who} looks for somebody to facilitate the review"
    MEETING = "meeting", "{who} schedules the review"
    MOVED = "moved", "{who} changes the review"
    CANCELLED = "cancelled", "{who} cancels the review"
    CORRECT = "correct", "The review meeting is over: is anything to be set right?"
    WORKSHOP = "workshop", "{who} plans the action workshop"
    PART = "part", "You took part in the incident: is your part told rightly?"
    THANKS = "thanks", "It is finalized. Thank you for telling your part: others learn from it"
    FINALIZED = "finalized", "It is finalized, and ready to read"
    ACTION = "action", "{who} gives you an action"
    ACTION_DUE = "action-due", "An action of yours is due soon"
    ACTION_LATE = "action-late", "An action of yours is past its date"
    DRAFT_DUE = "draft-due", "The draft was due"
    REVIEW_DUE = "review-due", "The review was due"
    FINALIZE_DUE = "finalize-due", "Finalizing was due"


class WordingKind(models.TextChoices):
    """What administrators tell the language helper."""

    PHRASE = "phrase", "Allowed phrase"
    ROLE = "role", "Noun for people"
    SYSTEM = "system", "Name of a system"
