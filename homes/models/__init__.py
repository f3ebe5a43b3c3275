"""The tables of homes."""

from homes.models.campaigns import Campaign, CampaignKind
from homes.models.cards import CardEnd, CardShows, OfficerCard
from homes.models.homes import HomeKind, WomensHome
from homes.models.letters import Audience, Letter, LetterKind

__all__ = [
    "Audience",
    "Campaign",
    "CampaignKind",
    "CardEnd",
    "CardShows",
    "HomeKind",
    "Letter",
    "LetterKind",
    "OfficerCard",
    "WomensHome",
]
