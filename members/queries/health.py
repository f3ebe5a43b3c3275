"""What of the county's data cannot be right: counted, listed, each with where it is mended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, F, OuterRef, QuerySet
from django.urls import reverse

from fulian import crypto, scoping
from members.identity import checked_id
from members.models import Appointment, Office, Person
from members.models.appointments import COMMITTEE
from members.models.people import ID_COLUMN
from members.queries import merging
from members.queries.seats import live
from orgs.models import AccessGrant, ClaimCode, OrgStatus
from orgs.queries import tree
from orgs.queries.hats import live as live_grant

LOGS_IN = (Office.CHAIR, Office.VICE_CHAIR, Office.EXECUTIVE_MEMBER, Office.REPRESENTATIVE)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: what it is called, and the page where it is mended."""

    label: str
    detail: str
    page: str
    key: int | None
    act: str

    @property
    def address(self) -> str:
        """Where it is mended."""
        way = reverse(f"admin:{self.page}", args=[] if self.key is None else [self.key])
        return f"{way}?{self.act}" if self.act else way


@dataclass(frozen=True, slots=True)
class Check:
    """One kind of fault: its name, what to do about it, and how it is looked for."""

    key: str
    title: str
    advice: str
    find: Callable[[date], list[Fault]]


@dataclass(frozen=True, slots=True)
class Result:
    """A check with what it found."""

    check: Check
    faults: list[Fault]

    @property
    def count(self) -> int:
        """How many."""
        return len(self.faults)


def results(on: date) -> list[Result]:
    """Return every check with what it finds in the open scope on the day ``on``."""
    return [Result(check, check.find(on)) for check in CHECKS]


def _duplicates(on: date) -> list[Fault]:
    return [
        Fault(
            f"{pair.first.name}、{pair.second.name}", "，".join(pair.reasons),
            "members_person_merge", pair.first.pk, f"with={pair.second.pk}",
        )
        for pair in merging.pairs_in_reach()
    ]  # fmt: skip


def _wrong_ids(on: date) -> list[Fault]:
    """Open every ID number kept here: what was restored or brought in may be none."""
    county = scoping.current().county
    kept = Person.objects.exclude(id_number=None).order_by("pinyin", "pk")
    wrong = []
    for pk, name, place, sealed in kept.values_list("pk", "name", "org__short_name", "id_number"):
        try:
            checked_id(crypto.unseal(bytes(cast(Any, sealed)), county=county, column=ID_COLUMN))
        except (ValidationError, crypto.SealBroken):
            wrong.append(Fault(name, f"{place}：身份证号不对", "members_person_correct", pk, ""))
    return wrong


def _seats(on: date) -> QuerySet[Appointment]:
    rows = Appointment.objects.filter(live(on)).select_related("org", "person")
    return rows.order_by("org__lft", "pk")


def _two_holders(on: date) -> list[Fault]:
    """Return the seats one organisation or group gave to two; the database refuses new ones."""
    rows = Appointment.objects.filter(live(on)).order_by()
    chairs = rows.filter(office=Office.CHAIR).values("org").annotate(n=Count("pk"))
    groups = rows.filter(group__isnull=False).values("group").annotate(n=Count("pk"))
    at = {one["org"] for one in chairs if one["n"] > 1}
    led = {one["group"] for one in groups if one["n"] > 1}
    twice = [*_seats(on).filter(office=Office.CHAIR, org__in=at)] if at else []
    twice += [*_seats(on).filter(group__in=led)] if led else []
    return [_seat(seat, "同一个职位有两人在任", "members_appointment_end") for seat in twice]


def _no_term(on: date) -> list[Fault]:
    rows = Appointment.objects.filter(live(on), office__in=COMMITTEE, term__isnull=True)
    rows = rows.exclude(org__status=OrgStatus.CLOSED)
    found = rows.order_by("org__lft").values("org", name=F("org__short_name"))
    return [
        Fault(one["name"], f"{one['n']} 项任职没有届次", "members_congressterm_add", None,
              f"org={one['org']}")
        for one in found.annotate(n=Count("pk"))
    ]  # fmt: skip


def _at_closed(on: date) -> list[Fault]:
    held = _seats(on).filter(org__status=OrgStatus.CLOSED)
    return [_seat(seat, "组织已经撤销", "members_appointment_end") for seat in held]


def _no_phone(on: date) -> list[Fault]:
    seats = _seats(on).filter(office__in=LOGS_IN, person__phone_key="")
    found: dict[int, Fault] = {}
    for seat in seats:
        said = f"{seat.org.short_name}{seat.get_office_display()}"
        key = seat.person_id
        found.setdefault(key, Fault(seat.person.name, said, "members_person_correct", key, ""))
    return list(found.values())


def _no_seat(on: date) -> list[Fault]:
    """Return who may log in as what only an office gives, and holds none: a code on paper did."""
    held = Appointment.rows.filter(grant=OuterRef("pk"), until__isnull=True)
    by_code = ClaimCode.rows.filter(grant=OuterRef("pk"))
    grants = AccessGrant.objects.filter(live_grant(on), Exists(by_code), ~Exists(held))
    return [
        Fault(one.holder, f"{one.org.short_name}：{one.get_role_display()}",
              "orgs_accessgrant_change", one.pk, "")
        for one in grants.select_related("org").order_by("org__lft", "pk")
    ]  # fmt: skip


def _drift(on: date) -> list[Fault]:
    """Return where the tree's numbering disagrees with its parents: seen by the whole county."""
    if scoping.current().under:
        return []
    return [
        Fault(code, "编号与上级关系不一致", "orgs_org_change", pk, "")
        for pk, code in tree.broken_nodes()
    ]


def _seat(seat: Appointment, says: str, page: str) -> Fault:
    called = f"{seat.org.short_name}{seat.get_office_display()}：{says}"
    return Fault(seat.person.name, called, page, seat.pk, "")


CHECKS = (
    Check("duplicates", "疑似重复", "并排核对：是同一人就合并，不是就写明不是。", _duplicates),
    Check("ids", "身份证号不对", "请核对证件后更正。", _wrong_ids),
    Check("holders", "一个职位两人在任", "给已经离开的人办理离任。", _two_holders),
    Check("terms", "班子成员没有届次", "先给组织登记届次；换届时任职会归入新的一届。", _no_term),
    Check("closed", "撤销的组织还有人任职", "办理离任。", _at_closed),
    Check("phones", "在任却没有手机号", "补上手机号，才能开通登录。", _no_phone),
    Check("access", "能登录却没有任职", "是本人就办理任职，不是就结束授权。", _no_seat),
    Check("tree", "组织树编号有误", "请平台运维员核对并重新编号。", _drift),
)
