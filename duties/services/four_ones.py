"""The monthly check of a rotation (四个一): written by the rotating chair of the month (A24).

What another app knows to be done stands in it by itself: nobody is asked for it twice.
"""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from duties.models import ChairTurn, FourOnesCheck, RotationPlan, TurnCover
from duties.rules import presidium as rules
from duties.rules.turns import PLANNERS
from orgs.models import User
from orgs.services import changed, image, made, nothing_to_do, record, verb

BOXES = (*rules.FOUR, *rules.LOOKED)


@verb("duties.save_four_ones", "填写四个一", undoable=True)
def save_four_ones(
    *, turn: ChairTurn, month: date, said: dict[str, str], by: User | None, at: datetime
) -> FourOnesCheck:
    """Keep what was done of the four in ``month`` (its first day); again to complete it.

    ``said`` holds the boxes by name: ``visit_community``, ``exchange``, ``activity``,
    ``look_back``, ``analysis``, ``solved``; empty ones are missing, not wrong. Raises
    ``ValidationError`` for anybody but the holder, who covers today, the chair and the desks, and
    for a month outside the turn, to come, or long past.
    """
    hold_rotation(turn.pk)
    mine = ChairTurn.rows.select_related("appointment__grant", "org").get(pk=turn.pk)
    on = timezone.localdate(at)
    covers = TurnCover.rows.filter(turn=mine, days__contains=on)  # for her days, and no longer
    covers = covers.select_related("appointment__grant")
    if not any(rules.is_hers(cover.appointment, by) for cover in covers):
        rules.check_own_or(seat=mine.appointment, by=by, roles=PLANNERS)
    rules.check_month(turn=mine, month=month, on=on)
    facts = {name: said.get(name, "").strip()[:200] for name in BOXES}
    check = FourOnesCheck.rows.filter(org=mine.org, month=month).first()
    name = f"{mine.org.title} “四个一”"
    if check is None:
        check = FourOnesCheck(org=mine.org, turn=mine, month=month, **facts)
        check.save()
        record(check, by=by, changes=[made(check)], name=name)
        return check
    before = image(check)
    if all(getattr(check, box) == text for box, text in facts.items()):
        nothing_to_do()
        return check
    for box, text in facts.items():
        setattr(check, box, text)
    check.version += 1
    check.save(update_fields=[*facts, "version"])
    record(check, by=by, changes=[changed(check, before)], name=name)
    return check


@verb("duties.note_four_ones", "记入四个一", undoable=True)
def note_four_ones(
    *, turn: ChairTurn, month: date, box: str, text: str, by: User | None
) -> FourOnesCheck | None:
    """Put into an empty ``box`` of a month's check what is known to have been done in the turn.

    What she wrote herself stays. Nothing for a month the turn does not touch. ``hold_rotation``
    comes first where the caller holds rows of its own.
    """
    hold_rotation(turn.pk)
    mine = ChairTurn.rows.select_related("org").get(pk=turn.pk)
    check = FourOnesCheck.rows.filter(org=mine.org, month=month).first()
    if not rules.touches(turn=mine, month=month) or (check and getattr(check, box).strip()):
        nothing_to_do()
        return check
    name = f"{mine.org.title} “四个一”"
    if check is None:
        check = FourOnesCheck(org=mine.org, turn=mine, month=month, **{box: text[:200]})
        check.save()
        record(check, by=by, changes=[made(check)], name=name)
        return check
    before = image(check)
    setattr(check, box, text[:200])
    check.version += 1
    check.save(update_fields=[box, "version"])
    record(check, by=by, changes=[changed(check, before)], name=name)
    return check


def hold_rotation(turn: int | None) -> None:
    """Hold the rotation a turn belongs to until the transaction ends: before all other rows."""
    plans = ChairTurn.rows.filter(pk=turn or 0).values("plan")
    list(RotationPlan.rows.select_for_update().filter(pk__in=plans))
