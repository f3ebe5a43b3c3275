"""Edits of the daily work: posts, links, contacts, ledgers, meetings, tasks, requests."""

from __future__ import annotations

from datetime import timedelta

from bench.edits.desk import Desk, edit
from duties import services
from duties.models import (
    Appraisal,
    AreaAssignment,
    AssignedTask,
    ChairTurn,
    Deliberation,
    DispatchReceipt,
    DutyLogEntry,
    DutyPost,
    DutyReport,
    Household,
    LedgerEntry,
    LiaisonLink,
    NeedRequest,
    PostAssignment,
    Resolution,
)
from members.models import Appointment, WomensGroup
from orgs.models import Level, Org

COMMITTEE = ("chair", "vice_chair", "executive_member")
DAYS = timedelta(days=9)


@edit("assign_post", 4)
def _(desk: Desk) -> object:
    post = desk.one(DutyPost.rows.filter(until__isnull=True))
    return services.assign_post(
        appointment=desk.seat("executive_member"), post=post, on=desk.day, by=None
    )


@edit("end_assignment", 4)
def _(desk: Desk) -> object:
    held = desk.live(PostAssignment)
    return services.end_assignment(assignment=held, on=desk.day, by=None)


@edit("link_seat", 4)
def _(desk: Desk) -> object:
    above = desk.seat("executive_member", org__level="village")
    below = desk.seat("representative", org=above.org)
    return services.link(above=above, below=below, on=desk.day, by=None)


@edit("link_group", 2)
def _(desk: Desk) -> object:
    above = desk.seat("representative")
    group = desk.one(WomensGroup.rows.filter(org=above.org, closed_on__isnull=True))
    return services.link(above=above, group=group, on=desk.day, by=None)


@edit("relink_household", 6)
def _(desk: Desk) -> object:
    above = desk.seat("representative")
    household = desk.live(Household, org=above.org)
    return services.relink(above=above, household=household, on=desk.day, by=None)


@edit("end_link", 4)
def _(desk: Desk) -> object:
    return services.end_link(link=desk.live(LiaisonLink), on=desk.day, by=None)


@edit("make_primary", 1)
def _(desk: Desk) -> object:
    link = desk.live(LiaisonLink, is_primary=False)
    return services.make_primary(link=link, on=desk.day, by=None)


@edit("add_household", 6)
def _(desk: Desk) -> object:
    above = desk.seat("representative")
    return services.add_household(
        org=above.org, name=desk.name("新户"), on=desk.day, by=None, above=above
    )


@edit("stop_contact", 4)
def _(desk: Desk) -> object:
    return services.stop_contact(contact=desk.live(Household), on=desk.day, by=None)


@edit("restore_contact", 1)
def _(desk: Desk) -> object:
    gone = desk.one(Household.rows.filter(until__isnull=False))
    return services.restore_contact(contact=gone, by=None)


@edit("write_ledger", 12)
def _(desk: Desk) -> object:
    seat = desk.seat("executive_member")
    said = {"mode": "visit", "basics": "家里困难", "difficulty": desk.luck.choice(["", "缺钱"])}
    return services.write_ledger(kind="liaison", appointment=seat, done_on=desk.day, answers=said,
                                 by=None, at=desk.at, subject_name=desk.name("李"))  # fmt: skip


@edit("follow_up", 4)
def _(desk: Desk) -> object:
    entry = desk.one(LedgerEntry.rows.filter(status="open", done_on__lte=desk.day))
    seat = desk.seat(*COMMITTEE, org=entry.org)
    return services.follow_up(entry=entry, appointment=seat, done_on=desk.day, mode="visit",
                              what="又去看了", by=None, at=desk.at)  # fmt: skip


@edit("close_ledger", 4)
def _(desk: Desk) -> object:
    entry = desk.one(LedgerEntry.rows.filter(status="open", done_on__lte=desk.day))
    return services.close_ledger(entry=entry, result="办好了", on=desk.day, by=None, at=desk.at)


@edit("write_log", 12)
def _(desk: Desk) -> object:
    held = desk.live(PostAssignment)
    seat = Appointment.rows.get(pk=held.appointment_id)
    return services.write_log(appointment=seat, post=held.post, done_on=desk.day, what="做了事",
                              by=None, at=desk.at)  # fmt: skip


@edit("strike_log", 2)
def _(desk: Desk) -> object:
    entry = desk.one(DutyLogEntry.rows.filter(struck_on__isnull=True))
    return services.strike_log(entry=entry, reason="写错了", at=desk.at, by=None)


@edit("call_meeting", 6)
def _(desk: Desk) -> object:
    return services.call_meeting(org=desk.anywhere(), kind="regular", mode="in_person",
                                 starts_at=desk.at, by=None, at=desk.at,
                                 topics=[desk.name("议题")])  # fmt: skip


