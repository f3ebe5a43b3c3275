"""The tables of homes."""

from homes.models.campaigns import Campaign, CampaignKind
from homes.models.checklists import ChecklistItem, HomeCheck, HomeCheckLine
from homes.models.home_facts import HomeAsset, HomeGrade, HomePause, HomeTier
from homes.models.homes import HomeKind, MicroPlace, Platform, Premises, SiteType, WomensHome
from homes.models.online_groups import GroupCount, OnlineGroup, OnlineGroupKind
from homes.models.sharing import HomeSharing, ModelHome, SharedThing

__all__ = [
    "Campaign",
    "CampaignKind",
    "ChecklistItem",
    "GroupCount",
    "HomeAsset",
    "HomeCheck",
    "HomeCheckLine",
    "HomeGrade",
    "HomeKind",
    "HomePause",
    "HomeSharing",
    "HomeTier",
    "MicroPlace",
    "ModelHome",
    "OnlineGroup",
    "OnlineGroupKind",
    "Platform",
    "Premises",
    "SharedThing",
    "SiteType",
    "WomensHome",
]
