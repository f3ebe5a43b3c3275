"""The tables of homes."""

from homes.models.activities import Activity, ActivityPhoto, ActivityPost, CoOrganiser, Theme
from homes.models.campaigns import Campaign, CampaignKind
from homes.models.homes import HomeKind, WomensHome
from homes.models.signups import SignUp

__all__ = [
    "Activity",
    "ActivityPhoto",
    "ActivityPost",
    "Campaign",
    "CampaignKind",
    "CoOrganiser",
    "HomeKind",
    "SignUp",
    "Theme",
    "WomensHome",
]