@edit("record_attendance", 6)
def _(desk: Desk) -> object:
    meeting = desk.one(Deliberation.rows.filter(status="called", starts_at__lte=desk.at))
    there = Appointment.rows.filter(org=meeting.org, office__in=COMMITTEE, until__isnull=True)
    keys = [pk for pk in there.values_list("pk", flat=True) if desk.luck.random() < 0.9]
    return services.record_attendance(meeting=meeting, present=keys, by=None, at=desk.at)


@edit("cancel_meeting", 1)
def _(desk: Desk) -> object:
    meeting = desk.one(Deliberation.rows.filter(status="called"))
    return services.cancel_meeting(meeting=meeting, by=None, at=desk.at)


@edit("finish_resolution", 3)
def _(desk: Desk) -> object:
    todo = desk.one(Resolution.rows.filter(done_on__isnull=True, decided_on__lte=desk.day))
    return services.finish_resolution(
        resolution=todo, result="办了", on=desk.day, by=None, at=desk.at
    )


@edit("assign_task", 3)
def _(desk: Desk) -> object:
    due = desk.day + DAYS
    return services.assign_task(appointment=desk.seat("executive_member"), text="办", due_on=due,
                                by=None, at=desk.at)  # fmt: skip


@edit("finish_task", 3)
def _(desk: Desk) -> object:
    task = desk.one(AssignedTask.rows.filter(done_on__isnull=True, dropped_on__isnull=True))
    return services.finish_task(task=task, result="办了", on=desk.day, by=None, at=desk.at)


@edit("drop_task", 1)
def _(desk: Desk) -> object:
    task = desk.one(AssignedTask.rows.filter(done_on__isnull=True, dropped_on__isnull=True))
    return services.drop_task(task=task, on=desk.day, by=None)


@edit("take_need", 4)
def _(desk: Desk) -> object:
    return services.take_need(appointment=desk.seat(*COMMITTEE), channel="face", by=None,
                              category="health", text="想查体", at=desk.at)  # fmt: skip


@edit("answer_need", 4)
def _(desk: Desk) -> object:
    need = desk.one(NeedRequest.rows.exclude(status="closed"))
    return services.answer_need(need=need, result="答复", on=desk.day, by=None, at=desk.at)


@edit("draft_report", 2)
def _(desk: Desk) -> object:
    audience = desk.luck.choice(["party", "upper_federation"])
    return services.draft_report(appointment=desk.seat("chair"), year=desk.day.year,
                                 audience=audience, on=desk.day, by=None)  # fmt: skip


@edit("file_report", 2)
def _(desk: Desk) -> object:
    report = desk.one(DutyReport.rows.filter(filed_on__isnull=True))
    services.write_report(report=report, text="本年述职：走访、议事、调解。", by=None)
    return services.file_report(report=report, on=desk.day, by=None)


@edit("open_appraisal", 1)
def _(desk: Desk) -> object:
    return services.open_appraisal(org=desk.anywhere(), since=desk.day, last=desk.day + DAYS,
                                   on=desk.day, by=None)  # fmt: skip


@edit("close_appraisal", 1)
def _(desk: Desk) -> object:
    one = desk.one(Appraisal.rows.filter(answered__isnull=True, until__gt=desk.day))
    return services.close_appraisal(appraisal=one, on=desk.day, by=None)


@edit("send_dispatch", 1)
def _(desk: Desk) -> object:
    root = Org.rows.get(parent__isnull=True)
    receivers = list(Org.rows.filter(level=Level.TOWNSHIP, status="active", is_counted=True)[:9])
    return services.send_dispatch(org=root, kind="guidance", title=desk.name("指导"), minutes=5,
                                  at=desk.at, by=None, receivers=receivers)  # fmt: skip


@edit("answer_dispatch", 4)
def _(desk: Desk) -> object:
    unread = DispatchReceipt.rows.filter(read_at__isnull=True, appointment__isnull=True)
    receipt = desk.one(unread.filter(dispatch__sent_at__lte=desk.at))
    return services.answer_dispatch(receipt=receipt, at=desk.at, by=None)


@edit("assign_area", 4)
def _(desk: Desk) -> object:
    seat = desk.seat("executive_member", org__level="village")
    household = desk.live(Household, org=seat.org)
    return services.assign_area(appointment=seat, household=household, on=desk.day, by=None)


@edit("end_area", 3)
def _(desk: Desk) -> object:
    return services.end_area(area=desk.live(AreaAssignment), on=desk.day, by=None)


@edit("save_four_ones", 2)
def _(desk: Desk) -> object:
    turn = desk.one(ChairTurn.rows.filter(days__contains=desk.day))
    boxes = ("visit_community", "exchange", "activity", "look_back", "analysis", "solved")
    said = {box: desk.luck.choice(["做了", "做了", ""]) for box in boxes}
    month = desk.day.replace(day=1)
    return services.save_four_ones(turn=turn, month=month, said=said, by=None, at=desk.at)
