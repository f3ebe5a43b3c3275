"""Reads of the register of women and households in contact, and of what hangs on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from duties.models import AreaAssignment, Household, LiaisonLink, Woman
from duties.rules.contacts import Contact
from fulian.consequences import Effect
from members.models import Appointment, WomensGroup
from orgs.models import Org
from orgs.queries.hats import live

GROUP = "group-"  # as members names what a split may share out
TOLD = "联系的家庭和妇女"
MODELS: dict[str, Any] = {"household": Household, "woman": Woman}


@dataclass(frozen=True, slots=True)
class Counts:
    """How many households and women an organisation keeps in touch with, and has stopped to."""

    households: int = 0
    women: int = 0


def contacts_of(org: Org, end: str, on: date) -> QuerySet[Any]:
    """Return the households or women of ``org`` in contact on a day, with ``upper``: by whom."""
    ties = LiaisonLink.rows.filter(live(on), is_primary=True, **{end: OuterRef("pk")})
    rows = MODELS[end].objects.filter(live(on), org=org).select_related("group")
    if end == "woman":
        rows = rows.select_related("household")
    found: QuerySet[Any] = rows.annotate(upper=Subquery(ties.values("above__person__name")[:1]))
    return found.order_by("group", "name", "pk")


def known_at(org: Org, on: date) -> dict[str, Any]:
    """Return the groups, households and women of ``org`` on a day, by the key a form gives them."""
    found: dict[str, Any] = {f"group-{one.pk}": one for one in groups_open(org)}
    for end, model in MODELS.items():
        rows = model.objects.filter(live(on), org=org).exclude(name="").order_by("name", "pk")
        found |= {f"{end}-{one.pk}": one for one in rows}
    return found


def stopped_of(org: Org, end: str) -> QuerySet[Any]:
    """Return who of ``org`` is in contact no more and still has a name, the latest first."""
    rows: QuerySet[Any] = MODELS[end].objects.filter(org=org, until__isnull=False)
    return rows.exclude(name="").order_by("-until", "-pk")


def names_known(org: Org, end: str, group: WomensGroup | None) -> set[str]:
    """Return the names registered at ``org`` in one place."""
    rows = MODELS[end].rows.filter(org=org, group=group, until__isnull=True)
    return set(rows.values_list("name", flat=True))


def counts_of(orgs: list[int], on: date) -> dict[int, Counts]:
    """Return how many each of ``orgs`` keeps in touch with on a day, in two queries."""
    found: dict[str, dict[int, int]] = {}
    for end, model in MODELS.items():
        rows = model.rows.filter(live(on), org__in=orgs).order_by().values_list("org_id")
        found[end] = dict(rows.annotate(count=Count("pk")))
    return {pk: Counts(found["household"].get(pk, 0), found["woman"].get(pk, 0)) for pk in orgs}


def links_to(contact: Contact, on: date) -> QuerySet[LiaisonLink]:
    """Return who keeps in touch with one household or woman, the main one first."""
    end = "household" if isinstance(contact, Household) else "woman"
    rows = LiaisonLink.objects.filter(live(on), **{end: contact.pk})
    return rows.select_related("above__person").order_by("-is_primary", "pk")


def groups_open(org: Org) -> QuerySet[WomensGroup]:
    """Return the groups of ``org`` that stand."""
    return WomensGroup.objects.filter(org=org, closed_on__isnull=True).order_by("founded_on", "pk")


def lasting(on: date) -> Q:
    """Condition: it lasts beyond ``on``, and was not undone by ending on its first day."""
    return Q(until__isnull=True) | (Q(until__gt=on) & Q(until__gt=F("since")))


def areas_of(appointment: Appointment, on: date) -> QuerySet[AreaAssignment]:
    """Return what the holder of a seat answers for beyond the day ``on``."""
    return AreaAssignment.rows.filter(lasting(on), appointment=appointment).order_by("pk")


def areas_over(on: date, **target: Any) -> QuerySet[AreaAssignment]:
    """Return who answers for a target (``village=``, ``group=``…) beyond the day ``on``."""
    return AreaAssignment.rows.filter(lasting(on), **target).order_by("pk")


def staying(org: Org, group: int | None = None) -> list[tuple[Any, QuerySet[Any]]]:
    """Return the households and the women of ``org`` (of a group) in contact, by table."""
    only: dict[str, Any] = {"org": org, "until__isnull": True}
    only |= {} if group is None else {"group": group}
    return [(model, model.rows.filter(**only).order_by("pk")) for model in MODELS.values()]


def closing_affects(org: Org, on: date) -> list[Effect]:
    """Return what closing ``org`` stops of its register, and who answers for it no more."""
    count = sum(rows.count() for _, rows in staying(org))
    return [
        Effect(TOLD, count, "停止联系"),
        Effect("包干", areas_over(on, village=org).count(), "结束，要另外安排人包干"),
    ]


def passing_affects(
    org: Org, on: date, *, groups: Mapping[int, Any] | None = None, closes: bool = True
) -> list[Effect]:
    """Return what goes over to a successor: all of the register, or that of some ``groups``."""
    each: list[int | None] = [None] if closes else list(groups or ())
    count = sum(rows.count() for group in each for _, rows in staying(org, group))
    areas = areas_over(on, village=org).count() if closes else 0
    return [
        Effect(TOLD, count, "转到承接组织接着联系，要另外安排人联系"),
        Effect("包干", areas, "结束，要另外安排人包干"),
    ]


def groups_in(shares: Mapping[str, Any]) -> dict[int, Any]:
    """Return the women's groups a split shares out: to which organisation each goes."""
    return {int(k.removeprefix(GROUP)): to for k, to in shares.items() if k.startswith(GROUP)}
