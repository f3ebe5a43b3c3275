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
from orgs.models.beside import (
    Cluster,
    ClusterKind,
    ClusterMember,
    GroupMember,
    MemberUnit,
    ReformMatter,
    ReformStatus,
    ReformStep,
    Sector,
    Support,
    WomensSocialOrganisation,
)
from orgs.models.claims import ClaimCode, SavedFilter
from orgs.models.county import County
from orgs.models.lineage import FormerCode, OrgSuccession
from orgs.models.public import PublicVersion
from orgs.models.records import PlatformRecord, Record
from orgs.models.settings import Setting, SettingName
from orgs.models.stays import Stay
from orgs.models.tree import Level, NewField, Org, OrgHistory, OrgKind, OrgStatus, Place

__all__ = [
    "AccessGrant",
    "Application",
    "ClaimCode",
    "Cluster",
    "ClusterKind",
    "ClusterMember",
    "County",
    "CountySession",
    "Doorway",
    "FailedLogin",
    "FormerCode",
    "GroupMember",
    "HelpRequest",
    "Level",
    "MemberUnit",
    "NewField",
    "Org",
    "OrgHistory",
    "OrgKind",
    "OrgStatus",
    "OrgSuccession",
    "Place",
    "PlatformRecord",
    "PublicVersion",
    "Record",
    "ReformMatter",
    "ReformStatus",
    "ReformStep",
    "Role",
    "SavedFilter",
    "Sector",
    "Setting",
    "SettingName",
    "SignIn",
    "Stay",
    "Submission",
    "Support",
    "User",
    "WomensSocialOrganisation",
]
