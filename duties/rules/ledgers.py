"""What the rules allow for ledgers (domain A25, A26, A45, A46) and for handing a line upward."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError

from duties.ledgers import LedgerForm
from duties.ledgers.base import LONGEST
from duties.models import ContactMode, LedgerEntry, LedgerStatus, LedgerTransfer
from fulian.permissions import allow
from members.models import Appointment
from orgs.models import Level, Org, Role
from orgs.rules import role_may
from orgs.rules.access import DESK, KEEPERS, ON_THE_GROUND, PEOPLE

FREE = timedelta(days=7)
TYPISTS = {Role.TOWNSHIP_STAFF}
WRITERS = ON_THE_GROUND | TYPISTS
OWN_ONLY = {Role.OFFICER, Role.REPRESENTATIVE}
OFFICES_OF = {Role.COUNTY_ADMIN, Role.COUNTY_STAFF, Role.TOWNSHIP_STAFF, Role.CHAIR}
WORDS = OFFICES_OF | OWN_ONLY


def beside(field: str, says: str, code: str) -> ValidationError:
    """Return a refusal that a form shows beside one of its fields."""
    return ValidationError({field: ValidationError(says, code=code)})


@allow("duties.view_ledger")
def may_view_ledger(user: Any, obj: Any) -> bool:
    """Everyone with a seat but a calling system: that there is a line, and how it stands."""
    return role_may(user, PEOPLE)


@allow("duties.read_ledger")
def may_read_words(user: Any, obj: Any) -> bool:
    """Who does the work or answers for it reads whom and what: not auditors, nor from outside."""
    return role_may(user, WORDS)


@allow("duties.write_ledger", "duties.change_ledger", "duties.follow_up", "duties.close_ledger",
       "duties.reopen_ledger", "duties.transfer_ledger")  # fmt: skip
def may_write_ledger(user: Any, obj: Any) -> bool:
    """Those who do the work; a township's clerk types what a village wrote on paper."""
    return role_may(user, WRITERS)


@allow("duties.accept_transfer", "duties.return_transfer", "duties.finish_transfer")
def may_receive(user: Any, obj: Any) -> bool:
    """Who speaks for an organisation: chairs, township and county staff."""
    return role_may(user, OFFICES_OF)


@allow("duties.type_ledger")
def may_type(user: Any, obj: Any) -> bool:
    """Let a township's clerk, for the villages below."""
    return role_may(user, TYPISTS)


@allow("duties.export_ledger")
def may_export(user: Any, obj: Any) -> bool:
    """Whoever works at a desk; words only with the right to read them, and a reason."""
    return role_may(user, DESK)


@allow("duties.view_contact_gaps")
def may_view_gaps(user: Any, obj: Any) -> bool:
    """Let chairs, for their committee; township and county staff for what lies below them."""
    return role_may(user, KEEPERS | {Role.TOWNSHIP_STAFF, Role.CHAIR, Role.COUNTY_AUDITOR})


@allow("duties.read_ledgers")
def may_read_by_machine(user: Any, obj: Any) -> bool:
    """Let a calling system with ``members:read`` read lines without words."""
    hat = getattr(user, "hat", None)
    return hat is not None and "members:read" in hat.may


def answers_of(kind: type[LedgerForm] | None, answers: Mapping[str, Any]) -> LedgerForm:
    """Return the kind's form, found right; raise ``ValidationError`` for what it refuses."""
    if kind is None:
        raise ValidationError("没有这种台账。", code="no_kind")
    form = kind(dict(answers))
    if not form.is_valid():
        raise ValidationError(form.errors.as_data())
    return form


def check_subject(*, kind: type[LedgerForm], name: str, has_row: bool) -> None:
    """Refuse a line about nobody where its kind is about somebody, and too long a name."""
    if kind.about and not (name or has_row):
        raise beside("subject_name", f"请填写{kind.about}。", "no_subject")
    if len(name) > 40:
        raise beside("subject_name", "姓名或称呼最多写 40 个字。", "too_long")


