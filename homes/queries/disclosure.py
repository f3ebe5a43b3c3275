"""How far disclosure has come: which items are current, what is missing and why (I-PUB-1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from fulian.dated import live_on
from homes.models import ActivityPlan, Disclosure, Item, NameConsent, TakeDown
from homes.queries.disclosed import Public, shown
from homes.queries.rolls import SHOWN, Roll, note_refusals, rolls_of
from members.models import Appointment
from members.models.appointments import COMMITTEE
from members.queries.seats import by_office
from orgs.models import Level, Org, OrgStatus

DOWN = "撤下了"


@dataclass(frozen=True, slots=True)
class State:
    """One organisation's disclosure: what is public, and what each item lacks ("" for nothing)."""

    org: Org
    public: Public
    lacks: dict[str, str]
    taken: list[TakeDown]
    hung_on: date | None
    hung_at: str
    is_sheet_old: bool

    @property
    def is_current(self) -> bool:
        """Whether all four items are current."""
        return not any(self.lacks.values())

    @property
    def items(self) -> list[tuple[str, str, str]]:
        """The four items: identifier, what it is called, what it lacks."""
        return [(item.value, str(item.label), self.lacks[item]) for item in Item]

    @property
    def missing(self) -> str:
        """What is missing, in one line."""
        return "；".join(f"{label}：{lack}" for _, label, lack in self.items if lack)


def obliged() -> QuerySet[Org]:
    """Return the townships and villages in reach that disclose their work, in tree order."""
    rows = Org.objects.filter(
        level__in=(Level.TOWNSHIP, Level.VILLAGE), status=OrgStatus.ACTIVE, is_counted=True
    )
    found: QuerySet[Org] = rows.order_by("lft")
    return found


def states_of(orgs: Sequence[Org], on: date) -> list[State]:
    """Return how far disclosure has come at each of ``orgs``, in their order."""
    county, rolls = rolls_of(orgs, on)
    note_refusals(rolls)
    return [_state(rolls[org.pk], shown(rolls[org.pk], county)) for org in orgs]


def indicator(states: Sequence[State]) -> tuple[int, int]:
    """Return I-PUB-1: organisations with all four items current, and organisations."""
    return sum(one.is_current for one in states), len(states)


def _state(roll: Roll, public: Public) -> State:
    own = roll.own
    hung = own.hung_on if own else None
    old = bool(own and hung and own.hung_mark != public.mark)
    where = own.hung_at if own else ""
    return State(roll.org, public, _lacks(roll, public), roll.taken, hung, where, old)


def _lacks(roll: Roll, public: Public) -> dict[str, str]:
    if public.is_down:
        return dict.fromkeys(Item, f"整个页面{DOWN}")
    found: dict[str, str] = {
        Item.DUTIES: "" if public.duties else "没有写",
        Item.STRUCTURE: "" if public.structure else "还没有人任职",
        Item.OFFICERS: _officers_lack(roll),
        Item.ACTIVITY_PLAN: "" if public.plan or public.happenings else "本季度还没有写",
    }
    return found | {item: DOWN for item in Item if item in roll.down}


def _officers_lack(roll: Roll) -> str:
    """Say whom of 主席、副主席、执委 (S3:220) nobody asked yet whether her name may be public.

    Their roles are public without it, and a no is an answer: no figure presses anybody to agree.
    Representatives hold no office of the organisation and are not waited for.
    """
    officers = [one for one in roll.seated if one.office in COMMITTEE]
    if not officers:
        return "还没有人任职"
    unasked = {one.person for one in officers if one.agreed_on is None} - roll.refused
    if not unasked:
        return ""
    return f"还有 {len(unasked)} 人没有问过是否公开姓名"


@dataclass(frozen=True, slots=True)
class Asked:
    """An officer, and what she said about her name being public."""

    seat: int
    person: int
    name: str
    office: str
    answer: str
    said_on: date | None
    noted_at: Any
    is_hidden: bool
    way: str = ""


def asked_of(org: Org, on: date) -> list[Asked]:
    """Return everyone in office at ``org`` and what she answered, the chair first."""
    seats = Appointment.rows.filter(live_on(on), org=org, office__in=SHOWN)
    rows = seats.select_related("person").order_by(by_office(), "since", "person__pinyin", "pk")
    held = list(rows)
    people = {seat.person_id for seat in held}
    answers: Mapping[int, NameConsent] = {
        row.person_id: row for row in NameConsent.rows.filter(person__in=people).order_by("pk")
    }
    down = TakeDown.rows.filter(org=org, person__in=people, back_at__isnull=True)
    hidden = set(down.values_list("person_id", flat=True))
    return [_asked(seat, answers.get(seat.person_id), hidden) for seat in held]


def _asked(seat: Appointment, last: NameConsent | None, hidden: set[int]) -> Asked:
    agreed = seat.person.name_shown_since
    answer = "agreed" if agreed else "refused" if last else ""
    day = agreed or (last.said_on if last else None)
    noted = last.noted_at if last and last.answer == answer else None
    return Asked(
        seat.pk, seat.person_id, seat.person.name, seat.get_office_display(), answer, day, noted,
        seat.person_id in hidden, str(last.get_way_display()) if last and noted else "",
    )  # fmt: skip


def unasked_at(org: Org, on: date) -> list[Appointment]:
    """Return everyone in office at ``org`` of whom no answer is known, the chair first."""
    return [one for one in not_refused_at(org, on) if one.person.name_shown_since is None]


def not_refused_at(org: Org, on: date) -> list[Appointment]:
    """Return everyone in office at ``org`` who agreed or of whom no answer is known."""
    said = NameConsent.rows.filter(person=OuterRef("person"))
    rows = Appointment.rows.filter(
        live_on(on), Q(person__name_shown_since__isnull=False) | ~Exists(said), org=org,
        office__in=SHOWN,
    )  # fmt: skip
    return list(
        rows.select_related("person").order_by(by_office(), "since", "person__pinyin", "pk")
    )


def chosen_at(org: Org) -> Disclosure | None:
    """Return what ``org`` chose about its page, the county's choice where it chose nothing."""
    rows = Disclosure.rows.filter(Q(org=org) | Q(org__parent__isnull=True)).select_related("org")
    return max(rows, key=lambda row: row.org_id == org.pk, default=None)


def seat_at(org: Org | None, seat: int, on: date) -> Appointment | None:
    """Return a seat held on the day ``on``, in reach and (where ``org`` is given) there."""
    rows = Appointment.objects.filter(live_on(on), pk=seat, office__in=SHOWN)
    rows = rows if org is None else rows.filter(org=org)
    return rows.select_related("org", "person").first()


def plan_of(org: Org, quarter: date) -> ActivityPlan | None:
    """Return what ``org`` means to do in the quarter that begins on ``quarter``."""
    return ActivityPlan.rows.filter(org=org, quarter=quarter).first()
