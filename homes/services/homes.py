"""Women's Homes: founded, changed, out of use, closed (domain A31, A32, A34)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db.models import Q

from duties.rules.posts import check_own_place
from fulian.consequences import Effect
from homes.models import Activity, HomeAsset, HomeGrade, HomeKind, HomePause, ModelHome, WomensHome
from homes.queries.home_past import begun_on
from homes.rules import homes as rules
from homes.rules.activities import COMING
from homes.services.activity_leaving import move_all_out
from homes.services.holding import active, seat_held, standing
from homes.services.home_past import replaced, turned
from members.models import Appointment
from orgs.models import Org, User
from orgs.services import begun, clean, corrected, made, record, restated, tidy, verb
from orgs.services.recording import Change

TIED: dict[str, Any] = {
    "assets": HomeAsset, "grades": HomeGrade, "pauses": HomePause, "models": ModelHome,
}  # fmt: skip
CALLED = {"physical": "妇女之家", "online": "网上妇女之家"}


class HomeFacts(TypedDict, total=False):
    """What may be said of a home; which of it depends on its kind (``rules.homes.FIELDS``)."""

    name: str
    address: str
    site_type: str
    premises: str
    partner: str
    area: int | None
    hours: str
    keys: str
    womens_and_childrens_home: bool
    platform: str
    unit_kind: str
    unit: str
    host: str
    host_consented_on: date | None


@verb("homes.found_homes", "建立妇女之家", undoable=True)
def found_homes(
    *, org: Org, on: date, by: User | None, kinds: Collection[str] = rules.MAIN,
    physical: HomeFacts | None = None, online: HomeFacts | None = None,
    manager: Appointment | None = None, seen_on: date | None = None,
) -> list[WomensHome]:  # fmt: skip
    """Found the physical and the online home of ``org`` together (同步建设网上网下, A31).

    ``kinds`` names one alone where the other is there, or is honestly not; ``manager`` answers for
    them, and sits on the committee on the day ``seen_on``. Raises ``ValidationError`` for a closed
    organisation or a unit, for a home that is there already, and for a manager from elsewhere.
    """
    check_own_place(org=org.pk, by=by)
    here = active(org)
    rules.check_has_home(here)
    later = Q(until__isnull=True) | Q(until__gt=on)
    known = WomensHome.rows.filter(later, org=here, kind__in=rules.MAIN)
    rules.check_kinds(kinds=set(kinds), known=set(known.values_list("kind", flat=True)))
    given = {HomeKind.PHYSICAL: physical or HomeFacts(), HomeKind.ONLINE: online or HomeFacts()}
    held = seat_held(manager, org=here.pk, on=seen_on or on)
    homes = [_founded(here, kind, given[kind], on, held) for kind in rules.MAIN if kind in kinds]
    record(homes[0], by=by, changes=[made(home) for home in homes], name=_names(homes))
    return homes


@verb("homes.found_micro", "建立妇女微家", undoable=True)
def found_micro(*, org: Org, on: date, by: User | None, **facts: Unpack[HomeFacts]) -> WomensHome:
    """Found a micro-home below the physical home of ``org`` (A32).

    Who hosts it is written down with her consent only. Raises ``ValidationError`` when the
    organisation has no physical home.
    """
    check_own_place(org=org.pk, by=by)
    here = active(org)
    parent = WomensHome.rows.filter(org=here, kind=HomeKind.PHYSICAL, until__isnull=True).first()
    if parent is None:
        raise ValidationError("请先登记本组织的实体妇女之家，微家挂在它下面。", code="no_parent")
    rules.check_day(since=parent.since, on=on, what="妇女之家的建立")
    told = _tidied(facts)
    rules.check_facts(kind=HomeKind.MICRO, facts=told)
    home = WomensHome(org=here, kind=HomeKind.MICRO, parent=parent, since=on, **told)
    return begun(home, by=by)


@verb("homes.change_home", "修改妇女之家", undoable=True)
def change_home(
    *, home: WomensHome, on: date, by: User | None, **facts: Unpack[HomeFacts]
) -> WomensHome:
    """Correct what is known of a home: only what is named changes.

    Another place, source of premises or hours is so from the day ``on``, and what it was is kept;
    filling in what was not known yet changes no past.
    """
    check_own_place(org=home.org_id, by=by)
    row, told = standing(home), _tidied(facts)
    if "host" in told and not told["host"]:
        told["host_consented_on"] = None
    known = {name: getattr(row, name) for name in rules.FIELDS[row.kind]}
    rules.check_facts(kind=row.kind, facts={**known, **told})
    if not replaced(row, told):
        return corrected(row, told, by=by)
    rules.check_day(since=begun_on(row), on=on, what="上一次变动")
    record(row, by=by, changes=turned(row, told, on))
    return row


@verb("homes.suspend_home", "停用妇女之家", undoable=True)
def suspend_home(*, home: WomensHome, reason: str, on: date, by: User | None) -> HomePause:
    """Put a home out of use from the day ``on``, with the reason, until it opens again."""
    check_own_place(org=home.org_id, by=by)
    row = standing(home)
    rules.check_day(since=row.since, on=on)
    if HomePause.rows.filter(home=row, until__isnull=True).exists():
        raise ValidationError("它已经停用了。", code="paused")
    pause = HomePause(home=row, reason=tidy(reason), since=on)
    clean(pause)
    pause.save()
    record(row, by=by, changes=[made(pause)], reason=pause.reason)
    return pause


@verb("homes.reopen_home", "恢复妇女之家", undoable=True)
def reopen_home(*, home: WomensHome, on: date, by: User | None) -> HomePause:
    """Open a home again from the day ``on``."""
    check_own_place(org=home.org_id, by=by)
    row = standing(home)
    pause = HomePause.rows.select_for_update().filter(home=row, until__isnull=True).first()
    if pause is None:
        raise ValidationError("它没有停用，不用恢复。", code="not_paused")
    rules.check_day(since=pause.since, on=on, what="停用")
    record(row, by=by, changes=[restated(pause, {"until": on})])
    return pause


@verb("homes.close_home", "撤销妇女之家", undoable=True)
def close_home(*, home: WomensHome, on: date, by: User | None, reason: str = "") -> WomensHome:
    """Close a home on the day ``on``, with its micro-homes and whatever hangs on it."""
    check_own_place(org=home.org_id, by=by)
    row = standing(home)
    rules.check_day(since=row.since, on=on)
    micro = list(WomensHome.rows.filter(parent=row, until__isnull=True))
    record(row, by=by, changes=end_rows([row], on), reason=tidy(reason))
    for home in [row, *micro]:
        move_all_out(home=home, on=on, by=by)
    return row


def closing_home_affects(*, home: WomensHome) -> list[Effect]:
    """Return what ends with a home that is closed."""
    micro = WomensHome.rows.filter(parent=home, until__isnull=True)
    both = [home.pk, *micro.values_list("pk", flat=True)]
    found = {name: len(_hanging(name, both)) for name in ("assets", "grades", "models")}
    coming = Activity.rows.filter(home__in=both, status__in=COMING).count()
    effects = [
        Effect("妇女微家", len(both) - 1, "同时撤销"),
        Effect("资产", found["assets"], "同时注销，请另行点清"),
        Effect("示范命名", found["grades"], "同时结束"),
        Effect("片区示范妇女之家", found["models"], "同时结束，片区要另选"),
        Effect("还没办的活动", coming, "照常办，地点要另定"),
    ]
    return [effect for effect in effects if effect.count]


def end_rows(homes: Collection[WomensHome], on: date) -> list[Change]:
    """End ``homes``, which are held, with their micro-homes and what hangs on them.

    A part of verbs: the changes are theirs to record. What begins later never does.
    """
    keys = [home.pk for home in homes]
    micro = WomensHome.rows.select_for_update().filter(parent__in=keys, until__isnull=True)
    rows = [*homes, *micro.exclude(pk__in=keys).order_by("pk")]
    keys = [row.pk for row in rows]
    tied = [one for name in TIED for one in _hanging(name, keys)]
    return [restated(one, {"until": max(on, one.since)}) for one in [*tied, *rows]]


def _hanging(name: str, homes: Collection[int]) -> list[Any]:
    """Return what of one sort hangs on ``homes`` without an end, held."""
    kind: Any = TIED[name]
    rows = kind.rows.select_for_update().filter(home__in=homes, until__isnull=True)
    return list(rows.order_by("pk"))


def _founded(
    org: Org, kind: str, facts: HomeFacts, on: date, manager: Appointment | None
) -> WomensHome:
    told = _tidied(facts)
    told["name"] = told.get("name") or f"{org.short_name}{CALLED[kind]}"
    rules.check_facts(kind=kind, facts=told)
    home = WomensHome(org=org, kind=kind, since=on, manager=manager, **told)
    clean(home)
    home.save()
    return home


def _tidied(facts: HomeFacts) -> dict[str, object]:
    return {key: tidy(v) if isinstance(v, str) else v for key, v in facts.items()}


def _names(homes: list[WomensHome]) -> str:
    return "、".join(home.name for home in homes)
