"""Officer cards in most places, and letters: answered, waiting, late, a complaint, to the operator."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from homes import services as homes
from homes.models import Letter
from members.models import Appointment, Office
from members.models.appointments import COMMITTEE
from orgs.models import Level, Org, OrgStatus
from orgs.queries.hats import live
from reports.management.demo.places import shown_places
from reports.management.demo.story import Demo, noon

SHARE = 0.75  # of the places whose chair has a card
WRITTEN = (
    ("message", "想问妇女之家周末开不开门，想带孩子去看书", "周六下午两点到五点开，欢迎来。"),
    ("suggestion", "广场舞音响晚上太响，建议九点以后小一点声", "已经和领舞的姐妹说好，九点收。"),
    ("message", "婆婆腿脚不便，有没有人能帮忙送药", ""),
    ("suggestion", "希望办一期剪纸班，老人小孩都能来", ""),
    ("complaint", "有人冒充妇联收报名费，请查一查", ""),
)
LETTERS = 24  # villages beside the shown one that got one


def open_up(demo: Demo) -> None:
    """Give cards, end two of them, and let people write."""
    town, village = shown_places(demo.code)
    count = _cards(demo, [org for org in (town, village) if org is not None])
    if village is not None:
        _ended(demo, village)
        _shown(demo, village)
    _letters(demo, village)
    demo.said.append(f"{count} 张亮身份码，{Letter.rows.count()} 封来信")


def _cards(demo: Demo, whole: list[Org]) -> int:
    """Give most chairs a card, and the shown committees all of theirs but two."""
    at, lot, count = noon(demo.on - timedelta(days=40)), demo.lot_of("cards"), 0
    on = timezone.localdate(at)
    seats = Appointment.rows.filter(live(on), live(demo.on), office__in=COMMITTEE)
    own = {org.pk for org in whole}
    for seat in seats.select_related("org").order_by("org__code", "pk"):
        chair = seat.office == Office.CHAIR
        drawn = lot.random()
        if seat.org_id in own or (chair and drawn < SHARE):
            if seat.org.status == OrgStatus.ACTIVE and (chair or drawn < 0.9):
                homes.issue_card(appointment=seat, consented=True, at=at, by=None)
                count += 1
    return count


def _ended(demo: Demo, village: Org) -> None:
    """Let one of the village's cards be lost."""
    from homes.models import OfficerCard  # noqa: PLC0415

    cards = OfficerCard.rows.filter(org=village, appointment__office=Office.EXECUTIVE_MEMBER)
    lost = cards.order_by("-pk").first()
    if lost is not None:
        homes.revoke_card(card=lost, why="lost", at=noon(demo.on - timedelta(days=3)), by=None)