def check_next_on(*, next_on: date | None, done_on: date) -> None:
    """Refuse a next contact before this one, and one years away."""
    if next_on is not None and not done_on <= next_on <= done_on + timedelta(days=731):
        raise beside("next_on", "下次联系日期要在这次以后、两年以内。", "next_on")


def check_may_write_for(*, seat: Appointment, owner: int | None, by: Any, in_reach: bool) -> bool:
    """Refuse a line in somebody else's name; say whether it is typed in for her from paper.

    A chair keeps the book of her whole committee; a township's clerk types what lies below her.
    """
    hat = getattr(by, "hat", None)
    if by is None or hat is None:
        return False
    if hat.role in TYPISTS and owner != by.pk:
        if not in_reach:
            raise ValidationError("只能代录本乡镇范围内的台账。", code="elsewhere")
        return True
    if seat.org_id != hat.org:
        raise ValidationError("只能记本组织的台账。", code="elsewhere")
    if hat.role != Role.CHAIR and owner != by.pk:
        raise ValidationError("只能记自己的台账，别人的请她本人或主席来记。", code="not_hers")
    return False


def may_keep(*, entry: LedgerEntry, owner: int | None, by: Any) -> bool:
    """Say whether a line is hers to change and to close: what is offered is what is let through."""
    hat = getattr(by, "hat", None)
    if by is None or hat is None:
        return True
    if hat.role in TYPISTS and owner != by.pk:
        return entry.typed_by_id is not None
    is_here = hat.role in WRITERS and entry.org_id == hat.org
    return bool(is_here and (hat.role == Role.CHAIR or owner == by.pk))


def may_follow(*, entry: LedgerEntry, owner: int | None, by: Any) -> bool:
    """Say whether she may write another contact: who keeps it, and who works where it is kept."""
    hat = getattr(by, "hat", None)
    is_here = hat is not None and hat.role in ON_THE_GROUND and entry.org_id == hat.org
    return is_here or may_keep(entry=entry, owner=owner, by=by)


def check_was_typed(*, entry: LedgerEntry, typed: bool) -> None:
    """Refuse a typist's hand on what a village wrote itself."""
    if typed and entry.typed_by_id is None:
        raise ValidationError("这条是村里自己记的，请村里修改和办结。", code="not_typed")


def check_may_change(*, entry: LedgerEntry, by: Any, at: datetime, reason: str) -> None:
    """Refuse a change without a reason once seven days are gone."""
    if at - entry.entered_at >= FREE and len(reason.strip()) < 2:
        raise beside("reason", "登记已经超过 7 天，改动要写明原因。", "no_reason")


def check_open(entry: LedgerEntry) -> None:
    """Refuse to go on with what is closed."""
    if entry.status == LedgerStatus.CLOSED:
        raise ValidationError("这条已经办结。要接着办，请先重新打开。", code="closed")


def check_closable(*, entry: LedgerEntry, result: str, on: date, today: date, away: bool) -> None:
    """Refuse to close without a result, before it began, in the future, or while it is above."""
    check_open(entry)
    if entry.status == LedgerStatus.NOTED:
        raise ValidationError("这条没有记困难，不用办结。", code="no_difficulty")
    if away:
        raise ValidationError("这条已经转办，等上级有了结果再办结。", code="away")
    if not result.strip():
        raise beside("result", "请写明办成了什么样。", "no_result")
    check_day(on=on, first=entry.done_on, today=today)


def check_day(*, on: date, first: date, today: date) -> None:
    """Refuse a day that has not come, and one before the line's own."""
    if on > today:
        raise beside("on", "日期不能晚于今天。", "future")
    if on < first:
        raise beside("on", "日期不能早于这条记录的日期。", "before")


def check_reason(reason: str, *, most: int = 200) -> None:
    """Refuse no reason, and one longer than its column."""
    if len(reason.strip()) < 2:
        raise beside("reason", "请写明原因。", "no_reason")
    if len(reason) > most:
        raise beside("reason", f"原因最多写 {most} 个字。", "too_long")


