"""What a rotation reminds of: leave, the monthly check, what is wrong, what is not signed.

Each is told once: a message's key is the matter. The scheduler asks for a day and a moment.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from duties.models import ChairTurn, FourOnesCheck, Handover, Leave, Message, RotationPlan
from duties.queries import presidium as reads
from duties.queries import turns
from duties.rules import presidium as rules
from duties.rules.turns import days_in_words, is_in_office, months_after
from duties.services.due import tell_all
from duties.services.giving_up import find_takers
from duties.services.sheets import message_to
from members.models import Appointment
from orgs.services import changed, image, nothing_to_do, record_each, verb

LAST_DAYS = timedelta(days=5)  # before a month ends, and after


def warn_of_leave(*, on: date, at: datetime) -> int:
    """Warn chairs of turns that begin within 14 days and fall on leave; return how many."""
    found = Leave.rows.filter(days__endswith__gt=on).select_related("org")
    return _told(leave_warnings(list(found), on, at))


def leave_warnings(leaves: Sequence[Leave], on: date, at: datetime) -> list[Message]:
    """Return the warnings about turns that fall on ``leaves`` and begin within 14 days."""
    found = reads.turns_on_leave(leaves, on, on + rules.WARN)
    chairs = _chairs({one.turn.org_id for one in found}, on)
    told: list[Message] = []
    for one in found:
        turn = one.turn
        text = f"{days_in_words(turn.days)}的轮值主席请了假。可以建议换班，或安排人代班。"
        key, link = f"leave:{one.leave.pk}:turn:{turn.pk}", f"/turns/{turn.pk}/away/"
        chair = chairs.get(turn.org_id)
        told += message_to(turn.org, chair, key, "轮值遇上请假", text, link, at)
    return told


def check_rotations(*, on: date, at: datetime) -> int:
    """Tell chairs what is wrong with their rotations; the same only once. Return how many."""
    plans = list(RotationPlan.rows.filter(ended_on__isnull=True).select_related("org"))
    chairs = _chairs({plan.org_id for plan in plans}, on)
    told: list[Message] = []
    qualities = reads.qualities(plans, on)
    for plan in plans:
        found = qualities[plan.pk]
        if found.is_sound:
            continue
        said = [
            ("有空档", [f"g{one.lower}" for one in found.gaps]),
            ("有重叠", [f"o{one.lower}" for one in found.overlaps]),
            ("名单里有人已离任", [f"v{seat.pk}" for seat in found.vacated]),
            ("有轮值期遇上请假", [f"l{turn.pk}" for turn in found.on_leave]),
        ]
        what = ",".join(key for _, keys in said for key in keys)
        text = "；".join(words for words, keys in said if keys) + "。请看一看轮值安排。"
        key, chair = f"rotation:{plan.pk}:{what}"[:80], chairs.get(plan.org_id)
        told += message_to(plan.org, chair, key, "轮值安排要看一看", text, "/turn/", at)
    return _told(told)


def remind_four_ones(*, on: date, at: datetime) -> int:
    """Tell rotating chairs of the month's 四个一: when it opens, in its last days, once it is over.

    The last goes to the chair. Return how many messages were written.
    """
    month = on.replace(day=1)
    rows = ChairTurn.rows.filter(status=ChairTurn.Status.ACTIVE)
    active = list(rows.select_related("org", "appointment__grant"))
    told = _about_month(active, month, "open", "本月“四个一”可以填了", at)
    if on >= months_after(month, 1) - LAST_DAYS:
        known = _whole(month)
        late = [turn for turn in active if turn.org_id not in known]
        told += _about_month(late, month, "late", "本月“四个一”还没有填完", at)
    if on < month + LAST_DAYS:
        told += _missing(months_after(month, -1), on, at)
    return _told(told)


@verb("duties.chase_handovers", "催办交接")
def chase_handovers(*, on: date, at: datetime) -> int:
    """Remind once who has not signed a handover in time, and tell the chair; return how many.

    Nobody does it: the last day is over.
    """
    nothing_to_do()  # unless a line follows
    find_takers(on=on, at=at)
    rows = Handover.rows.select_for_update(of=("self",), skip_locked=True).filter(
        turns.is_late(on), chased_at__isnull=True
    )
    late = list(rows.select_related("org", *turns.SIDES).order_by("pk"))
    chairs = _chairs({done.org_id for done in late}, on)
    lines, told = [], list[Message]()
    for done in late:
        before = image(done)
        done.chased_at, done.version = at, done.version + 1
        done.save(update_fields=["chased_at", "version"])
        lines.append((done, [changed(done, before)], f"{done.org.title} 交接"))
        told += _chased(done, chairs.get(done.org_id), at)
    if lines:
        record_each(lines, by=None)
        tell_all(told)
    return len(lines)


def _chased(done: Handover, chair: Appointment | None, at: datetime) -> list[Message]:
    link, key = f"/turn/{done.pk}/", f"handover:{done.pk}:late"
    told: list[Message] = []
    sides = [(turns.taker_of(done), done.taken_at), (turns.giver_of(done), done.given_at)]
    for n, (seat, said) in enumerate(sides):
        if said is None:
            text = "确认期限已过。请打开交接单，看过后确认。"
            told += message_to(done.org, seat, f"{key}:{n}", "交接还没有确认", text, link, at)
    text = "有人还没有确认，请提醒一下。"
    return told + message_to(done.org, chair, f"{key}:chair", "交接逾期没有确认", text, link, at)


def _about_month(
    found: Sequence[ChairTurn], month: date, what: str, title: str, at: datetime
) -> list[Message]:
    told: list[Message] = []
    for turn in found:
        key = f"four-ones:{turn.org_id}:{month:%Y%m}:{what}"
        text = "走进一社区、开展一交流、组织一活动、对照一回头：做了什么写几句。"
        told += message_to(turn.org, turn.appointment, key, title, text, "/four-ones/", at)
    return told


def _missing(month: date, on: date, at: datetime) -> list[Message]:
    """Return what chairs are told of a month that is over and lacks something."""
    end, known = months_after(month, 1), _whole(month)
    rows = ChairTurn.rows.exclude(status=ChairTurn.Status.SKIPPED).filter(
        days__startswith__lt=end, days__endswith__gt=month
    )
    orgs = {t.org_id: t.org for t in rows.select_related("org") if t.org_id not in known}
    chairs = _chairs(set(orgs), on)
    told: list[Message] = []
    for pk, org in orgs.items():
        key, title = f"four-ones:{pk}:{month:%Y%m}:missing", f"{month.month}月的“四个一”没有填完"
        told += message_to(org, chairs.get(pk), key, title, "还可以补填。", "/four-ones/", at)
    return told


def _whole(month: date) -> set[int]:
    """Return the organisations whose check of the month has all four."""
    rows = FourOnesCheck.rows.filter(month=month)
    return {check.org_id for check in rows if rules.four_ones_count(check) == len(rules.FOUR)}


def _chairs(orgs: set[int], on: date) -> dict[int, Appointment]:
    """Return who chairs each organisation on the day ``on``."""
    found = turns.chairs_of(sorted(orgs))
    held = {pk: [s for s in seats if is_in_office(s, on)] for pk, seats in found.items()}
    return {pk: seats[0] for pk, seats in held.items() if seats}


def _told(messages: Sequence[Message]) -> int:
    """Write messages; return how many were new."""
    known = set(
        Message.rows.filter(key__in=[m.key for m in messages]).values_list("key", flat=True)
    )
    fresh = [message for message in messages if message.key not in known]
    tell_all(fresh)
    return len(fresh)
