"""Duty posts and the log, liaison chains, the rotating chair, due work and messages."""

from duties.models.due import Due, DueCounty, Message, Notice
from duties.models.links import LiaisonLink, LinkLevel
from duties.models.posts import DutyLogEntry, DutyPost, PostAssignment, PostCode
from duties.models.turns import ChairTurn, Handover, Period, RotationMember, RotationPlan

__all__ = [
    "ChairTurn",
    "Due",
    "DueCounty",
    "DutyLogEntry",
    "DutyPost",
    "Handover",
    "LiaisonLink",
    "LinkLevel",
    "Message",
    "Notice",
    "Period",
    "PostAssignment",
    "PostCode",
    "RotationMember",
    "RotationPlan",
]
