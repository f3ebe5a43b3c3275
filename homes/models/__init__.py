"""The tables of homes."""

from homes.models.campaigns import Campaign, CampaignKind
from homes.models.courtyards import Beauty, CourtyardCampaign, CourtyardScheme
from homes.models.entries import (
    AwardLevel,
    CourtyardEntry,
    CourtyardObjection,
    CourtyardSample,
    CourtyardScore,
    EntryStatus,
    ScorerConflict,
)
from homes.models.exemplars import Exemplar, ExemplarTitle, GoodPractice, PracticeStatus
from homes.models.homes import HomeKind, WomensHome
from homes.models.teams import (
    HelpKind,
    ServiceShare,
    TargetGroup,
    TeamKind,
    TeamLeader,
    VolunteerActivity,
    VolunteerTeam,
    WomenVolunteer,
)

__all__ = [
    "AwardLevel",
    "Beauty",
    "Campaign",
    "CampaignKind",
    "CourtyardCampaign",
    "CourtyardEntry",
    "CourtyardObjection",
    "CourtyardSample",
    "CourtyardScheme",
    "CourtyardScore",
    "EntryStatus",
    "Exemplar",
    "ExemplarTitle",
    "GoodPractice",
    "HelpKind",
    "HomeKind",
    "PracticeStatus",
    "ScorerConflict",
    "ServiceShare",
    "TargetGroup",
    "TeamKind",
    "TeamLeader",
    "VolunteerActivity",
    "VolunteerTeam",
    "WomenVolunteer",
    "WomensHome",
]
