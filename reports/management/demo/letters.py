"""Officer cards in most places, and letters: answered, waiting, late, above, to the operator."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from homes import services as homes
from homes.models import Audience, Letter, OfficerCard
from members import services as members
from members.models import Appointment, Office
from members.models.appointments import COMMITTEE
from orgs.models import Level, Org, OrgStatus
from orgs.queries.hats import live
from reports.management.demo.places import shown_places
from reports.management.demo.story import Demo, noon

SHARE, ALL_BUT, FEW = 0.75, 0.9, 0.01  # of chairs, of the shown committees, of all others
WRITTEN = (
    ("message", "想问妇女之家周末开不开门，想带孩子去看书", "周六下午两点到五点开，欢迎来。"),
    ("suggestion", "广场舞音响晚上太响，建议九点以后小一点声", "已经和领舞的姐妹说好，九点收。"),
    ("message", "婆婆腿脚不便，有没有人能帮忙送药", ""),
    ("suggestion", "希望办一期剪纸班，老人小孩都能来", ""),
    ("complaint", "有人冒充妇联收报名费，请查一查", ""),
)
LETTERS = 24  # villages beside the shown one that got one
ANSWERED, RATED, PLEASED = 0.5, 0.7, 0.85


def open_up(demo: Demo) -> None:
    """Give cards, end two of them, and let people write."""
    town, village = shown_places(demo.code)
    count = _cards(demo, [org for org in (town, village) if org is not None])
    if village is not None:
        _ended(demo, village)
        _shown(demo, town, village)
    _others(demo, village)
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
        wanted = drawn < ALL_BUT if seat.org_id in own else drawn < (SHARE if chair else FEW)
        if wanted and seat.org.status == OrgStatus.ACTIVE:
            homes.issue_card(appointment=seat, consented=True, at=at, by=None)
            count += 1
    return count


def _ended(demo: Demo, village: Org) -> None:
    """Let one card of the shown village be lost, and one elsewhere end with a seat."""
    cards = OfficerCard.rows.filter(until__isnull=True).select_related("appointment")
    members_ = cards.filter(appointment__office=Office.EXECUTIVE_MEMBER)
    lost = members_.filter(org=village, appointment__grant__isnull=True).order_by("-pk").first()
    if lost is not None:
        homes.revoke_card(card=lost, why="lost", at=noon(demo.on - timedelta(days=3)), by=None)
    left = members_.exclude(org=village).order_by("-pk").first()
    if left is not None:
        members.end_appointment(
            appointment=left.appointment, on=demo.on - timedelta(days=2), departure="moved",
            by=None,
        )  # fmt: skip


def _shown(demo: Demo, town: Org | None, village: Org) -> None:
    """Let the shown village have one of each: answered, waiting, late, above, guarded."""
    done = _write(demo, village, 20, *WRITTEN[0][:2], contact="王大姐 10000099001")
    homes.answer_letter(letter=done, text=WRITTEN[0][2], at=_at(demo, 17), by=None)
    homes.rate_letter(number=done.pk, is_satisfied=True, at=_at(demo, 15))
    again = _write(demo, village, 9, *WRITTEN[1][:2])
    homes.answer_letter(letter=again, text=WRITTEN[1][2], at=_at(demo, 7), by=None)
    homes.rate_letter(number=again.pk, is_satisfied=False, at=_at(demo, 6))
    _write(demo, village, 12, *WRITTEN[2][:2], contact="10000099002")
    _write(demo, village, 1, *WRITTEN[3][:2])
    said = "评最美庭院没有通知我们组，只通知了熟人"
    _write(demo, village, 4, "complaint", said, is_about_us=True)
    said = "邻居家常有打骂声，家里有个上小学的孩子，请去看看"
    _write(demo, village, 2, "message", said, is_sensitive=True)
    said = "手机上字太小，老人看不清，能不能再大一号"
    _write(demo, village, 3, "suggestion", said, audience=Audience.OPERATOR)
    if town is not None:
        _write(demo, town, 10, *WRITTEN[4][:2])


def _others(demo: Demo, village: Org | None) -> None:
    """Let some more villages have a letter each: most answered in time, some late."""
    lot = demo.lot_of("letters")
    rows = Org.rows.filter(level=Level.VILLAGE, status=OrgStatus.ACTIVE, is_counted=True)
    places = [org for org in rows.order_by("code") if village is None or org.pk != village.pk]
    for org in lot.sample(places, min(LETTERS, len(places))):
        kind, text, answer = lot.choice(WRITTEN)
        before = lot.randrange(1, 60)
        letter = _write(demo, org, before, kind, text)
        if answer or lot.random() < ANSWERED:
            after = max(before - lot.randrange(1, 6), 0)
            text = answer or "收到，我们先了解情况，一周内给您回话。"
            homes.answer_letter(letter=letter, text=text, at=_at(demo, after), by=None)
            if lot.random() < RATED:
                pleased = lot.random() < PLEASED
                homes.rate_letter(number=letter.pk, is_satisfied=pleased, at=_at(demo, after))


def _write(demo: Demo, org: Org, before: int, kind: str, text: str, **more: Any) -> Letter:
    key = f"demo-{org.code}-{before}-{kind}-{text[:8]}"
    return homes.write_letter(
        org=org, kind=kind, text=text, form_key=key, at=_at(demo, before), **more
    ).letter


def _at(demo: Demo, before: int) -> datetime:
    return min(noon(demo.on - timedelta(days=before)), demo.at)
