"""Ledger lines for tests: one of each kind, handed on, and one behind the wall."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from duties import services
from duties.models import (
    GlassBreak,
    LedgerEntry,
    LedgerFollowUp,
    LedgerTransfer,
    SensitiveEntry,
)
from fulian.scoping import scope
from members.models import Appointment, Office
from orgs.models import User
from orgs.queries import hats
from tests.conftest import NOW, TODAY
from tests.people import person, seat

ANSWERS: dict[str, dict[str, Any]] = {
    "liaison": {"mode": "visit", "basics": "丈夫在外打工", "difficulty": "孩子没人接送"},
    "mediation": {"category": "marriage_quarrel", "channel": "met", "facts": "为彩礼争吵"},
    "aid": {"category": "visit", "amount": 300, "what": "送去棉被"},
    "diary": {"category": "shift", "what": "上午接待两位来访"},
    "visit_file": {"mode": "visit", "basics": "三口之家", "needs": "想学一门手艺"},
}
SECRET = "他动手打人"


def wearing(user: User, county: Any, on: Any = TODAY) -> User:
    """Return ``user`` acting in her first seat, as the middleware lets her."""
    worn = hats.grant_hat(user, county, None, on)
    assert worn
    user.hat = worn[0]
    return user


def chair_seat(cast: Any, name: str = "白春燕") -> Appointment:
    """Return the chair's own seat on the village's committee, with the chair's account."""
    known = Appointment.rows.filter(org=cast.village, office=Office.CHAIR).first()
    if known:
        return known
    she = seat(cast.village, Office.CHAIR, who=person(cast.village, name))
    she.grant = cast.chair_grant
    she.save(update_fields=["grant"])
    return she


def written(cast: Any, kind: str = "liaison", **facts: Any) -> LedgerEntry:
    """Write a line in the chair's name."""
    wanted: dict[str, Any] = {
        "appointment": chair_seat(cast), "done_on": TODAY, "answers": ANSWERS[kind], "by": None,
        "at": NOW, "subject_name": "某某",
    } | facts  # fmt: skip
    return services.write_ledger(kind=kind, **wanted)


def again(cast: Any) -> LedgerFollowUp:
    """Write a line and another contact about it."""
    return services.follow_up(
        entry=written(cast), appointment=chair_seat(cast), done_on=TODAY, mode="phone",
        what="电话问了情况", by=None, at=NOW,
    )  # fmt: skip


def closed(cast: Any) -> LedgerEntry:
    """Write a line and close it."""
    return services.close_ledger(entry=written(cast), result="解决了", on=TODAY, by=None, at=NOW)


def asked(cast: Any) -> LedgerTransfer:
    """Write a line and hand it upward."""
    return services.transfer_ledger(entry=written(cast), reason="村里办不了", by=None, at=NOW)


def accepted(cast: Any) -> LedgerTransfer:
    """Let the township take it in hand."""
    return services.accept_transfer(transfer=asked(cast), by=None, at=NOW)


def secret(cast: Any, by: User | None = None, **facts: Any) -> SensitiveEntry:
    """Write a sensitive line as the chair (or ``by``), who is then its handler."""
    wanted: dict[str, Any] = {
        "kind": "liaison", "appointment": chair_seat(cast), "done_on": TODAY,
        "answers": ANSWERS["liaison"] | {"difficulty": SECRET}, "subject_name": "某某",
        "by": by or cast.chair, "at": NOW,
    } | facts  # fmt: skip
    with scope(cast.county.pk, by=by or cast.chair):
        return services.write_sensitive(**wanted)


def wide_open(cast: Any) -> SensitiveEntry:
    """Write a sensitive line whose handlers are everybody and the worker.

    So that the county's wall stands alone where tests/walls attack it; the handlers' own is
    attacked in test_sensitive.
    """
    line = secret(cast, by=cast.admin)
    line.handlers = [0, *User.objects.values_list("pk", flat=True)]
    with scope(cast.county.pk, by=cast.admin):
        line.save(update_fields=["handlers"])
    return line


