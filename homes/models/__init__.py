"""The tables of homes."""

from homes.models.campaigns import Campaign, CampaignKind
from homes.models.disclosure import (
    ActivityPlan,
    Disclosure,
    DutiesTemplate,
    Item,
    NameConsent,
    TakeDown,
)
from homes.models.homes import HomeKind, WomensHome

__all__ = [
    "ActivityPlan",
    "Campaign",
    "CampaignKind",
    "Disclosure",
    "DutiesTemplate",
    "HomeKind",
    "Item",
    "NameConsent",
    "TakeDown",
    "WomensHome",
]
