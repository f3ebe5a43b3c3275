"""Counties, organisations, accounts and what they may reach, and the record."""

from orgs.models.access import AccessGrant, CountySession, HelpRequest, Role
from orgs.models.accounts import (
    Application,
    Doorway,
    FailedLogin,
    SignIn,
    Submission,
    User,
)
from orgs.models.county import County
from orgs.models.records import PlatformRecord, Record
from orgs.models.settings import Setting, SettingName
from orgs.models.tree import Level, Org, OrgHistory, OrgKind, OrgStatus, Place

__all__ = [
    "AccessGrant",
    "Application",
    "County",
    "CountySession",
    "Doorway",
    "FailedLogin",
    "HelpRequest",
    "Level",
    "Org",
    "OrgHistory",
    "OrgKind",
    "OrgStatus",
    "Place",
    "PlatformRecord",
    "Record",
    "Role",
    "Setting",
    "SettingName",
    "SignIn",
    "Submission",
    "User",
]
