"""Transfers that wait for an answer when an organisation at one end of them goes."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time

from django.db.models import Q, QuerySet
from django.utils import timezone

from fulian.consequences import Effect
from members.models import Transfer
from orgs.models import Org, User
from orgs.services import changed, image, nothing_to_do, record, verb
from orgs.services.recording import Change

State = Transfer.State
WAITING = "等待答复的人员转移"


@verb("members.settle_transfers", "组织变动时处理人员转移", undoable=True)
def settle_transfers(
    *, org: Org, into: Org | None, on: date, by: User | None, reason: str,
    people: Collection[int] | None = None,
) -> int:  # fmt: skip
    """Settle what waits at ``org``, which goes on the day ``on``; return how many transfers.

    Without ``into`` they are declined with the reason. With it they wait on, from it and to it;
    what would begin and end there is over. ``people`` names those who alone pass over to it.
    """
    rows = waiting_at(org).select_for_update(of=("self",)).select_related("org", "target")
    if people is not None:
        rows = rows.filter(org=org, person__in=people)
    changes = [_settled(row, org, into, on, reason) for row in rows]
    if not changes:
        nothing_to_do()
        return 0
    record(org, by=by, changes=changes, reason=reason, name=f"{org.title} {len(changes)} 人的转移")
    return len(changes)


def waiting_at(org: Org) -> QuerySet[Transfer]:
    """Return the transfers from or to ``org`` that wait for an answer."""
    rows = Transfer.rows.filter(Q(org=org) | Q(target=org), state=State.ASKED)
    return rows.order_by("pk")


def closing_settles(*, org: Org) -> list[Effect]:
    """Return what ``settle_transfers`` would decline."""
    return [Effect(WAITING, waiting_at(org).count(), "退回，写明原因")]


def passing_settles(
    *, org: Org, into: Org | None, among: Collection[Org], besides: Collection[int] = ()
) -> list[Effect]:
    """Return what would wait on at ``into``, and what is over; ``among`` are all that go there.

    Of those between two of them each is told once. ``besides`` names people left out.
    """
    going = {one.pk for one in among}
    ends = going | ({into.pk} if into else set())
    rows = waiting_at(org).exclude(person__in=besides).values_list("org", "target")
    inner = [(gives, takes) for gives, takes in rows if {gives, takes} <= ends]
    told = [1 for gives, takes in inner if gives == org.pk or gives not in going]
    return [
        Effect(WAITING, len(rows) - len(inner), "由承接组织接着办理"),
        Effect(WAITING, len(told), "结束：双方合为一个组织"),
    ]


def _settled(row: Transfer, org: Org, into: Org | None, on: date, reason: str) -> Change:
    before = image(row)
    if into is not None:
        row.org = into if row.org_id == org.pk else row.org
        row.target = into if row.target_id == org.pk else row.target
    if into is None or row.org_id == row.target_id:
        morning = timezone.make_aware(datetime.combine(on, time.min))
        row.state, row.answer = State.DECLINED, reason
        row.answered_at = max(morning, row.asked_at)
    row.version += 1
    row.save()
    return changed(row, before)
