"""The daily work of a quarter: contacts, ledgers, logs, meetings, tasks, requests, appraisals."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

from bench.filling.sowing import Row, Sown, insert
from duties.models import (
    AgendaItem,
    Appraisal,
    AssignedTask,
    Deliberation,
    DutyLogEntry,
    DutyReport,
    LedgerEntry,
    LedgerFollowUp,
    MeetingAttendance,
    NeedRequest,
    Resolution,
)

KINDS = ("liaison", "liaison", "liaison", "visits", "aid", "mediation", "diary")
WORDS = ("basics", "difficulty", "measures", "result")
LINES, LOGS, TASKS = 30, 20, 3  # of an organisation in the quarter


def sow(sown: Sown) -> None:
    """Sow everything."""
    _ledgers(sown)
    logs = [
        {"org_id": org, "post_id": sown.luck.choice(sown.posts), "done_on": sown.day(),
         "appointment_id": sown.anyone(org), "struck_on": sown.soon(sown.day(), 0.1)}
        for org, _ in sown.orgs for _ in range(sown.luck.randrange(LOGS))
    ]  # fmt: skip
    insert(DutyLogEntry, logs, what="做了一件事")
    _meetings(sown)
    _tasks(sown)
    _needs(sown)
    _reviews(sown)


def _ledgers(sown: Sown) -> None:
    lines: list[Row] = [_line(sown, org) for org, _ in sown.orgs for _ in range(LINES)]
    insert(LedgerEntry, lines)
    more = [
        {"entry_id": line["id"], "appointment_id": line["appointment_id"], "done_on": sown.day()}
        for line in lines if sown.perhaps(0.2)
    ]  # fmt: skip
    insert(LedgerFollowUp, more, mode="visit", what="又去了")


def _line(sown: Sown, org: int) -> Row:
    luck, done = sown.luck, sown.day()
    status = luck.choice(["noted", "open", "closed"])
    words = {name: "有" for name in WORDS if sown.perhaps(0.9)}
    said = words | {"outcome": luck.choice(["settled", "settled", "failed"])}
    homes = sown.households.get(org)
    return {
        "org_id": org, "kind": luck.choice(KINDS), "appointment_id": sown.anyone(org),
        "done_on": done, "status": status, "has_measures": sown.perhaps(0.5),
        "closed_on": done + timedelta(days=luck.randrange(40)) if status == "closed" else None,
        "content": json.dumps({"words": said, "key": "k"}),
        "amount": luck.choice([None, 0, 50, 800]),
        "household_id": luck.choice(homes)["id"] if homes and sown.perhaps(0.6) else None,
        "subject_name": luck.choice(["", "李桂英", "王嫂", "张婶", "赵大姐"]),
    }  # fmt: skip


def _meetings(sown: Sown) -> None:
    rows: list[Row] = [
        {"org_id": org, "kind": sown.luck.choice(["regular", "enlarged", "rotation"]),
         "starts_at": sown.moment(),
         "status": sown.luck.choice(["held", "confirmed", "cancelled"])}
        for org, _ in sown.orgs for _ in range(sown.luck.randrange(4))
    ]  # fmt: skip
    insert(Deliberation, rows, title="会", mode="in_person")
    there = [
        {"meeting_id": one["id"], "appointment_id": seat["id"],
         "presence": sown.luck.choice(["present", "present", "present", "leave", "absent"])}
        for one in rows for seat in sown.committee(one["org_id"])
    ]  # fmt: skip
    insert(MeetingAttendance, there)
    items: list[Row] = [{"org_id": one["org_id"], "meeting_id": one["id"]} for one in rows]
    insert(AgendaItem, items, title="事")
    decided = []
    for item in items:
        day = sown.day()
        decided.append(
            {"org_id": item["org_id"], "item_id": item["id"], "decided_on": day, "due_on": day,
             "owner_id": sown.anyone(item["org_id"]), "done_on": sown.soon(day)}
        )  # fmt: skip
    insert(Resolution, decided, text="办")


def _tasks(sown: Sown) -> None:
    tasks = []
    for org, _ in sown.orgs:
        for _ in range(TASKS):
            given = sown.day()
            tasks.append(
                {"org_id": org, "appointment_id": sown.anyone(org), "given_on": given,
                 "due_on": given + timedelta(days=9), "done_on": sown.soon(given),
                 "dropped_on": sown.soon(given, 0.1)}
            )  # fmt: skip
    insert(AssignedTask, tasks, text="办")


def _needs(sown: Sown) -> None:
    needs = []
    for org, _ in sown.orgs:
        for _ in range(sown.luck.randrange(6)):
            day = sown.day() - timedelta(days=30)
            closed = sown.soon(day)
            status = "closed" if closed else "acting"
            needs.append({"org_id": org, "received_on": day, "closed_on": closed, "status": status})
    insert(NeedRequest, needs, channel="face", category="other", text="求")


def _reviews(sown: Sown) -> None:
    """Duty reports of most chairs, and appraisals: some over within the year, some not yet."""
    year: dict[str, Any] = {"year": 2026, "text": "述", "filed_on": date(2026, 9, 1)}
    DutyReport.rows.bulk_create(
        DutyReport(org_id=org, appointment_id=seat["id"], audience=audience, **year)
        for org, _ in sown.orgs for seat in sown.committee(org)[:1]
        for audience in ("party", "upper_federation") if sown.perhaps(0.8)
    )  # fmt: skip
    rows = []
    for org, _ in sown.orgs:
        if sown.perhaps(0.6):
            answered = sown.luck.choice([0, 10, 12, 40])
            until = sown.luck.choice([date(2026, 4, 1), date(2026, 10, 1), date(2026, 11, 1)])
            pleased = sown.luck.randrange(4 * answered + 1)
            rows.append({"org_id": org, "until": until, "answered": answered, "pleased": pleased})
    insert(Appraisal, rows, since=date(2026, 3, 1))
