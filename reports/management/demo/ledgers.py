"""Ledgers in the demo county: open and closed, one handed up, one returned, gaps on purpose."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

from duties import services
from duties.models import LedgerEntry
from members.models import Appointment, Office
from orgs.models import Level, Org
from reports.management.demo.story import SHOWN_PLACES, Demo, noon

VILLAGES = 12
NAMES = ("老街李婶", "塘边王姐", "三组陈奶奶", "桥头刘嫂", "后山周姐", "晒谷坪邓姨", "新屋罗姐")
LIAISON = (
    ("丈夫在外打工，带两个孩子", "孩子放学没人接", "联系邻居轮流接送", "每天有人接送"),
    ("独居，腿脚不便", "看病没人陪", "约好每月陪去镇卫生院", ""),
    ("刚从外地回来", "想在家门口找活", "介绍到串珠加工点", "已经上班"),
    ("家里种油茶", "", "", ""),
    ("带一岁的孙子", "不会办医保", "", ""),
)
MEDIATION = (
    ("marriage_quarrel", "met", "婆媳为带孩子起口角", "分头劝解，约定分工", "settled"),
    ("property", "visit", "两户为宅基地界线争执", "请村里一起丈量", ""),
    ("marriage_divorce", "call", "夫妻闹离婚", "上门谈了两次", "failed"),
)
AID = (
    ("visit", 200, "送去米和油"),
    ("fundraising", 3600, "为住院的姐妹筹款"),
    ("escort", None, "陪去县医院"),
)


def keep_ledgers(demo: Demo) -> None:
    """Let some villages keep their books, and others not: the gaps are to be seen."""
    shown = SHOWN_PLACES.get(demo.code, ())
    rows = Org.rows.filter(level=Level.VILLAGE, is_counted=True).order_by("code")
    villages = sorted(rows, key=lambda org: org.code not in shown)[:VILLAGES]
    made = 0
    for org in villages:
        lot = demo.lot_of(f"{org.code}:ledgers")
        seats = list(
            Appointment.rows.filter(
                org=org, office__in=(Office.CHAIR, Office.EXECUTIVE_MEMBER), until__isnull=True
            ).order_by("pk")[:6]
        )
        if seats:
            made += _book(demo, seats, lot)
    _hand_up(demo)
    demo.said.append(f"{made} 条台账")


def _book(demo: Demo, seats: list[Appointment], lot: random.Random) -> int:
    lines = [_liaison(demo, lot) for _ in range(4)] + [_mediation(lot), _aid(lot), _diary(lot)]
    for kind, answers in lines:
        seat = lot.choice(seats)
        day = max(demo.on - timedelta(days=lot.randrange(0, 40)), seat.since)
        is_open = kind == "liaison" and answers["difficulty"] and not answers["result"]
        services.write_ledger(
            kind=kind, appointment=seat, done_on=day, answers=answers, by=None,
            at=min(noon(day), demo.at), subject_name="" if kind == "diary" else lot.choice(NAMES),
            next_on=day + timedelta(days=14) if is_open else None,
        )  # fmt: skip
    return len(lines)


def _liaison(demo: Demo, lot: random.Random) -> tuple[str, dict[str, Any]]:
    facts = dict(
        zip(("basics", "difficulty", "measures", "result"), lot.choice(LIAISON), strict=True)
    )
    return "liaison", {"mode": lot.choice(("visit", "wechat", "phone")), **facts}


def _mediation(lot: random.Random) -> tuple[str, dict[str, Any]]:
    names = ("category", "channel", "facts", "steps", "outcome")
    return "mediation", dict(zip(names, lot.choice(MEDIATION), strict=True))


def _aid(lot: random.Random) -> tuple[str, dict[str, Any]]:
    category, amount, what = lot.choice(AID)
    return "aid", {"category": category, "amount": amount, "what": what}


def _diary(lot: random.Random) -> tuple[str, dict[str, Any]]:
    what = lot.choice(
        ("上午接待来访，下午走访两户", "到村里巡河，动员打扫", "整理台账，召开碰头会")
    )
    return "diary", {"category": lot.choice(("work", "shift")), "what": what}


def _hand_up(demo: Demo) -> None:
    """Hand three open lines up: one waits, one is in hand, one came back."""
    waiting = LedgerEntry.rows.filter(status="open", kind="mediation").order_by("pk")[:3]
    at = demo.at - timedelta(days=6)
    for n, entry in enumerate(waiting):
        asked = services.transfer_ledger(
            entry=entry, reason="村里办不了，请上级协调", by=None, at=at
        )
        if n == 1:
            services.accept_transfer(transfer=asked, by=None, at=at + timedelta(days=2))
        if n == 2:
            services.return_transfer(
                transfer=asked, reason="请先约两户谈一次", by=None, at=at + timedelta(days=1)
            )  # fmt: skip
