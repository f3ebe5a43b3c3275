"""The tables of homes."""

from homes.models.campaigns import Campaign, CampaignKind
from homes.models.care import (
    CareCase,
    CareEnd,
    CarePairing,
    CareTeam,
    CareTeamMember,
    CareVisit,
    PairingKind,
)
from homes.models.care_walled import CareChild, ChildKind, ChildSex, Look, Relation, SixChecks
from homes.models.homes import HomeKind, WomensHome

__all__ = [
    "Campaign",
    "CampaignKind",
    "CareCase",
    "CareChild",
    "CareEnd",
    "CarePairing",
    "CareTeam",
    "CareTeamMember",
    "CareVisit",
    "ChildKind",
    "ChildSex",
    "HomeKind",
    "Look",
    "PairingKind",
    "Relation",
    "SixChecks",
    "WomensHome",
]
