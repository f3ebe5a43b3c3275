"""Breaking the glass: a sensitive line opened in an emergency, by number, for a day, all told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone

from duties import rules
from duties.models import Due, GlassBreak, Message, SensitiveEntry
from duties.queries import sensitive as reads
from duties.services.due import due_work, put_due, tell_all
from duties.services.sensitive import keep, note
from fulian.scoping import current, scope
from orgs.models import AccessGrant, Org, User
from orgs.queries.hats import taken
from orgs.services import verb

KIND = rules.sensitive.CLOSES_GLASS


@verb("duties.break_glass", "紧急查看保密台账")
def break_glass(*, number: int, reason: str, by: User, at: datetime) -> GlassBreak:
    """Make ``by`` a handler of the line ``number`` for 24 hours; whoever answers for it is told.

    That is every handler, the county's auditors and administrators. A county's administrator or
    auditor only. Raises ``ValidationError`` without a reason, for a number that is none, and for
    a handler.
    """
    rules.sensitive.check_actor(user=current().user, by=by)
    rules.sensitive.check_breaker(by)
    rules.sensitive.check_glass_reason(reason)
    root = Org.rows.get(parent__isnull=True)
    with scope(current().county, by=by, glass=number):
        entry = rules.sensitive.found(_held(number))
        rules.sensitive.check_may_add(handlers=entry.handlers, user=by.pk)
        before = list(entry.handlers)
        entry.handlers = [*before, by.pk]
        told = reads.content_of(entry)
        told["trail"].append(
            {"at": f"{timezone.localtime(at):%Y年%-m月%-d日 %H:%M}", "what": "紧急查看",
             "reason": reason.strip(), "by": by.pk, "user": by.pk}
        )  # fmt: skip
        keep(entry, told, by, reason=reason.strip())
    broken = GlassBreak(
        county_id=current().county, org=root, entry_number=number, user=by, reason=reason.strip(),
        opened_at=at, ends_at=at + rules.sensitive.OPEN_FOR,
    )  # fmt: skip
    broken.save()
    put_due(
        kind=KIND, subject=broken.pk, org=root, line=f"glass:{broken.pk}", due_at=broken.ends_at
    )
    _alert(broken, root, before, at)
    return broken


@verb(KIND, "收回紧急查看")
def close_glass(*, glass: GlassBreak, at: datetime) -> GlassBreak:
    """Take whoever broke the glass off the line again, when her day is over; once."""
    broken = GlassBreak.rows.select_for_update(of=("self",)).get(pk=glass.pk)
    if broken.closed_at is None:
        broken.closed_at = at
        broken.save(update_fields=["closed_at"])
        with scope(current().county, glass=broken.entry_number):
            entry = _held(broken.entry_number)
            if entry is not None and broken.user_id in entry.handlers:
                entry.handlers = [pk for pk in entry.handlers if pk != broken.user_id]
                entry.version += 1
                entry.save(update_fields=["handlers", "version"])
    note(broken.entry_number, None)
    return broken


@due_work(KIND, "收回紧急查看")
def _close_when_over(due: Due, now: datetime) -> None:
    close_glass(glass=GlassBreak.rows.get(pk=due.subject), at=now)


def _held(number: int) -> SensitiveEntry | None:
    rows = SensitiveEntry.rows.select_for_update(of=("self",)).select_related("org")
    found: SensitiveEntry | None = rows.filter(pk=number).first()
    return found


def _alert(broken: GlassBreak, root: Org, handlers: Iterable[int], at: datetime) -> None:
    roles = rules.sensitive.WATCHERS
    grants: Any = AccessGrant.rows.filter(taken(timezone.localdate(at)), role__in=roles)
    users = {*handlers, *grants.values_list("user_id", flat=True)}
    tell_all(
        [
            Message(
                county_id=current().county, org=root, user_id=user, made_at=at,
                key=f"glass-{broken.pk}-{user}", title="有人紧急查看了保密台账",
                text=f"第 {broken.entry_number} 号，事由：{broken.reason}。24 小时后自动收回。",
                link=f"/secret/{broken.entry_number}/" if user in handlers else "",
            )
            for user in sorted(users)
        ]
    )  # fmt: skip
