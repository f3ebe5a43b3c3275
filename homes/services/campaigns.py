"""Year themes and campaigns (domain A40): set, changed, ended."""

from __future__ import annotations

from datetime import date

from fulian import scoping
from homes import rules
from homes.models import Campaign
from homes.services import holding
from orgs import rules as places
from orgs.models import Org, User
from orgs.rules.wording import straight, tidy
from orgs.services import verb
from orgs.services.dated import begun, corrected, ended


@verb("homes.set_campaign", "设立主题或行动", undoable=True)
def set_campaign(
    *, org: Org, kind: str, name: str, since: date, by: User | None, until: date | None = None,
    says: str = "",
) -> Campaign:  # fmt: skip
    """Set a theme of a year or a campaign of a county or township, from one day until another.

    Raises ``ValidationError`` for a village, a closed organisation, no name, days the wrong way
    round, and one of the same name at the same time.
    """
    here = Org.rows.held(org)
    places.check_active(here)
    rules.campaigns.check_may_lead(org=here, by=by)
    facts = _facts(kind, name, says, since, until)
    return begun(Campaign(county_id=scoping.current().county, org=here, **facts), by=by)


@verb("homes.change_campaign", "修改主题或行动", undoable=True)
def change_campaign(
    *, campaign: Campaign, kind: str, name: str, since: date, by: User | None,
    until: date | None = None, says: str = "",
) -> Campaign:  # fmt: skip
    """Correct a theme or campaign; the same again changes nothing."""
    fresh = holding.fresh(campaign, "org")
    rules.campaigns.check_may_lead(org=fresh.org, by=by)
    return corrected(fresh, _facts(kind, name, says, since, until), by=by)


@verb("homes.end_campaign", "结束主题或行动", undoable=True)
def end_campaign(*, campaign: Campaign, on: date, by: User | None) -> Campaign:
    """End a theme or campaign on the day ``on``; what belongs to it stays. Refuses it twice."""
    fresh = holding.fresh(campaign, "org")
    rules.campaigns.check_may_lead(org=fresh.org, by=by)
    if fresh.until is not None and fresh.until > on:
        return corrected(fresh, {"until": on}, by=by)
    return ended(fresh, on=on, by=by)


def _facts(kind: str, name: str, says: str, since: date, until: date | None) -> dict[str, object]:
    rules.words.check_words(tidy(name), what="名称", most=40)
    rules.words.check_words(says, what="说明", most=300, required=False)
    rules.words.check_public(name=name, says=says)
    places.check_days(since=since, until=until)
    return {
        "kind": kind,
        "name": tidy(name),
        "says": straight(says),
        "since": since,
        "until": until,
    }
