"""A line handed upward (转办): asked, accepted or returned, done, and told to the village."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.utils import timezone

from duties import rules
from duties.models import LedgerEntry, LedgerTransfer, Message
from duties.rules.gone import still_there
from duties.services.due import tell_all
from duties.services.ledgers import called, held
from fulian.scoping import current
from orgs.models import AccessGrant, Org, Role, User
from orgs.queries.hats import taken
from orgs.services import changed, image, made, record, verb

Status = LedgerTransfer.Status
PASSED = "已转上一级妇联办理"


@verb("duties.transfer_ledger", "转办")
def transfer_ledger(
    *, entry: LedgerEntry, reason: str, by: User | None, at: datetime
) -> LedgerTransfer:
    """Hand an open line one level up: a village to its township, a township to the county.

    Only whoever holds it may; a township that passes it on is done with it. The receivers are
    told. Raises ``ValidationError`` otherwise, and while one is on its way.
    """
    fresh = held(entry)
    rules.ledgers.check_reason(reason)
    holder = Org.rows.select_related("parent").get(pk=fresh.hand_id or fresh.org_id)
    going = _going(fresh)
    hat = getattr(by, "hat", None)
    rules.ledgers.check_may_transfer(entry=fresh, holder=holder.pk, hat=hat, going=going)
    above = rules.ledgers.one_up(holder)
    changes = []
    if going is not None:
        before = image(going)
        _move(going, status=Status.DONE, done_at=at, result=PASSED)
        changes.append(changed(going, before))
    asked = LedgerTransfer(
        county_id=current().county, org=holder, entry=fresh, to_org=above,
        reason=reason.strip(), asked_at=at,
    )  # fmt: skip
    asked.save()
    changes.append(made(asked))
    record(asked, by=by, changes=changes, name=called(fresh))
    _tell_receivers(asked, at)
    return asked


@verb("duties.accept_transfer", "接收转办")
def accept_transfer(*, transfer: LedgerTransfer, by: User | None, at: datetime) -> LedgerTransfer:
    """Take a line in hand; the village is told. Raises for anybody but the receiver, and twice."""
    asked, entry = _locked(transfer)
    rules.ledgers.check_receives(transfer=asked, hat=getattr(by, "hat", None), status=Status.ASKED)
    before, then = image(asked), image(entry)
    _move(asked, status=Status.ACCEPTED, answered_at=at)
    _lay(entry, asked.to_org)
    changes = [changed(asked, before), changed(entry, then)]
    record(asked, by=by, changes=changes, name=called(entry))
    _tell_village(entry, asked, f"{asked.to_org.title}已接收转办的台账", at)
    return asked


@verb("duties.return_transfer", "退回转办")
def return_transfer(
    *, transfer: LedgerTransfer, reason: str, by: User | None, at: datetime
) -> LedgerTransfer:
    """Give a line back with the reason; it lies where it came from, and the village is told."""
    rules.ledgers.check_reason(reason)
    asked, entry = _locked(transfer)
    rules.ledgers.check_receives(transfer=asked, hat=getattr(by, "hat", None), status=Status.ASKED)
    before = image(asked)
    _move(asked, status=Status.RETURNED, answered_at=at, answer=reason.strip())
    record(asked, by=by, changes=[changed(asked, before)], name=called(entry))
    _tell_village(entry, asked, f"{asked.to_org.title}退回了转办的台账", at)
    return asked


@verb("duties.finish_transfer", "办结转办")
def finish_transfer(
    *, transfer: LedgerTransfer, result: str, by: User | None, at: datetime
) -> LedgerTransfer:
    """Say what came of a line in hand; it goes back to the village, which tells the woman.

    Raises ``ValidationError`` without a result, for anybody but the receiver, and twice.
    """
    rules.ledgers.check_result(result)
    asked, entry = _locked(transfer)
    rules.ledgers.check_receives(
        transfer=asked, hat=getattr(by, "hat", None), status=Status.ACCEPTED
    )
    before, then = image(asked), image(entry)
    _move(asked, status=Status.DONE, done_at=at, result=result.strip())
    _lay(entry, None)
    changes = [changed(asked, before), changed(entry, then)]
    record(asked, by=by, changes=changes, name=called(entry))
    _tell_village(entry, asked, f"{asked.to_org.title}办完了转办的台账", at)
    return asked


def _going(entry: LedgerEntry) -> LedgerTransfer | None:
    rows = LedgerTransfer.rows.select_for_update(of=("self",))
    return rows.filter(entry=entry, status__in=[Status.ASKED, Status.ACCEPTED]).first()


def _locked(transfer: LedgerTransfer) -> tuple[LedgerTransfer, LedgerEntry]:
    """Return a transfer and its line, held: the line first, as whoever hands it on does."""
    entry = held(LedgerEntry(pk=transfer.entry_id))
    rows = LedgerTransfer.rows.select_for_update(of=("self",)).select_related("to_org", "org")
    asked = still_there(rows.filter(pk=transfer.pk).first())
    asked.entry = entry
    return asked, entry


def _move(transfer: LedgerTransfer, **facts: object) -> None:
    for name, value in facts.items():
        setattr(transfer, name, value)
    transfer.version += 1
    transfer.save()


def _lay(entry: LedgerEntry, hand: Org | None) -> None:
    entry.hand, entry.version = hand, entry.version + 1
    entry.save(update_fields=["hand", "version"])


def _tell_receivers(asked: LedgerTransfer, at: datetime) -> None:
    told = _at(asked.to_org_id, rules.ledgers.OFFICES_OF, timezone.localdate(at))
    _tell(asked, told, asked.to_org, f"{asked.org.title}转来一条台账，请接收", at)


def _tell_village(entry: LedgerEntry, asked: LedgerTransfer, title: str, at: datetime) -> None:
    """Tell who wrote the line and her chair, and who passed it on."""
    today = timezone.localdate(at)
    told = _at(entry.org_id, {Role.CHAIR}, today) | _at(
        asked.org_id, rules.ledgers.OFFICES_OF, today
    )
    grant = entry.appointment.grant
    told |= {grant.user_id} if grant and (grant.until is None or grant.until > today) else set()
    _tell(asked, told, entry.org, title, at)


def _at(org: int, roles: Iterable[str], today: date) -> set[int]:
    grants = AccessGrant.rows.filter(taken(today), org=org, role__in=roles)
    return set(grants.values_list("user_id", flat=True))


def _tell(asked: LedgerTransfer, users: set[int], org: Org, title: str, at: datetime) -> None:
    tell_all(
        [
            Message(
                county_id=current().county, org=org, user_id=user, made_at=at, title=title[:60],
                key=f"transfer-{asked.pk}-{asked.status}-{user}",
                link=f"/ledger/{asked.entry_id}/",
            )
            for user in sorted(users)
        ]
    )  # fmt: skip
