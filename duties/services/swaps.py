"""Two who take turns change places: asked, answered by the other alone, the chair is told."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from duties.models import ChairTurn, Message, RotationPlan, TurnSwap
from duties.queries import turns as reads
from duties.rules import presidium as rules
from duties.rules.posts import check_own_place
from duties.rules.turns import days_in_words, is_in_office
from duties.services import lent
from duties.services.due import tell_all
from duties.services.rotation import restate
from duties.services.sheets import message_to
from orgs.models import Org, User
from orgs.services import changed, image, made, nothing_to_do, record, verb

State = TurnSwap.Status
LINK = "/swaps/{}/"


@verb("duties.ask_swap", "请求换班", undoable=True)
def ask_swap(
    *, mine: ChairTurn, theirs: ChairTurn, by: User | None, at: datetime, reason: str = ""
) -> TurnSwap:
    """Ask the holder of ``theirs`` to change places with the holder of ``mine``, who asks.

    Nothing changes until she agrees. Raises ``ValidationError`` as ``rules.check_swap`` says, for
    anybody but the holder of ``mine``, and while either turn waits for another answer.
    """
    mine, theirs = _held(mine, theirs)
    rules.check_side(seat=mine.appointment, by=by)
    rules.check_swap(mine=mine, theirs=theirs, on=timezone.localdate(at))
    both = [mine.pk, theirs.pk]
    known = TurnSwap.rows.filter(Q(mine__in=both) | Q(theirs__in=both), status=State.ASKED)
    rules.check_not_asked(list(known))
    swap = TurnSwap(
        org=mine.org, mine=mine, theirs=theirs, reason=reason.strip()[:100], asked_at=at
    )
    swap.save()
    text = f"对方的一期：{days_in_words(mine.days)}；您的一期：{days_in_words(theirs.days)}。"
    tell_all(_told(swap, theirs, "asked", "有人想和您换班，请答复", text, at))
    record(swap, by=by, changes=[made(swap)], name=_called(mine.org))
    return swap


@verb("duties.answer_swap", "答复换班", undoable=True)
def answer_swap(*, swap: TurnSwap, accepted: bool, by: User | None, at: datetime) -> TurnSwap:
    """Agree or not, as who was asked; then the two turns change hands and the chair is told.

    The order of later rounds stays. A second tap changes nothing. Raises ``ValidationError`` for
    anybody else, when it is settled otherwise, and when it has become impossible meanwhile.
    """
    fresh, mine, theirs = _open(swap)
    wanted = State.ACCEPTED if accepted else State.DECLINED
    if fresh.status == wanted:
        nothing_to_do()
        return fresh
    rules.check_is_open(fresh)
    rules.check_side(seat=theirs.appointment, by=by)
    if accepted:
        rules.check_swap(mine=mine, theirs=theirs, on=timezone.localdate(at))
    before = image(fresh)
    fresh.status, fresh.answered_at, fresh.version = wanted, at, fresh.version + 1
    fresh.save(update_fields=["status", "answered_at", "version"])
    changes = [changed(fresh, before)]
    title = "换班已同意" if accepted else "换班没有成"
    text = f"{days_in_words(mine.days)}，与{days_in_words(theirs.days)}。"
    messages = _told(fresh, mine, "answer", title, text, at)
    if accepted:
        messages += _to_chair(fresh, text, at)
        for turn in (mine, theirs):
            changes += lent.let_go([turn], turn.days.lower)
        one, other = mine.appointment, theirs.appointment
        for turn, seat in ((mine, other), (theirs, one)):
            order = turn.instead_of or turn.appointment
            by_order = order if order.pk != seat.pk else None
            changes.append(restate(turn, appointment=seat, instead_of=by_order))
    tell_all(messages)
    record(fresh, by=by, changes=changes, name=_called(fresh.org))
    return fresh


@verb("duties.withdraw_swap", "撤回换班请求", undoable=True)
def withdraw_swap(*, swap: TurnSwap, by: User | None) -> TurnSwap:
    """Take a request back that is not answered yet, as who asked.

    Raises ``ValidationError`` for anybody else and when it is answered.
    """
    fresh, mine, _ = _open(swap)
    rules.check_side(seat=mine.appointment, by=by)
    if fresh.status == State.WITHDRAWN:
        nothing_to_do()
        return fresh
    rules.check_is_open(fresh)
    before = image(fresh)
    fresh.status, fresh.version = State.WITHDRAWN, fresh.version + 1
    fresh.save(update_fields=["status", "version"])
    record(fresh, by=by, changes=[changed(fresh, before)], name=_called(fresh.org))
    return fresh


@verb("duties.suggest_swap", "建议换班")
def suggest_swap(*, turn: ChairTurn, by: User | None, at: datetime) -> ChairTurn:
    """Tell the holder of a turn to come that the chair proposes she change places with somebody."""
    rows = ChairTurn.rows.select_related("appointment__grant", "org")
    fresh = rows.get(pk=turn.pk)
    check_own_place(org=fresh.org_id, by=by)
    rules.check_planned(turn=fresh, on=timezone.localdate(at))
    text = f"您的一期：{days_in_words(fresh.days)}。请选一位，和她商量换班。"
    link, key = f"/turns/{fresh.pk}/swap/", f"turn:{fresh.pk}:suggest:{timezone.localdate(at)}"
    tell_all(message_to(fresh.org, fresh.appointment, key, "主席建议您换班", text, link, at))
    record(fresh, by=by, name=_called(fresh.org))
    return fresh


def _held(mine: ChairTurn, theirs: ChairTurn) -> tuple[ChairTurn, ChairTurn]:
    """Return both turns as they are now, their plans held: no handover comes between."""
    plans = RotationPlan.rows.select_for_update().order_by("pk")
    list(plans.filter(pk__in=[mine.plan_id, theirs.plan_id]))
    rows = ChairTurn.rows.select_related("appointment__grant", "instead_of", "org")
    found = rows.in_bulk([mine.pk, theirs.pk])
    return found[mine.pk], found[theirs.pk]


def _open(swap: TurnSwap) -> tuple[TurnSwap, ChairTurn, ChairTurn]:
    known = TurnSwap.rows.select_related("mine", "theirs").get(pk=swap.pk)
    mine, theirs = _held(known.mine, known.theirs)
    rows = TurnSwap.rows.select_for_update(of=("self",)).select_related("org")
    return rows.get(pk=swap.pk), mine, theirs


def _told(
    swap: TurnSwap, turn: ChairTurn, what: str, title: str, text: str, at: datetime
) -> list[Message]:
    key, link = f"swap:{swap.pk}:{what}", LINK.format(swap.pk)
    return message_to(turn.org, turn.appointment, key, title, text, link, at)


def _to_chair(swap: TurnSwap, text: str, at: datetime) -> list[Message]:
    on = timezone.localdate(at)
    chairs = [s for s in reads.chairs_of([swap.org_id])[swap.org_id] if is_in_office(s, on)]
    key, link = f"swap:{swap.pk}:chair", LINK.format(swap.pk)
    chair = chairs[0] if chairs else None
    return message_to(swap.org, chair, key, "两位轮值主席换了班", text, link, at)


def _called(org: Org) -> str:
    return f"{org.title} 换班"
