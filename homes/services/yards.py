"""Courtyard campaigns (domain A41): opened with a score sheet, changed, ended; who takes part."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from duties.models import Household
from duties.rules.posts import check_own_place
from fulian import scoping
from homes import rules
from homes.models import Campaign, CourtyardCampaign, CourtyardEntry, CourtyardScheme, EntryStatus
from homes.queries.yards import is_used, sheet_of, sheets_of
from homes.services import holding
from orgs import rules as places
from orgs.models import Org, User
from orgs.rules.wording import tidy
from orgs.services import made, nothing_to_do, record, verb
from orgs.services.dated import clean, corrected, restated

Parts = Sequence[tuple[str, int]]


@verb("homes.open_courtyard", "开展最美庭院评选", undoable=True)
def open_courtyard(
    *, org: Org, name: str, parts: Parts, since: date, by: User | None, until: date | None = None,
    campaign: Campaign | None = None, gap: int = 15, sample_percent: int = 10,
    publicity_days: int = 5,
) -> CourtyardCampaign:  # fmt: skip
    """Open a round of 最美庭院 of a county or township with its score sheet: 4 or 5 weighted parts.

    Raises ``ValidationError`` for a village, weights that do not add up to 100, days the wrong way
    round, and a round of the same name at the same time.
    """
    here = Org.rows.held(org)
    places.check_active(here)
    rules.campaigns.check_may_lead(org=here, by=by)
    rules.words.check_words(tidy(name), what="名称", most=40)
    rules.scoring.check_sheet(parts)
    places.check_days(since=since, until=until)
    row = CourtyardCampaign(
        county_id=scoping.current().county, org=here, campaign=campaign, name=tidy(name), gap=gap,
        sample_percent=sample_percent, publicity_days=publicity_days, since=since, until=until,
    )  # fmt: skip
    clean(row)
    row.save()
    sheet = CourtyardScheme(county_id=row.county_id, courtyard=row, number=1, **_columns(parts))
    sheet.save()
    record(row, by=by, changes=[made(row), made(sheet)])
    return row


@verb("homes.change_courtyard", "修改最美庭院评选", undoable=True)
def change_courtyard(
    *, courtyard: CourtyardCampaign, name: str, since: date, by: User | None,
    until: date | None = None, campaign: Campaign | None = None, gap: int = 15,
    sample_percent: int = 10, publicity_days: int = 5,
) -> CourtyardCampaign:  # fmt: skip
    """Correct a round; how far apart scorers may be only until somebody scored."""
    fresh = _held(courtyard, by)
    rules.words.check_words(tidy(name), what="名称", most=40)
    places.check_days(since=since, until=until)
    is_begun = any(is_used(sheet) for sheet in sheets_of(fresh))
    rules.yards.check_gap_stays(is_begun=is_begun, now=fresh.gap, wanted=gap)
    facts = {
        "name": tidy(name), "since": since, "until": until, "campaign": campaign, "gap": gap,
        "sample_percent": sample_percent, "publicity_days": publicity_days,
    }  # fmt: skip
    return corrected(fresh, facts, by=by)


@verb("homes.set_sheet", "更改评分表", undoable=True)
def set_sheet(*, courtyard: CourtyardCampaign, parts: Parts, by: User | None) -> CourtyardScheme:
    """Give a round another score sheet; after the first score it is a new version.

    Households scored before keep the version they began with. The same again changes nothing.
    """
    fresh = _held(courtyard, by)
    rules.scoring.check_sheet(parts)
    now = sheet_of(fresh)
    if now.parts == list(parts):
        nothing_to_do()
        return now
    if not is_used(now):
        record(fresh, by=by, changes=[restated(now, _columns(parts))], name=str(fresh))
        return now
    sheet = CourtyardScheme(
        county_id=fresh.county_id, courtyard=fresh, number=now.number + 1, **_columns(parts)
    )
    sheet.save()
    record(fresh, by=by, changes=[made(sheet)], name=f"{fresh}第 {sheet.number} 版")
    return sheet


@verb("homes.end_courtyard", "结束最美庭院评选", undoable=True)
def end_courtyard(*, courtyard: CourtyardCampaign, on: date, by: User | None) -> CourtyardCampaign:
    """Let nobody be nominated or scored from the day ``on``; awards go on being shown."""
    fresh = _held(courtyard, by)
    places.check_ends(since=fresh.since, on=on)
    return corrected(fresh, {"until": on}, by=by)


@verb("homes.nominate_household", "群众举荐", undoable=True)
def nominate_household(
    *, courtyard: CourtyardCampaign, household: Household, nominated_by: str, voices: int,
    on: date, by: User | None,
) -> CourtyardEntry:  # fmt: skip
    """Let a household take part because neighbours named it: who, and how many (群众举荐).

    One that was taken out before it was decided may come in again. Raises ``ValidationError`` for a
    round that does not run or is another township's, one that takes part already, one in contact no
    more, and for nobody who named it.
    """
    home = Household.rows.select_for_update(of=("self",)).select_related("org").get(pk=household.pk)
    fresh = CourtyardCampaign.rows.select_related("org").get(pk=courtyard.pk)
    places.check_active(home.org)
    check_own_place(org=home.org_id, by=by)
    rules.yards.check_runs(fresh, on)
    rules.yards.check_household(home, on)
    rules.yards.check_inside(round_org=fresh.org, org=home.org)
    rules.yards.check_voices(voices)
    rules.words.check_words(tidy(nominated_by), what="谁举荐的", most=40)
    named = {"nominated_by": tidy(nominated_by), "voices": voices, "nominated_on": on}
    out = CourtyardEntry.rows.filter(courtyard=fresh, household=home, status=EntryStatus.WITHDRAWN)
    if back := out.select_for_update(of=("self",)).select_related("org").first():
        again = named | {"org": home.org, "recommended_on": None, "ended_on": None, "reason": ""}
        return moved(back, EntryStatus.NOMINATED, again, by)
    row = CourtyardEntry(
        county_id=scoping.current().county, org=home.org, courtyard=fresh, household=home, **named
    )
    row.save()
    record(row, by=by, changes=[made(row)], name=called(row))
    return row


@verb("homes.recommend_entry", "妇联推荐", undoable=True)
def recommend_entry(*, entry: CourtyardEntry, on: date, by: User | None) -> CourtyardEntry:
    """Let the federation recommend a household that was named; from then on it is scored."""
    fresh = held(entry, by)
    rules.yards.check_step(fresh, EntryStatus.RECOMMENDED)
    rules.yards.check_runs(fresh.courtyard, on)
    rules.yards.check_household(fresh.household, on)
    rules.yards.check_not_before(on=on, first=fresh.nominated_on, what="举荐日期")
    return moved(fresh, EntryStatus.RECOMMENDED, {"recommended_on": on}, by)


@verb("homes.withdraw_entry", "不再参评", undoable=True)
def withdraw_entry(
    *, entry: CourtyardEntry, reason: str, on: date, by: User | None
) -> CourtyardEntry:
    """Take a household out of a round before it is decided, with the reason."""
    fresh = held(entry, by)
    rules.yards.check_step(fresh, EntryStatus.WITHDRAWN)
    rules.words.check_words(tidy(reason), what="原因", most=100)
    facts = {"ended_on": on, "reason": tidy(reason)}
    return moved(fresh, EntryStatus.WITHDRAWN, facts, by, tidy(reason))


def held(entry: CourtyardEntry, by: User | None) -> CourtyardEntry:
    """Return a household's row as it is now, held; refuse a chair another village's."""
    return holding.own(entry, by, "household", "courtyard__org")


def moved(
    entry: CourtyardEntry, to: str, facts: dict[str, Any], by: User | None, reason: str = ""
) -> CourtyardEntry:
    """Let a held row stand at another step, and record it without naming anybody."""
    change = restated(entry, {"status": to, **facts})
    record(entry, by=by, changes=[change], reason=reason, name=called(entry))
    return entry


def called(entry: CourtyardEntry) -> str:
    """Return what a household's row is called without naming anybody."""
    return f"{entry.org.title} 参评家庭"


def _columns(parts: Parts) -> dict[str, Any]:
    filled = [*parts, ("", 0)][:5]
    found: dict[str, Any] = {}
    for n, (name, weight) in enumerate(filled, 1):
        found |= {f"name_{n}": name, f"weight_{n}": weight}
    return found


def _held(courtyard: CourtyardCampaign, by: User | None) -> CourtyardCampaign:
    fresh = holding.fresh(courtyard, "org")
    rules.campaigns.check_may_lead(org=fresh.org, by=by)
    return fresh
