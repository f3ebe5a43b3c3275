"""Breaking the glass: a row behind a wall of named handlers, opened by number for a day, all told.

Which rows those are is registered (``behind_glass``): the sensitive ledger here, children in care
in an app above. The signed context names table and key, so that one number never opens two rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from duties import rules
from duties.models import Due, GlassBreak, Message, SensitiveEntry
from duties.queries import sensitive as reads
from duties.services.due import due_work, put_due, tell_all
from duties.services.sensitive import keep, note
from fulian.scoping import ScopedModel, current, scope
from orgs.models import AccessGrant, Org, User
from orgs.queries.hats import taken
from orgs.services import verb

KIND = rules.sensitive.CLOSES_GLASS


@dataclass(frozen=True, slots=True)
class Behind:
    """A kind of row that may be opened in an emergency.

    ``enter`` makes an account a handler of a held row and keeps the reason with it; ``leave``
    takes her off again; ``note`` records an act on a number without an image; ``path`` is where a
    handler reads the row. ``model`` has ``handlers``.
    """

    what: str
    model: type[ScopedModel]
    title: str
    path: str
    enter: Callable[[Any, User, datetime, str], None]
    leave: Callable[[Any, int], None]
    note: Callable[[int, User | None], None]


_behind: dict[str, Behind] = {}


def behind_glass(one: Behind) -> None:
    """Let rows of a kind be opened in an emergency. Raises ``ValueError`` for a name twice."""
    if one.what in _behind:
        raise ValueError(f"two kinds behind glass are called {one.what}")
    _behind[one.what] = one


@verb("duties.break_glass", "紧急查看保密台账")
def break_glass(
    *, number: int, reason: str, by: User, at: datetime, what: str = "sensitive"
) -> GlassBreak:
    """Make ``by`` a handler of the row ``number`` for 24 hours; whoever answers for it is told.

    That is every handler, the county's auditors and administrators. A county's administrator or
    auditor only. Raises ``ValidationError`` without a reason, for a number that is none, and for
    a handler.
    """
    rules.sensitive.check_actor(user=current().user, by=by)
    rules.sensitive.check_breaker(by)
    rules.sensitive.check_glass_reason(reason)
    root, kind = Org.rows.get(parent__isnull=True), _behind[what]
    with scope(current().county, by=by, glass=(kind.model, number)):
        row: Any = rules.sensitive.found(_held(kind, number))
        rules.sensitive.check_may_add(handlers=row.handlers, user=by.pk)
        before = list(row.handlers)
        kind.enter(row, by, at, reason.strip())
    broken = GlassBreak(
        county_id=current().county, org=root, what=what, entry_number=number, user=by,
        reason=reason.strip(), opened_at=at, ends_at=at + rules.sensitive.OPEN_FOR,
    )  # fmt: skip
    broken.save()
    put_due(
        kind=KIND, subject=broken.pk, org=root, line=f"glass:{broken.pk}", due_at=broken.ends_at
    )
    _alert(broken, kind, root, before, at)
    return broken


@verb(KIND, "收回紧急查看")
def close_glass(*, glass: GlassBreak, at: datetime) -> GlassBreak:
    """Take whoever broke the glass off the row again, when her day is over; once."""
    broken = GlassBreak.rows.select_for_update(of=("self",)).get(pk=glass.pk)
    kind = _behind[broken.what]
    if broken.closed_at is None:
        broken.closed_at = at
        broken.save(update_fields=["closed_at"])
        with scope(current().county, glass=(kind.model, broken.entry_number)):
            row = _held(kind, broken.entry_number)
            if row is not None and broken.user_id in row.handlers:
                kind.leave(row, broken.user_id)
    kind.note(broken.entry_number, None)
    return broken


@due_work(KIND, "收回紧急查看")
def _close_when_over(due: Due, now: datetime) -> None:
    close_glass(glass=GlassBreak.rows.get(pk=due.subject), at=now)


def _held(kind: Behind, number: int) -> Any:
    rows: Any = kind.model.rows.select_for_update(of=("self",))
    return rows.filter(pk=number).first()


def _alert(
    broken: GlassBreak, kind: Behind, root: Org, handlers: Iterable[int], at: datetime
) -> None:
    roles = rules.sensitive.WATCHERS
    grants: Any = AccessGrant.rows.filter(taken(timezone.localdate(at)), role__in=roles)
    users = {*handlers, *grants.values_list("user_id", flat=True)}
    link = kind.path.format(broken.entry_number)
    tell_all(
        [
            Message(
                county_id=current().county, org=root, user_id=user, made_at=at,
                key=f"glass-{broken.pk}-{user}", title=f"有人紧急查看了{kind.title}",
                text=f"第 {broken.entry_number} 号，事由：{broken.reason}。24 小时后自动收回。",
                link=link if user in handlers else "",
            )
            for user in sorted(users)
        ]
    )  # fmt: skip


def _enter(entry: SensitiveEntry, by: User, at: datetime, reason: str) -> None:
    entry.handlers = [*entry.handlers, by.pk]
    told = reads.content_of(entry)
    told["trail"].append(
        {"at": f"{timezone.localtime(at):%Y年%-m月%-d日 %H:%M}", "what": "紧急查看",
         "reason": reason, "by": by.pk, "user": by.pk}
    )  # fmt: skip
    keep(entry, told, by, reason=reason)


def _leave(entry: SensitiveEntry, user: int) -> None:
    entry.handlers = [pk for pk in entry.handlers if pk != user]
    entry.version += 1
    entry.save(update_fields=["handlers", "version"])


behind_glass(Behind("sensitive", SensitiveEntry, "保密台账", "/secret/{}/", _enter, _leave, note))