def _as(user: User, cast: Any, act: Callable[[], Any]) -> Any:
    with scope(cast.county.pk, by=user):
        return act()


def _handled(cast: Any, act: Callable[..., Any], **facts: Any) -> Any:
    line = secret(cast)
    return _as(cast.chair, cast, lambda: act(entry=line, by=cast.chair, at=NOW, **facts))


def _removed(cast: Any) -> Any:
    line = secret(cast, handlers=[cast.town_clerk.pk])
    return _as(cast.chair, cast, lambda: services.remove_handler(
        entry=line, user=cast.town_clerk.pk, reason="调离岗位", by=cast.chair, at=NOW
    ))  # fmt: skip


def broken(cast: Any) -> GlassBreak:
    """Break the glass as the county's administrator."""
    line = secret(cast)
    with scope(cast.county.pk, by=cast.admin):
        return services.break_glass(number=line.pk, reason="当事人紧急求助", by=cast.admin, at=NOW)


def _protected(cast: Any) -> SensitiveEntry:
    line = written(cast)
    with scope(cast.county.pk, by=cast.chair):
        return services.protect_ledger(entry=line, by=cast.chair, at=NOW)


VERBS: dict[str, Callable[[Any], Any]] = {
    "duties.write_ledger": written,
    "duties.change_ledger": lambda c: services.change_ledger(
        entry=written(c), answers=ANSWERS["liaison"] | {"measures": "联系托管班"},
        subject_name="某某", by=None, at=NOW,
    ),
    "duties.follow_up": again,
    "duties.close_ledger": closed,
    "duties.reopen_ledger": lambda c: services.reopen_ledger(
        entry=closed(c), reason="又有困难", by=None, at=NOW
    ),
    "duties.export_ledger": lambda c: services.export_ledger(
        rows=LedgerEntry.objects.all(), by=c.admin
    ),
    "duties.transfer_ledger": asked,
    "duties.accept_transfer": accepted,
    "duties.return_transfer": lambda c: services.return_transfer(
        transfer=asked(c), reason="请先走访", by=None, at=NOW
    ),
    "duties.finish_transfer": lambda c: services.finish_transfer(
        transfer=accepted(c), result="已联系托管班", by=None, at=NOW
    ),
    "duties.write_sensitive": secret,
    "duties.protect_ledger": _protected,
    "duties.follow_sensitive": lambda c: _handled(
        c, services.follow_sensitive, on=TODAY, mode="phone", what="报了警"
    ),
    "duties.close_sensitive": lambda c: _handled(
        c, services.close_sensitive, result="已搬离", on=TODAY
    ),
    "duties.add_handler": lambda c: _handled(
        c, services.add_handler, user=c.town_clerk.pk, reason="乡镇接手"
    ),
    "duties.remove_handler": _removed,
    "duties.break_glass": broken,
    "duties.close_glass": lambda c: services.close_glass(
        glass=broken(c), at=NOW + timedelta(hours=24)
    ),
    "duties.remind_contacts": lambda c: _reminded(c),
}  # fmt: skip
ROWS: dict[type[Any], Callable[[Any], Any]] = {
    LedgerEntry: written,
    LedgerFollowUp: again,
    LedgerTransfer: asked,
    SensitiveEntry: lambda c: wide_open(c),
    GlassBreak: broken,
}


def _reminded(cast: Any) -> int:
    she = seat(cast.village, Office.EXECUTIVE_MEMBER, "柳芳菲")
    she.grant = cast.officer_grant
    she.save(update_fields=["grant"])
    return services.remind_contacts(on=TODAY, at=NOW)


def pks(cast: Any) -> dict[str, int]:
    """Return the keys of one of each with an address."""
    going = asked(cast)
    return {
        "ledger": going.entry_id, "ledgerentry": going.entry_id, "secret": secret(cast).pk,
        "sensitiveentry": secret(cast).pk,
    }  # fmt: skip