def check_may_transfer(
    *, entry: LedgerEntry, holder: int, hat: Any, going: LedgerTransfer | None
) -> None:
    """Refuse to hand on what is closed, what one does not hold, and what is on its way."""
    if entry.status != LedgerStatus.OPEN:
        raise ValidationError("只有办理中的才能转办。", code="not_open")
    if hat is not None and hat.org != holder:
        raise ValidationError("这条现在不在您这里办，不能转办。", code="not_holder")
    if going is not None and going.status == LedgerTransfer.Status.ASKED:
        raise ValidationError("已经转办，正在等对方接收。", code="going")


def one_up(holder: Org) -> Org:
    """Return where ``holder`` hands upward: a village to its township, a township to its county."""
    if holder.level not in (Level.VILLAGE, Level.TOWNSHIP) or holder.parent is None:
        raise ValidationError("这里已经是县级，不能再向上转办。", code="top")
    return holder.parent


def check_receives(*, transfer: LedgerTransfer, hat: Any, status: str) -> None:
    """Refuse an answer from anybody but the receiving organisation, and a second one."""
    if hat is not None and hat.org != transfer.to_org_id:
        raise ValidationError("不是转给您这里的，不能办理。", code="not_receiver")
    if transfer.status != status:
        raise ValidationError("这次转办已经处理过了。", code="answered")


def status_after(kind: type[LedgerForm], words: Mapping[str, Any]) -> str:
    """Return how a line stands by its answers: a difficulty without a result is open (A26)."""
    if not kind.opens_by or not words.get(kind.opens_by):
        return LedgerStatus.NOTED
    return LedgerStatus.CLOSED if words.get(kind.closes_by) else LedgerStatus.OPEN


def refuse_open_words() -> None:
    """Refuse what may stand in the sensitive ledger only."""
    raise ValidationError(
        "家庭暴力要记入保密台账：请勾选“涉及家庭暴力或未成年人”。", code="must_be_sensitive"
    )


def check_same_org(org: int, *rows: Any) -> None:
    """Refuse a woman, household, group or seat of another organisation."""
    if any(row is not None and row.org_id != org for row in rows):
        raise ValidationError("只能选本组织的。", code="elsewhere")


def check_what(what: str, mode: str) -> str:
    """Return a follow-up's words; refuse none, too many, and no way of contact."""
    if mode not in ContactMode.values:
        raise beside("mode", "请选择联系方式。", "no_mode")
    if not what.strip():
        raise beside("what", "请写一句这次的情况。", "empty")
    if len(what.strip()) > LONGEST:
        raise beside("what", f"最多写 {LONGEST} 个字。", "too_long")
    return what.strip()


def check_closed(entry: LedgerEntry) -> None:
    """Refuse to open again what is not closed."""
    if entry.status != LedgerStatus.CLOSED:
        raise ValidationError("这条没有办结，不用重新打开。", code="not_closed")


def check_still_above(*, kind: type[LedgerForm], words: Mapping[str, Any], away: bool) -> None:
    """Refuse to close a line by a change while it lies above."""
    if away and status_after(kind, words) != LedgerStatus.OPEN:
        raise ValidationError("这条已经转办，等上级有了结果再办结。", code="away")


def check_result(result: str) -> None:
    """Refuse to be done without saying what came of it."""
    if len(result.strip()) < 2:
        raise beside("result", "请写明办理结果。", "no_result")
    if len(result) > 300:
        raise beside("result", "办理结果最多写 300 个字。", "too_long")


def check_may_take_words(*, whole: bool, may: bool, reason: str) -> None:
    """Refuse names and words to who may not read them, and to who does not say why."""
    if whole and not may:
        raise ValidationError("您不能导出姓名和内容，请不要勾选。", code="no_right")
    if whole and len(reason.strip()) < 4:
        raise beside("reason", "要姓名和内容，请写明事由，至少四个字。", "no_reason")


def check_not_too_many(count: int, most: int) -> None:
    """Refuse more lines than one workbook should hold."""
    if count > most:
        raise ValidationError(f"超过 {most} 条，请先筛选，再分几次导出。", code="too_many")
