"""Reads of the sensitive ledger. The database shows a line to its handlers and to nobody else."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from duties.ledgers import kind_of
from duties.models import GlassBreak, SensitiveEntry
from duties.models.ledgers import SEALED_COLUMN
from duties.rules.sensitive import BREAKERS, HANDLERS
from fulian import crypto
from fulian.scoping import current
from members.models import Appointment
from orgs.models import AccessGrant, Org
from orgs.queries.hats import live, taken


@dataclass(frozen=True, slots=True)
class Opened:
    """A sensitive line, unsealed for a handler; ``visitors`` look for a day only."""

    entry: SensitiveEntry
    title: str
    about: str
    subject: str
    answers: list[tuple[str, str]]
    follow_ups: list[dict[str, str]]
    result: str
    trail: list[dict[str, str]]
    handlers: list[tuple[int, str]]
    visitors: list[int]

    @property
    def may_lose_one(self) -> bool:
        """Whether a handler would stay if one were taken off it; visitors do not count."""
        return len(self.handlers) - len(self.visitors) > 1


def entitled(user: Any, at: datetime) -> Q:
    """Condition on a line: what made the account its handler still holds at this very moment.

    The wall in the database names accounts; a right may end while another seat of hers goes on.
    She sits there or above where one may be a handler, wrote it and still sits there, or looks in
    an emergency whose day is not over.
    """
    on = timezone.localdate(at)
    grants = AccessGrant.rows.filter(taken(on), user=user)
    above = grants.filter(
        role__in=HANDLERS, org__lft__lte=OuterRef("org__lft"), org__rght__gte=OuterRef("org__rght")
    )
    wrote = Appointment.rows.filter(
        live(on), org=OuterRef("org"), person=OuterRef("appointment__person"),
        grant__in=grants.values("pk"),
    )  # fmt: skip
    looks = GlassBreak.rows.filter(
        what="sensitive", entry_number=OuterRef("pk"), closed_at__isnull=True, ends_at__gt=at,
        user__in=grants.filter(role__in=BREAKERS).values("user"),
    )  # fmt: skip
    return Q(Exists(above)) | Q(Exists(wrote)) | Q(Exists(looks))


def mine(user: Any, at: datetime) -> QuerySet[SensitiveEntry]:
    """Return her lines within the reach of the seat she acts in, the open first.

    The seat counts as well as the name: whoever changed to another place has left them behind.
    """
    rows = SensitiveEntry.objects.filter(entitled(user, at), handlers__contains=[user.pk])
    return rows.select_related("org").order_by(
        F("closed_on").desc(nulls_first=True), "-done_on", "-pk"
    )


def content_of(entry: SensitiveEntry) -> dict[str, Any]:
    """Return what is sealed in a line."""
    return crypto.unseal_facts(entry.sealed, county=current().county, column=SEALED_COLUMN)


def opened(entry: SensitiveEntry, today: date) -> Opened:
    """Return a line unsealed, with its handlers by name."""
    kind, told = kind_of(entry.kind), content_of(entry)
    return Opened(
        entry, kind.title if kind else "台账", kind.about if kind else "", told["subject"],
        list(kind.told(told["answers"])) if kind else [], told["follow_ups"], told["result"],
        told["trail"], handlers_of(entry, today), visitors_of(entry.pk),
    )  # fmt: skip


def handlers_of(entry: Any, today: date, what: str = "sensitive") -> list[tuple[int, str]]:
    """Return a row's handlers with what they are called; for a day only says so."""
    grants = AccessGrant.rows.filter(taken(today), user__in=entry.handlers).select_related("org")
    names: dict[int, str] = {}
    for grant in grants.order_by("org__lft", "pk"):
        names.setdefault(grant.user_id, f"{grant.holder}（{grant.org.title}）")
    visiting = set(visitors_of(entry.pk, what))
    return [
        (pk, names.get(pk, "已离岗") + ("，紧急查看" if pk in visiting else ""))
        for pk in entry.handlers
    ]


def visitors_of(number: int, what: str = "sensitive") -> list[int]:
    """Return who is a handler of a line (or of another kind of row) for a day only."""
    rows = GlassBreak.rows.filter(what=what, entry_number=number, closed_at__isnull=True)
    return list(rows.values_list("user_id", flat=True))


def in_line(users: Collection[int], org: Org, today: date) -> bool:
    """Say whether one of the accounts still sits where she sees a line of ``org``: there or above.

    Whoever holds a seat elsewhere by now has left it behind (``mine``), and answers for it no more.
    """
    above = {"org__lft__lte": org.lft, "org__rght__gte": org.rght}
    grants = AccessGrant.rows.filter(taken(today), user__in=users, **above)
    return bool(grants.exists())


def candidates(org: Org, today: date) -> list[tuple[int, str]]:
    """Return who may be a handler of a line at ``org``: chairs and staff there and above."""
    grants = AccessGrant.rows.filter(
        taken(today), role__in=HANDLERS, org__lft__lte=org.lft, org__rght__gte=org.rght
    ).select_related("org")
    found: dict[int, str] = {}
    for grant in grants.order_by("-org__lft", "pk"):
        label = f"{grant.holder}（{grant.org.title}，{grant.get_role_display()}）"
        found.setdefault(grant.user_id, label)
    return list(found.items())
