"""Notes on good practice (domain A50): proposed below, passed on, taken into the library."""

from __future__ import annotations

from datetime import date

from duties.rules.posts import check_own_place
from fulian import scoping
from homes import rules
from homes.models import Campaign, GoodPractice, PracticeStatus
from homes.services import holding
from orgs import rules as places
from orgs.models import Org, User
from orgs.rules.wording import straight, tidy
from orgs.services import made, record, verb
from orgs.services.dated import corrected, restated

Now = PracticeStatus


@verb("homes.propose_practice", "报送好做法", undoable=True)
def propose_practice(
    *, org: Org, title: str, text: str, on: date, by: User | None, campaign: Campaign | None = None
) -> GoodPractice:
    """Let ``org`` propose a note on how something was done well; those above judge it."""
    here = Org.rows.held(org)
    places.check_active(here)
    check_own_place(org=here.pk, by=by)
    row = GoodPractice(
        county_id=scoping.current().county, org=here, campaign=campaign, proposed_on=on,
        **_facts(title, text),
    )  # fmt: skip
    row.save()
    record(row, by=by, changes=[made(row)])
    return row


@verb("homes.rewrite_practice", "修改好做法", undoable=True)
def rewrite_practice(
    *, practice: GoodPractice, title: str, text: str, by: User | None,
    campaign: Campaign | None = None,
) -> GoodPractice:  # fmt: skip
    """Write a note better before it is passed on; one that was returned is proposed again."""
    fresh = holding.fresh(practice, "org")
    check_own_place(org=fresh.org_id, by=by)
    rules.exemplars.check_may_rewrite(fresh)
    facts = {**_facts(title, text), "campaign": campaign, "status": Now.PROPOSED}
    return corrected(fresh, facts, by=by)


@verb("homes.judge_practice", "审核好做法", undoable=True)
def judge_practice(
    *, practice: GoodPractice, to: str, on: date, by: User | None, note: str = ""
) -> GoodPractice:
    """Pass a note on, take it into the library, return it with a word, or take it off.

    A township passes on or returns what is below it; the county does the rest.
    """
    fresh = holding.fresh(practice, "org")
    rules.exemplars.check_judges(practice=fresh, to=to, by=by)
    note = tidy(note)
    rules.words.check_words(note, what="审核意见", most=200, required=to == Now.RETURNED)
    facts = {"status": to, "note": note}
    if to == Now.ACCEPTED:
        facts["accepted_on"] = on  # type: ignore[assignment]  # a day among words
    record(fresh, by=by, changes=[restated(fresh, facts)], reason=note)
    return fresh


def _facts(title: str, text: str) -> dict[str, str]:
    rules.words.check_words(tidy(title), what="标题", most=60)
    rules.words.check_words(text, what="做法", most=3000)
    return {"title": tidy(title), "text": straight(text)}
