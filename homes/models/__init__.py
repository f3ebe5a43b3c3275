"""The tables of homes."""

from homes.models.campaigns import Campaign, CampaignKind
from homes.models.homes import HomeKind, WomensHome

__all__ = [
    "Campaign",
    "CampaignKind",
    "HomeKind",
    "WomensHome",
]
