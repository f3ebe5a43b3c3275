"""What was sent down the tree, what women said of their federation, and who told of her year."""

from __future__ import annotations

import random
from datetime import timedelta

from duties import services as duties
from duties.models import DispatchReceipt, DutyPost, DutyReport, PostCode
from duties.queries.dispatches import below
from duties.queries.reviews import year_of
from duties.rules.reviews import OWN_PART
from members.models import Appointment, Office
from orgs.models import Level, Org
from reports.management.demo.places import shown_places
from reports.management.demo.story import Demo, noon
from reports.management.demo.work import chairs_own

SAID = (
    "多来家里坐坐",
    "活动办得好，明年还要办",
    "想学做直播卖货",
    "调解得公道",
    "希望妇女之家晚上也开门",
)
OWN_WORDS = (
    "上门走访少了些，外出务工的姐妹联系得不够。",
    "把没人的岗位补上，每个小组都有人联系，妇女之家周末开门。",
)
WOMEN = 12
ANSWERS = ("报了两个节目", "已经通知到各组", "有三户要上门说", "")


def tell_of_sending(demo: Demo) -> None:
    """Send a few things, let most be settled and some be late; appraise, and report."""
    root, lot = Org.rows.get(parent__isnull=True), demo.lot_of("asking")
    town, village = shown_places(demo.code)
    duties.set_up_templates(on=demo.since, by=None)
    towns = [one for one in below(root) if one.level == Level.TOWNSHIP]
    _sent(demo, root, towns, ("guidance", "妇女议事会怎么开", -20, None, 15), lot, 0.7)
    villages = [one for one in below(root) if one.level == Level.VILLAGE]
    _sent(demo, root, villages, ("notice", "三八红旗手开始推荐", -6, 8, 5), lot, 0.03)
    if town is not None and village is not None:
        its = [one for one in villages if one.parent_id == town.pk]
        _sent(demo, town, its, ("task", "摸清留守老人冬天取暖", -12, -2, 30), lot, 0.6)
        _appraised(demo, village, lot)
        _told(demo, _reporting(demo))
    demo.said.append("通知和任务、群众评议、述职报告")


def _sent(
    demo: Demo, sender: Org, to: list[Org], what: tuple[str, str, int, int | None, int],
    lot: random.Random, share: float,
) -> None:  # fmt: skip
    kind, title, before, due, minutes = what
    at = noon(demo.on + timedelta(days=before))
    sent = duties.send_dispatch(
        org=sender, kind=kind, title=title, text="做完在这里点一下就行，不用另外报表。",
        due_on=demo.on + timedelta(days=due) if due is not None else None, minutes=minutes,
        receivers=to, at=at, by=None,
    )  # fmt: skip
    rows = DispatchReceipt.rows.filter(dispatch=sent).order_by("pk")
    for one in rows:
        if lot.random() < share:
            later = min(at + timedelta(days=lot.randrange(1, 5)), demo.at)
            duties.answer_dispatch(receipt=one, at=later, by=None, answer=lot.choice(ANSWERS))


def _appraised(demo: Demo, village: Org, lot: random.Random) -> None:
    """Let one be over with enough answers, and the township's have too few so far."""
    began = demo.on - timedelta(days=40)
    over = duties.open_appraisal(
        org=village, since=began, last=began + timedelta(days=14), on=began, by=None
    )
    parent = Org.rows.get(pk=village.parent_id or 0)
    going = duties.open_appraisal(
        org=parent, since=demo.on - timedelta(days=3), last=demo.on + timedelta(days=11),
        on=demo.on - timedelta(days=3), by=None,
    )  # fmt: skip
    for found, many in ((over, WOMEN), (going, 4)):
        for n in range(many):
            duties.answer_appraisal(
                appraisal=found, grades=[lot.choice((0, 0, 0, 1, 1, 2, 3)) for _ in range(4)],
                on=found.since, words=SAID[n] if n < len(SAID) else "",
            )  # fmt: skip


def let_chairs_work(demo: Demo) -> None:
    """Give the chairs who will report a post and lines of their own through the year."""
    root = Org.rows.get(parent__isnull=True)
    seats = _chairs(demo, _reporting(demo))
    own = chairs_own(demo, seats, DutyPost.rows.get(code=PostCode.MEDIATION))
    duties.work_many(org=root, assignments=own.assignments, entries=own.entries, by=None)


def _reporting(demo: Demo) -> list[Org]:
    towns = Org.rows.filter(parent__parent__isnull=True, level=Level.TOWNSHIP, status="active")
    shown = [org for org in shown_places(demo.code) if org is not None]
    return [*shown, *towns.order_by("lft")[:4]]


def _chairs(demo: Demo, places: list[Org]) -> list[Appointment]:
    found = Appointment.rows.filter(
        org__in=places, office=Office.CHAIR, until__isnull=True, since__year__lte=demo.on.year
    )
    return list(found.select_related("org", "person").order_by("org__code"))


def _told(demo: Demo, places: list[Org]) -> None:
    """Let some chairs file both reports, the village's one, with the other still a draft."""
    for seat in _chairs(demo, places):
        lines = [line.pk for line in year_of(seat, demo.on.year).lines]
        for audience in ("party", "upper_federation"):
            report = duties.draft_report(
                appointment=seat, year=demo.on.year, audience=audience, stories=lines[-2:],
                on=demo.on, by=None,
            )  # fmt: skip
            if seat.org.level == Level.TOWNSHIP or audience == "party":
                _filed(demo, report)


def _filed(demo: Demo, report: DutyReport) -> None:
    """Let her write what the draft leaves to her, and file it."""
    text = report.text
    for said in OWN_WORDS:
        text = text.replace(OWN_PART, said, 1)
    duties.write_report(report=report, text=text, by=None)
    duties.file_report(report=report, on=demo.on, by=None)
