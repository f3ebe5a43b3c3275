"""Bringing in a roster of a whole county against registering and appointing one by one."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from django.db import transaction
from django.utils import timezone
from openpyxl import Workbook

from bench import ground
from bench.ground import AT, ON
from bench.measure import Line, Watch
from fulian import scoping
from fulian.scoping import scope
from members import services, tasks
from members.identity import CHECKS, WEIGHTS, phone_index
from members.models import Appointment, Office, Person, RosterImport
from members.queries import roster as reads
from members.roster import read_roster
from members.roster.columns import COLUMNS
from orgs import services as orgs
from orgs.models import AccessGrant, County, Level, Org, User
from orgs.queries import hats

CODE = "430424"
ROWS, SPOT = 5000, 200
PREVIEW, IMPORT, UNDO = 5.0, 20.0, 10.0
SURNAMES = "白沈陶姜邹潘柳史傅舒王李张刘陈杨赵黄周吴"
GIVEN = "春燕秋月晓岚雨桐静怡玉兰芳菲慧敏雪晴若兰桂英秀珍丽华海霞"
FACTS = (
    "person__name", "person__pinyin", "person__birth_on", "person__phone_key", "person__id_key",
    "person__phone_tail", "person__org__code", "person__education", "person__occupation",
    "office", "employment", "origin", "since", "until", "org__code", "grant__role",
    "grant__since", "grant__holder", "grant__org__code", "grant__user__phone_key",
)  # fmt: skip


def lines(rows: int = ROWS, spot: int = SPOT, code: str = CODE) -> Iterator[Line]:
    """Upload, write and take back ``rows`` of them; the first ``spot`` also one by one."""
    with ground.owner() as plain:
        ground.empty(plain)
        county = orgs.open_county(
            code=code, on=ON, at=AT, by=None, admin_phone="10000000009"
        ).county
        with scope(county.pk):
            told = list(_told(rows))
        data = _workbook(told)
        peer, found = _one_by_one(county, told[:spot])
        yield _measured(county, data, told, (spot, found), peer / min(spot, rows) * rows)
        ground.empty(plain)


def _measured(
    county: County, data: bytes, told: list[dict[str, Any]], spot: tuple[int, str], peer: float
) -> Line:
    with Watch() as read:
        read_roster(data)
    at = timezone.now()
    with Watch() as looked, scope(county.pk):
        by = _administrator(county)
        top = Org.rows.get(parent=None)
        roster = services.preview_roster(data=data, filename="名单.xlsx", org=top, by=by, at=at)
        tasks.read_roster(county=county.pk, roster=roster.pk)
        roster.refresh_from_db()
        wrong = reads.problems_of(roster)
    with scope(county.pk):
        services.confirm_roster(roster=roster, by=by, at=at)
    with Watch() as watch:
        written = tasks.write_roster(county=county.pk, roster=roster.pk)
    with scope(county.pk):
        roster = RosterImport.rows.get(pk=roster.pk)
        phones = [one["手机号"] for one in told[: spot[0]]]
        same = (len(told), len(told), len(told) + 1, spot[1]) == (
            Person.rows.count(), Appointment.rows.count(), AccessGrant.rows.count(), _hash(phones),
        )  # fmt: skip
        unchanged, trip = _round_trip(by, len(told))
        with Watch() as undone:
            assert roster.batch is not None
            orgs.undo(batch=roster.batch, at=at, on=ON, by=by)
        same = same and unchanged and not (Person.rows.exists() or Appointment.rows.exists())
    return Line(
        name="roster", unit="s", ours=watch.seconds, peer=peer, ratio=peer / watch.seconds,
        goal=f"preview of {ROWS} rows <= {PREVIEW:g} s, import <= {IMPORT:g} s, undo <= {UNDO:g} s",
        answers_equal=same and not wrong and written == len(told), rounds=1,
        within=looked.seconds <= PREVIEW and watch.seconds <= IMPORT and undone.seconds <= UNDO,
        more={
            "rows": len(told), "preview": round(looked.seconds, 2),
            "preview_reads": round(read.seconds, 2), "undo": round(undone.seconds, 2),
            "kilobytes": len(data) // 1024, **trip, "ours_is": "the worker's function, whole",
            "peer_is": f"register_person and appoint, one by one, {spot[0]} of them scaled",
        },
    )  # fmt: skip


def _round_trip(by: User, count: int) -> tuple[bool, dict[str, float]]:
    """Take the roll out and bring it back unedited; return whether that changed nothing."""
    with Watch() as out:
        data = services.export_roster(on=ON, by=by, whole=True, reason="核对")
    with Watch() as back:
        roster = services.preview_roster(
            data=data, filename="花名册.xlsx", org=Org.rows.get(parent=None), by=by,
            at=timezone.now(),
        )  # fmt: skip
        tasks.read_roster(county=scoping.current().county, roster=roster.pk)
    roster.refresh_from_db()
    kept = reads.sheet_of(roster)
    clean = (kept["rows"], kept["diff"], roster.wrong, roster.total) == ([], [], 0, count)
    told = {"export": out.seconds, "comes_back": back.seconds, "kilobytes_out": len(data) / 1024}
    return clean, {name: round(value, 2) for name, value in told.items()}


def _told(count: int) -> Iterator[dict[str, Any]]:
    """Yield rows as a county would write them: committees of its villages, then representatives."""
    dice = random.Random(7)  # the same people every time
    villages = list(
        Org.rows.filter(level__in=[Level.VILLAGE, Level.UNIT])
        .select_related("parent").order_by("lft")
    )  # fmt: skip
    offices = ["主席", "副主席", "副主席", *["执委"] * 12]
    for number in range(count):
        village = villages[number % len(villages)]
        turn = number // len(villages)
        born = date(1960, 1, 1) + timedelta(days=dice.randrange(15000))
        assert village.parent is not None
        yield {
            "乡镇": village.parent.short_name, "村（社区）": village.short_name,
            "姓名": dice.choice(SURNAMES) + "".join(dice.sample(GIVEN, 2)),
            "职务": offices[turn] if turn < len(offices) else "妇女代表",
            "任职日期": "2026年1月5日", "手机号": f"1000{number:07d}",
            "身份证号": _id_number(born, number), "民族": "汉族", "政治面貌": "群众",
            "文化程度": "高中或中专", "职业": "务农", "来源类别": "热心或有专长的居民",
        }  # fmt: skip


def _id_number(born: date, number: int) -> str:
    body = f"{430000 + number // 1000:06d}{born:%Y%m%d}{number % 1000:03d}"
    total = sum(int(d) * w for d, w in zip(body, WEIGHTS, strict=True))
    return body + CHECKS[total % 11]


def _workbook(told: list[dict[str, Any]]) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    heads = [column.head for column in COLUMNS]
    sheet.append(heads)
    for one in told:
        sheet.append([one.get(head) for head in heads])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _one_by_one(county: County, told: list[dict[str, Any]]) -> tuple[float, str]:
    """Return how long the peer takes for ``told``, and what it leaves; nothing stays."""
    with scope(county.pk):
        by = _administrator(county)
        places = {
            (org.parent.short_name if org.parent else "", org.short_name): org
            for org in Org.rows.select_related("parent")
        }
        offices = {str(office.label): office.value for office in Office}
        with Watch() as watch:
            for one in told:
                _appointed(by, places[one["乡镇"], one["村（社区）"]], offices[one["职务"]], one)
        found = _hash([one["手机号"] for one in told])
        transaction.set_rollback(True)
    return watch.seconds, found


def _appointed(by: User, org: Org, office: str, one: dict[str, Any]) -> None:
    born = one["身份证号"][6:14]
    person = services.register_person(
        org=org, name=one["姓名"], by=by, phone=one["手机号"], id_number=one["身份证号"],
        birth_on=date(int(born[:4]), int(born[4:6]), int(born[6:])), ethnic_group="汉族",
        political_status="masses", education="senior", occupation="务农",
        source_category="resident",
    )  # fmt: skip
    services.appoint(person=person, org=org, office=office, on=date(2026, 1, 5), by=by)


def _administrator(county: County) -> User:
    grant = AccessGrant.rows.select_related("user").get(role="county_admin")
    AccessGrant.rows.filter(pk=grant.pk).update(accepted_at=AT)
    by: User = grant.user
    seated = hats.grant_hat(by, county, grant.pk, timezone.localdate())
    assert seated is not None
    by.hat = seated[0]
    return by


def _hash(phones: list[str]) -> str:
    """Return a hash of everything said of who has one of ``phones``, keys of rows apart."""
    rows = Appointment.rows.filter(person__phone_key__in=[phone_index(p) for p in phones])
    said = sorted(map(str, rows.values_list(*FACTS)))
    return f"{len(said)} {hashlib.sha256(chr(10).join(said).encode()).hexdigest()}"
