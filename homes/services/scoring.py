"""Courtyards scored by two of a committee who are not kin, and checked again by another level."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from duties.services.needs import account_of
from homes import rules
from homes.models import (
    CourtyardCampaign,
    CourtyardEntry,
    CourtyardSample,
    CourtyardScore,
    ScorerConflict,
)
from homes.models.entries import PARTS
from homes.queries.yards import is_own, sheet_of
from homes.services import holding
from homes.services.yards import called
from members.models import Appointment
from orgs.models import Org, User
from orgs.rules.wording import tidy
from orgs.services import made, nothing_to_do, record, removed, verb
from orgs.services.dated import restated

Kind = CourtyardScore.Kind
ENTRY = ("org", "household", "courtyard", "scheme")


@verb("homes.score_household", "给庭院打分")
def score_household(
    *, entry: CourtyardEntry, appointment: Appointment, points: Sequence[int], on: date,
    by: User | None, is_no_kin: bool, remark: str = "", is_recheck: bool = False,
) -> CourtyardScore:  # fmt: skip
    """Score a household that was recommended: 0 to 100 in each part of its sheet.

    Two different people of its village or above score it, a third only where they lie far apart;
    a check is another level's. The same twice by the same scorer is one. Raises ``ValidationError``
    for kin, another village's committee, who has scored it, and where no scorer is wanted.
    """
    fresh, seat = holding.fresh(entry, *ENTRY), _seat(appointment)
    rules.words.check_words(tidy(remark), what="说明", most=100, required=False)
    known = _hers(fresh, seat)
    if known is not None and known.appointment_id == seat.pk and _same(known, points, remark):
        nothing_to_do()
        return known
    _check_may(fresh, seat, on, by, is_no_kin=is_no_kin)
    rules.yards.check_runs(fresh.courtyard, on)
    rules.yards.check_household(fresh.household, on)
    rules.yards.check_not_before(on=on, first=fresh.recommended_on, what="推荐日期")
    rules.yards.check_once(is_known=known is not None)
    _check_wanted(fresh, seat, is_recheck=is_recheck)
    sheet = fresh.scheme or sheet_of(fresh.courtyard)
    row = CourtyardScore(
        county_id=fresh.county_id, entry=fresh, scheme=sheet, appointment=seat, scored_on=on,
        kind=Kind.RECHECK if is_recheck else Kind.SCORE, **_given(sheet, points, remark),
    )  # fmt: skip
    row.save()
    changes = [made(row)]
    if fresh.scheme is None:
        changes.append(restated(fresh, {"scheme": sheet}))
    record(fresh, by=by, changes=changes, name=called(fresh))
    return row


@verb("homes.change_score", "更改庭院打分")
def change_score(
    *, score: CourtyardScore, points: Sequence[int], by: User | None, remark: str = ""
) -> CourtyardScore:
    """Correct what a scorer gave, until it is decided, or somebody checked it again."""
    rows = CourtyardScore.rows.select_for_update(of=("self",))
    mine = rows.select_related("scheme", "appointment__org").get(pk=score.pk)
    fresh = holding.fresh(mine.entry, *ENTRY)
    rules.words.check_words(tidy(remark), what="说明", most=100, required=False)
    rules.yards.check_recommended(fresh)
    rules.yards.check_may_write_for(
        seat=mine.appointment, account=account_of(mine.appointment), by=by
    )
    is_drawn = CourtyardSample.rows.filter(entry=fresh).exists()
    rules.yards.check_not_drawn(is_drawn=is_drawn and mine.kind == Kind.SCORE)
    if _same(mine, points, remark):
        nothing_to_do()
        return mine
    change = restated(mine, _given(mine.scheme, points, remark))
    record(fresh, by=by, changes=[change], name=called(fresh))
    return mine


@verb("homes.strike_score", "去掉庭院打分")
def strike_score(*, score: CourtyardScore, reason: str, by: User | None) -> None:
    """Take a score away that should not have been given (kin, the wrong house), with the reason.

    Not once it is decided, or drawn for a check.
    """
    rows = CourtyardScore.rows.select_for_update(of=("self",))
    mine = rows.select_related("entry").get(pk=score.pk)
    fresh = holding.fresh(mine.entry, *ENTRY)
    rules.yards.check_recommended(fresh)
    rules.yards.check_not_drawn(is_drawn=CourtyardSample.rows.filter(entry=fresh).exists())
    rules.words.check_words(tidy(reason), what="去掉的原因", most=100)
    change = removed(mine)
    record(fresh, by=by, changes=[change], reason=tidy(reason), name=called(fresh))
    mine.delete()


@verb("homes.declare_conflict", "申请打分回避", undoable=True)
def declare_conflict(
    *, entry: CourtyardEntry, appointment: Appointment, on: date, by: User | None
) -> ScorerConflict:
    """Keep that a household is a scorer's own or a relative's: she does not score it.

    Raises ``ValidationError`` when she has scored it already: that is for the desk to set right.
    """
    fresh, seat = holding.fresh(entry, *ENTRY), _seat(appointment)
    rules.yards.check_may_write_for(seat=seat, account=account_of(seat), by=by)
    known = ScorerConflict.rows.filter(entry=fresh, appointment=seat).first()
    if known is not None:
        nothing_to_do()
        return known
    rules.yards.check_once(is_known=_hers(fresh, seat) is not None)
    row = ScorerConflict(county_id=fresh.county_id, entry=fresh, appointment=seat, said_on=on)
    row.save()
    record(fresh, by=by, changes=[made(row)], name=called(fresh))
    return row


@verb("homes.draw_sample", "抽取复查家庭", undoable=True)
def draw_sample(
    *, courtyard: CourtyardCampaign, seed: str, on: date, by: User | None
) -> list[CourtyardSample]:
    """Draw the households that are checked again, by a seed anybody can draw with once more.

    Out of those scored and not drawn before: the round's share of them, rounded up. Raises
    ``ValidationError`` without a seed, and when there is none to draw from.
    """
    fresh = CourtyardCampaign.rows.select_for_update(of=("self",)).get(pk=courtyard.pk)
    rules.campaigns.check_may_lead(org=Org.rows.get(pk=fresh.org_id), by=by)
    rules.words.check_words(tidy(seed), what="抽签种子", most=40)
    pool = {entry.pk: entry for entry in _settled(fresh)}
    chosen = rules.scoring.drawn(pool, tidy(seed), fresh.sample_percent)
    rules.yards.check_drawn(len(chosen))
    rows = [
        CourtyardSample(county_id=fresh.county_id, entry=pool[pk], seed=tidy(seed), drawn_on=on)
        for pk in chosen
    ]
    for row in rows:
        row.save()
    name = f"{fresh} {len(rows)} 户（种子 {tidy(seed)}）"
    record(fresh, by=by, changes=[made(row) for row in rows], name=name)
    return rows


def _settled(courtyard: CourtyardCampaign) -> list[CourtyardEntry]:
    """Return the households scored by enough and neither drawn nor decided."""
    drawn = CourtyardSample.rows.filter(entry__courtyard=courtyard).values("entry")
    rows = CourtyardEntry.rows.filter(courtyard=courtyard, status="recommended")
    entries = list(rows.exclude(pk__in=drawn).order_by("pk"))
    given: dict[int, list[int]] = {}
    scores = CourtyardScore.rows.filter(entry__in=entries, kind=Kind.SCORE).order_by("pk")
    for pk, points in scores.values_list("entry_id", "hundredths"):
        given.setdefault(pk, []).append(points)
    gap = courtyard.gap
    return [one for one in entries if not rules.scoring.needs_more(given.get(one.pk, []), gap)]


def _check_may(
    entry: CourtyardEntry, seat: Appointment, on: date, by: User | None, *, is_no_kin: bool
) -> None:
    rules.yards.check_recommended(entry)
    rules.yards.check_may_write_for(seat=seat, account=account_of(seat), by=by)
    line = Org.rows.filter(lft__lt=entry.org.lft, rght__gt=entry.org.rght)
    above = set(line.values_list("pk", flat=True))
    rules.yards.check_scorer(seat=seat, entry=entry, above=above, on=on)
    kin = ScorerConflict.rows.filter(entry=entry, appointment__person=seat.person_id).exists()
    rules.yards.check_no_kin(is_own=is_own(entry, seat), has_declared=kin, is_no_kin=is_no_kin)


def _check_wanted(entry: CourtyardEntry, seat: Appointment, *, is_recheck: bool) -> None:
    given = list(
        CourtyardScore.rows.filter(entry=entry, kind=Kind.SCORE)
        .order_by("pk").values_list("hundredths", flat=True)
    )  # fmt: skip
    wants = rules.scoring.needs_more(given, entry.courtyard.gap)
    if not is_recheck:
        rules.yards.check_wants_more(wants=wants)
        return
    rules.yards.check_rechecker(seat=seat, entry=entry)
    is_drawn = CourtyardSample.rows.filter(entry=entry).exists()
    is_done = CourtyardScore.rows.filter(entry=entry, kind=Kind.RECHECK).exists()
    rules.yards.check_to_recheck(is_drawn=is_drawn, is_done=is_done)


def _hers(entry: CourtyardEntry, seat: Appointment) -> CourtyardScore | None:
    """Return what she gave this household, in whichever seat."""
    rows = CourtyardScore.rows.filter(entry=entry, appointment__person=seat.person_id)
    return rows.select_related("scheme").first()


def _given(sheet: Any, points: Sequence[int], remark: str) -> dict[str, Any]:
    weights = [weight for _, weight in sheet.parts]
    rules.scoring.check_points(points, len(weights))
    filled = [*points, 0][:5]
    found: dict[str, Any] = {f"points_{n}": one for n, one in zip(PARTS, filled, strict=True)}
    return found | {
        "hundredths": rules.scoring.weighted(points, weights), "remark": tidy(remark)
    }  # fmt: skip


def _same(score: CourtyardScore, points: Sequence[int], remark: str) -> bool:
    return score.points[: len(points)] == list(points) and score.remark == tidy(remark)


def _seat(appointment: Appointment) -> Appointment:
    return Appointment.rows.select_related("person", "org").get(pk=appointment.pk)
