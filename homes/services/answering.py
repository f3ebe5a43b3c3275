"""What is done with a letter: answered, given to somebody, handed up, closed, made a need."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from duties.models import NeedChannel, NeedRequest
from duties.services import take_need
from duties.services.calendar import messages
from duties.services.due import tell_all
from fulian.scoping import current, scope
from homes.models import Audience, Letter
from homes.queries import letters as reads
from homes.rules import letters as rules
from homes.services.letters import note, sealed, tell_handlers
from members.models import Appointment
from orgs.models import User
from orgs.services import verb

Status = Letter.Status
GONE = "没有找到这封信，或者它不归您办理。"


@verb("homes.answer_letter", "答复来信")
def answer_letter(*, letter: Letter, text: str, at: datetime, by: User | None) -> Letter:
    """Answer a letter; its writer reads it with her receipt.

    Once, and again where she was not satisfied. Raises ``ValidationError`` for no words, a letter
    that is answered or closed, and one that is not hers to answer.
    """
    fresh = _held(letter, by, at)
    _answer(fresh, text, at)
    note(fresh, by=by)
    return fresh


@verb("homes.close_letter", "不予办理来信")
def close_letter(*, letter: Letter, why: str, at: datetime, by: User | None) -> Letter:
    """Close a letter that cannot be answered (广告、看不懂、不归妇联办); its writer reads why."""
    fresh = _held(letter, by, at)
    rules.check_open(fresh)
    words = rules.clean_words(why)
    rules.check_words(words, what="不办的原因", most=200)
    _write(fresh, {"answer": words})
    fresh.status, fresh.answered_at = Status.CLOSED, at
    fresh.save()
    note(fresh, by=by)
    return fresh


@verb("homes.assign_letter", "交办来信")
def assign_letter(
    *, letter: Letter, assignee: Appointment, at: datetime, by: User | None
) -> Letter:
    """Give a letter to somebody of the committee, who may read and answer it from now on.

    Raises ``ValidationError`` for one that names its readers, for somebody of another committee,
    without an account, or complained of.
    """
    fresh = _held(letter, by, at)
    rules.check_open(fresh)
    rules.check_not_guarded(fresh)
    on = timezone.localdate(at)
    if assignee.pk not in {seat.pk for seat in reads.colleagues(fresh, on)}:
        raise ValidationError("只能交给本组织有账号的主席、副主席或执委。", code="assignee")
    fresh.assignee, fresh.version = assignee, fresh.version + 1
    fresh.save()
    note(fresh, by=by)
    _tell_assignee(fresh, assignee, at)
    return fresh


@verb("homes.hand_letter_up", "来信转上级")
def hand_letter_up(*, letter: Letter, at: datetime, by: User | None) -> Letter:
    """Hand a letter to the level above, which answers in the days that are left."""
    fresh = _held(letter, by, at)
    rules.check_open(fresh)
    rules.check_not_guarded(fresh)
    above = rules.check_above(reads.above_of(fresh.to_org))
    note(fresh, by=by)
    fresh.to_org, fresh.assignee, fresh.version = above, None, fresh.version + 1
    fresh.save()
    tell_handlers(fresh, "up", "下级转来一封来信", f"请在{fresh.due_on:%-m月%-d日}前答复。", at)
    return fresh


@verb("homes.letter_to_need", "来信转为诉求")
def letter_to_need(
    *, letter: Letter, appointment: Appointment, category: str, at: datetime, by: User | None
) -> NeedRequest:
    """Make a need of a letter, to be deliberated; the letter waits for its answer as before.

    Raises ``ValidationError`` for one that names its readers, and for a complaint of the
    organisation.
    """
    fresh = _held(letter, by, at)
    rules.check_open(fresh)
    rules.check_not_guarded(fresh)
    if fresh.is_about_us or fresh.need_id is not None:
        raise ValidationError("这封信不能转为诉求，或者已经转过了。", code="no_need")
    text = reads.words_of(fresh).get("text", "")
    need = take_need(
        appointment=appointment, channel=NeedChannel.LETTER, category=category, text=text, by=by,
        at=at,
    )  # fmt: skip
    fresh.need, fresh.version = need, fresh.version + 1
    fresh.save()
    note(fresh, by=by)
    return need


@verb("homes.reveal_contact", "查看来信联系方式")
def reveal_contact(*, letter: Letter, reason: str, at: datetime, by: User | None) -> str:
    """Return what the writer left to be reached by; who looked and why is recorded."""
    rules.check_reason(reason)
    fresh = _held(letter, by, at)
    contact = reads.contact_of(fresh)
    if not contact:
        raise ValidationError("写信的人没有留联系方式，或者已经到期清除。", code="no_contact")
    note(fresh, by=by, reason=reason)
    return contact


@verb("homes.answer_operator_letter", "平台答复来信")
def answer_operator_letter(*, number: int, text: str, at: datetime, by: User) -> Letter:
    """Answer a letter to the operator; the record of its county tells that it was answered."""
    county = reads.operators_county(number) if by.is_operator else None
    if county is None:
        raise ValidationError(GONE, code="not_found")
    with scope(county, by=by, glass=(Letter, number)):
        rows = Letter.rows.select_for_update(of=("self",)).select_related("org", "to_org")
        fresh = _there(rows.filter(pk=number, audience=Audience.OPERATOR).first())
        _answer(fresh, text, at)
        note(fresh, by=by)
        return fresh


def _held(letter: Letter, by: User | None, at: datetime) -> Letter:
    """Return a letter as it is now, held; refuse whoever may not read it, and not act there."""
    rows = Letter.rows.select_for_update(of=("self",)).select_related("org", "to_org")
    if by is not None and reads.letter_of(by, letter.pk, _day(at)) is None:
        raise ValidationError(GONE, code="not_found")
    fresh = _there(rows.filter(pk=letter.pk, audience=Audience.ORG).first())
    given = by is not None and _is_given(fresh, by, at)
    if not given:
        rules.check_own(letter=fresh, by=by)
    return fresh


def _is_given(letter: Letter, by: User, at: datetime) -> bool:
    """Say whether a letter is hers by name: it is then, wherever it lies."""
    if letter.readers is not None:
        return by.pk in letter.readers
    if letter.assignee_id is None or by.hat is None:
        return False
    return bool(reads.live_seats(by, _day(at)).filter(pk=letter.assignee_id).exists())


def _there(found: Letter | None) -> Letter:
    if found is None:
        raise ValidationError(GONE, code="not_found")
    return found


def _answer(letter: Letter, text: str, at: datetime) -> None:
    rules.check_answerable(letter)
    words = rules.clean_words(text)
    rules.check_words(words, what="答复")
    before = reads.words_of(letter).get("answer", "")
    _write(letter, {"answer": words} | ({"again": before} if before else {}))
    letter.status, letter.answered_at, letter.is_satisfied = Status.ANSWERED, at, None
    letter.save()


def _write(letter: Letter, more: dict[str, str]) -> None:
    letter.words = sealed(reads.words_of(letter) | more, current().county)
    letter.version += 1


def _tell_assignee(letter: Letter, assignee: Appointment, at: datetime) -> None:
    account: Any = assignee.grant.user_id if assignee.grant else None
    if account:
        text = f"请在{letter.due_on:%-m月%-d日}前答复。"
        key = f"letter-{letter.pk}-given-{letter.version}"
        tell_all(messages(
            letter.to_org, [account], key, "请您办一封来信", text, f"/box/{letter.pk}/", at
        ))  # fmt: skip


def _day(at: datetime) -> date:
    return timezone.localdate(at)
