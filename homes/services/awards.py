"""Courtyards awarded: consent, award, publicity, objections, plaque, revocation (domain A41)."""

from __future__ import annotations

from datetime import date, timedelta

from homes import rules
from homes.models import CourtyardEntry, CourtyardObjection, CourtyardSample, EntryStatus
from homes.queries.yards import line_of, open_objections
from homes.services.yards import called, held, moved
from orgs.models import User
from orgs.rules.wording import tidy
from orgs.services import made, record, verb
from orgs.services.dated import restated

Step = EntryStatus


@verb("homes.consent_entry", "登记同意公示", undoable=True)
def consent_entry(
    *, entry: CourtyardEntry, shown_name: str, on: date, by: User | None
) -> CourtyardEntry:
    """Keep that a household agreed to be shown in public, by the name it wants to be called.

    Raises ``ValidationError`` without a name, and for one that is out of the round.
    """
    fresh = held(entry, by)
    rules.yards.check_takes_part(fresh)
    rules.words.check_words(tidy(shown_name), what="公示时的称呼", most=40)
    rules.words.check_public(shown_name=shown_name)
    facts = {"shown_name": tidy(shown_name), "consented_on": on, "refused_on": None}
    return moved(fresh, fresh.status, facts, by)


@verb("homes.refuse_entry", "撤回同意公示")
def refuse_entry(*, entry: CourtyardEntry, on: date, by: User | None) -> CourtyardEntry:
    """Keep that a household wants to be shown no more: it is gone from public at once."""
    fresh = held(entry, by)
    rules.yards.check_had_consented(fresh)
    return moved(fresh, fresh.status, {"refused_on": on}, by)


@verb("homes.award_entry", "评定最美庭院", undoable=True)
def award_entry(*, entry: CourtyardEntry, level: str, on: date, by: User | None) -> CourtyardEntry:
    """Award a household that two people scored, after the round's sample was checked.

    Raises ``ValidationError`` before that, for another township's round, and a level not hers.
    """
    fresh = held(entry, by)
    rules.campaigns.check_may_lead(org=fresh.courtyard.org, by=by)
    rules.yards.check_step(fresh, Step.AWARDED)
    rules.yards.check_level(level=level, by=by)
    rules.yards.check_not_before(on=on, first=fresh.recommended_on, what="推荐日期")
    line = line_of(fresh, on)
    sampled = CourtyardSample.rows.filter(entry__courtyard=fresh.courtyard).exists()
    rules.yards.check_settled(
        lacks=line.result.lacks, waits_for_check=line.is_drawn and not line.is_checked,
        is_sampled=sampled or not fresh.courtyard.sample_percent,
    )  # fmt: skip
    return moved(fresh, Step.AWARDED, {"level": level, "awarded_on": on}, by)


@verb("homes.show_award", "公示最美庭院", undoable=True)
def show_award(*, entry: CourtyardEntry, on: date, by: User | None) -> CourtyardEntry:
    """Show an awarded family in public for the round's days, by the name it agreed to.

    Only name, level and day are shown. Raises ``ValidationError`` without its consent.
    """
    fresh = held(entry, by)
    rules.campaigns.check_may_lead(org=fresh.courtyard.org, by=by)
    rules.yards.check_step(fresh, Step.SHOWN)
    rules.yards.check_consent(fresh)
    rules.yards.check_not_before(on=on, first=fresh.awarded_on, what="评定日期")
    until = on + timedelta(days=fresh.courtyard.publicity_days)
    return moved(fresh, Step.SHOWN, {"shown_on": on, "shown_until": until}, by)


@verb("homes.object_to_award", "登记公示异议", undoable=True)
def object_to_award(
    *, entry: CourtyardEntry, text: str, on: date, by: User | None
) -> CourtyardObjection:
    """Keep what somebody objects to an award while it is shown; nobody is asked who she is."""
    fresh = held(entry, by)
    rules.yards.check_may_object(entry=fresh, on=on)
    rules.words.check_words(text, what="不同意见", most=300)
    row = CourtyardObjection(
        county_id=fresh.county_id, entry=fresh, text=text.strip(), received_on=on
    )
    row.save()
    record(fresh, by=by, changes=[made(row)], name=called(fresh))
    return row


@verb("homes.answer_objection", "核实公示异议", undoable=True)
def answer_objection(
    *, objection: CourtyardObjection, answer: str, is_upheld: bool, on: date, by: User | None
) -> CourtyardObjection:
    """Keep what became of an objection; one that is upheld takes the award back."""
    rows = CourtyardObjection.rows.select_for_update(of=("self",))
    row = rows.get(pk=objection.pk)
    fresh = held(row.entry, by)
    rules.campaigns.check_may_lead(org=fresh.courtyard.org, by=by)
    rules.yards.check_not_answered(is_answered=row.answered_on is not None)
    rules.words.check_words(answer, what="核实结果", most=300)
    rules.yards.check_not_before(on=on, first=row.received_on, what="收到日期")
    facts = {"answer": answer.strip(), "answered_on": on, "is_upheld": is_upheld}
    record(fresh, by=by, changes=[restated(row, facts)], name=called(fresh))
    if is_upheld:
        revoke_award(entry=fresh, reason="公示异议成立", on=on, by=by)
    return row


@verb("homes.hang_plaque", "最美庭院挂牌", undoable=True)
def hang_plaque(*, entry: CourtyardEntry, on: date, by: User | None) -> CourtyardEntry:
    """Keep the day a plaque was hung: after the days of publicity, with no objection open."""
    fresh = held(entry, by)
    rules.campaigns.check_may_lead(org=fresh.courtyard.org, by=by)
    rules.yards.check_step(fresh, Step.PLAQUED)
    waiting = open_objections(fresh).count()
    rules.yards.check_shown_long_enough(entry=fresh, on=on, open_objections=waiting)
    return moved(fresh, Step.PLAQUED, {"plaque_on": on}, by)


@verb("homes.revoke_award", "撤销最美庭院", undoable=True)
def revoke_award(
    *, entry: CourtyardEntry, reason: str, on: date, by: User | None
) -> CourtyardEntry:
    """Take an award back with its reason: it is gone from public at once, and counts no more."""
    fresh = held(entry, by)
    rules.campaigns.check_may_lead(org=fresh.courtyard.org, by=by)
    rules.yards.check_step(fresh, Step.REVOKED)
    rules.yards.check_not_before(on=on, first=fresh.awarded_on, what="评定日期")
    rules.words.check_words(tidy(reason), what="撤销的原因", most=100)
    facts = {"ended_on": on, "reason": tidy(reason)}
    return moved(fresh, Step.REVOKED, facts, by, tidy(reason))
