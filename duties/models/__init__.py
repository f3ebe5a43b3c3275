"""Duty posts and the log, liaison and ledgers, deliberation, the rotating chair, due work."""

from duties.models.areas import AreaAssignment
from duties.models.channels import Channel, ChannelKind, Pace
from duties.models.contacts import Household, Woman, WomanKind
from duties.models.dispatches import Dispatch, DispatchReceipt, WorkTemplate
from duties.models.due import Due, DueCounty, Message, Notice
from duties.models.ledgers import (
    ContactMode,
    GlassBreak,
    LedgerEntry,
    LedgerFollowUp,
    LedgerStatus,
    LedgerTransfer,
    SensitiveEntry,
)
from duties.models.links import LiaisonLink, LinkLevel
from duties.models.meetings import (
    AgendaItem,
    Deliberation,
    ItemComment,
    MeetingAttendance,
    MinutesCorrection,
    Resolution,
)
from duties.models.needs import NeedCategory, NeedChannel, NeedRequest
from duties.models.posts import (
    DutyLogEntry,
    DutyPost,
    LogAmendment,
    PostAssignment,
    PostCode,
    PostHistory,
)
from duties.models.presidium import AssignedTask, FourOnesCheck, Leave, TurnCover, TurnSwap
from duties.models.reviews import Appraisal, AppraisalAnswer, AppraisalWord, DutyReport
from duties.models.turns import ChairTurn, Handover, Period, RotationMember, RotationPlan

__all__ = [
    "AgendaItem",
    "Appraisal",
    "AppraisalAnswer",
    "AppraisalWord",
    "AreaAssignment",
    "AssignedTask",
    "ChairTurn",
    "Channel",
    "ChannelKind",
    "ContactMode",
    "Deliberation",
    "Dispatch",
    "DispatchReceipt",
    "Due",
    "DueCounty",
    "DutyLogEntry",
    "DutyPost",
    "DutyReport",
    "FourOnesCheck",
    "GlassBreak",
    "Handover",
    "Household",
    "ItemComment",
    "Leave",
    "LedgerEntry",
    "LedgerFollowUp",
    "LedgerStatus",
    "LedgerTransfer",
    "LiaisonLink",
    "LinkLevel",
    "LogAmendment",
    "MeetingAttendance",
    "Message",
    "MinutesCorrection",
    "NeedCategory",
    "NeedChannel",
    "NeedRequest",
    "Notice",
    "Pace",
    "Period",
    "PostAssignment",
    "PostCode",
    "PostHistory",
    "Resolution",
    "RotationMember",
    "RotationPlan",
    "SensitiveEntry",
    "TurnCover",
    "TurnSwap",
    "Woman",
    "WomanKind",
    "WorkTemplate",
]
