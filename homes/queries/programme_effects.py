"""What of the programmes hangs on a seat or an organisation, and would end or go over with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from duties.models import Household, Woman
from duties.queries.contacts import lasting
from fulian.consequences import Effect
from homes.models import (
    Campaign,
    CourtyardCampaign,
    CourtyardEntry,
    EntryStatus,
    TeamLeader,
    VolunteerTeam,
)
from members.models import Appointment
from orgs.models import Org

Contact = Household | Woman
OPEN = (EntryStatus.NOMINATED, EntryStatus.RECOMMENDED)


def led_by(appointment: Appointment, on: date) -> QuerySet[TeamLeader]:
    """Return which teams the holder of a seat leads beyond a day."""
    rows = TeamLeader.rows.filter(lasting(on), appointment=appointment)
    return rows.select_related("team").order_by("pk")


def teams_open(org: Org) -> QuerySet[VolunteerTeam]:
    """Return the teams of ``org`` that have no end."""
    return VolunteerTeam.rows.filter(org=org, until__isnull=True).order_by("pk")


def entries_open(org: Org) -> QuerySet[CourtyardEntry]:
    """Return the households of ``org`` about which nothing is decided."""
    return CourtyardEntry.rows.filter(org=org, status__in=OPEN).order_by("pk")


def entries_of(contact: Contact) -> QuerySet[CourtyardEntry]:
    """Return where a household takes part and nothing is decided; of a woman nothing."""
    home = contact.pk if isinstance(contact, Household) else 0
    return CourtyardEntry.rows.filter(household=home, status__in=OPEN).order_by("pk")


def courtyards_open(org: Org, on: date) -> QuerySet[CourtyardCampaign]:
    """Return the rounds of ``org`` itself that last beyond a day."""
    return CourtyardCampaign.rows.filter(_beyond(on), org=org).order_by("pk")


def campaigns_open(org: Org, on: date) -> QuerySet[Campaign]:
    """Return the themes and campaigns of ``org`` itself that last beyond a day."""
    return Campaign.rows.filter(_beyond(on), org=org).order_by("pk")


def _beyond(on: date) -> Q:
    return Q(until__isnull=True) | Q(until__gt=on)


def seat_affects(appointment: Appointment, on: date) -> list[Effect]:
    """Return what the end of a seat does."""
    return [Effect("志愿队", led_by(appointment, on).count(), "没有队长，要另定一位执委带队")]


def again_affects(staying: Sequence[Appointment], on: date) -> list[Effect]:
    """Return what those elected again go on with."""
    keys = [seat.pk for seat in staying]
    led = TeamLeader.rows.filter(lasting(on), appointment__in=keys).count()
    return [Effect("其中：连任者带的志愿队", led, "接着带队")]


def contact_affects(contact: Contact) -> list[Effect]:
    """Return what of the programmes ends when a household is in contact no more."""
    said = "不再参评；已经评定的照旧"
    return [Effect("最美庭院参评", entries_of(contact).count(), said)]


def closing_affects(org: Org, on: date) -> list[Effect]:
    """Return what closing an organisation ends."""
    return [
        Effect("志愿队", teams_open(org).count(), "结束，服务记录保留"),
        Effect("参评最美庭院的家庭", entries_open(org).count(), "不再参评"),
        Effect("最美庭院评选", courtyards_open(org, on).count(), "结束"),
        Effect("主题和行动", campaigns_open(org, on).count(), "结束"),
    ]


def passing_affects(org: Org, on: date) -> list[Effect]:
    """Return what goes over to a successor, and what ends."""
    return [
        Effect("志愿队", teams_open(org).count(), "转到承接组织"),
        Effect("参评最美庭院的家庭", entries_open(org).count(), "转到承接组织"),
        *closing_affects(org, on)[2:],
    ]


def teams_led_again(
    ended: dict[int, dict[str, Any]], staying: dict[int, Appointment]
) -> list[tuple[VolunteerTeam, Appointment]]:
    """Return the teams whose leader's line just ended and who is elected again: with her seat."""
    rows = TeamLeader.rows.filter(pk__in=ended, appointment__in=staying).select_related("team")
    return [
        (one.team, staying[one.appointment_id])
        for one in rows.order_by("pk")
        if one.team.until is None
    ]
