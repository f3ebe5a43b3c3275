"""The tables of homes."""

from homes.models.campaigns import Campaign, CampaignKind
from homes.models.homes import HomeKind, WomensHome
from homes.models.requests import (
    DataRequest,
    FieldKind,
    RequestAnswer,
    RequestField,
    RequestStatus,
)

__all__ = [
    "Campaign",
    "CampaignKind",
    "DataRequest",
    "FieldKind",
    "HomeKind",
    "RequestAnswer",
    "RequestField",
    "RequestStatus",
    "WomensHome",
]
