"""Exemplars (domain A47): named, corrected, made public by consent, taken back."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from duties.rules.posts import check_own_place
from fulian import scoping
from homes import rules
from homes.models import Campaign, Exemplar
from homes.services import holding
from orgs import rules as places
from orgs.models import Org, User
from orgs.rules.wording import straight, tidy
from orgs.services import changed, image, made, record, verb
from orgs.services.dated import clean, corrected


@verb("homes.name_exemplar", "登记典型", undoable=True)
def name_exemplar(
    *, org: Org, title: str, name: str, named_by: str, named_on: date, by: User | None,
    at: datetime, story: str = "", campaign: Campaign | None = None,
) -> Exemplar:  # fmt: skip
    """Keep whom ``org`` has as an example: the title, by whom and when named, and the story.

    It is not public. Raises ``ValidationError`` for a closed organisation, another's, no name, a
    day to come, and the same twice.
    """
    here = Org.rows.held(org)
    places.check_active(here)
    check_own_place(org=here.pk, by=by)
    facts = _facts(name, named_by, story)
    rules.exemplars.check_named_on(on=named_on, today=timezone.localdate(at))
    row = Exemplar(
        county_id=scoping.current().county, org=here, campaign=campaign, title=title,
        named_on=named_on, **facts,
    )  # fmt: skip
    clean(row)
    row.save()
    record(row, by=by, changes=[made(row)])
    return row


@verb("homes.change_exemplar", "修改典型", undoable=True)
def change_exemplar(
    *, exemplar: Exemplar, name: str, named_by: str, named_on: date, story: str, by: User | None,
    at: datetime, campaign: Campaign | None = None,
) -> Exemplar:  # fmt: skip
    """Correct an exemplar; other words than she agreed to ask for her consent again."""
    fresh = holding.own(exemplar, by)
    rules.exemplars.check_own_minor(exemplar=fresh, by=by)
    facts = _facts(name, named_by, story)
    rules.exemplars.check_named_on(on=named_on, today=timezone.localdate(at))
    other = (fresh.name, fresh.story) != (facts["name"], facts["story"])
    if other and fresh.consented_on is not None:
        facts["consented_on"] = None
    return corrected(fresh, {**facts, "named_on": named_on, "campaign": campaign}, by=by)


@verb("homes.consent_exemplar", "登记同意公开", undoable=True)
def consent_exemplar(*, exemplar: Exemplar, on: date, by: User | None) -> Exemplar:
    """Keep that she agreed to be public with her name and story: from then on she is.

    Never a minor, whoever consents.
    """
    fresh = holding.own(exemplar, by)
    rules.exemplars.check_may_be_public(fresh)
    return corrected(fresh, {"consented_on": on, "refused_on": None}, by=by)


@verb("homes.refuse_exemplar", "撤回同意公开")
def refuse_exemplar(*, exemplar: Exemplar, on: date, by: User | None) -> Exemplar:
    """Keep that she wants to be public no more: she is gone from there at once."""
    fresh = holding.own(exemplar, by)
    rules.exemplars.check_was_public(fresh)
    return _restated(fresh, {"refused_on": on}, by)


@verb("homes.revoke_exemplar", "撤销典型", undoable=True)
def revoke_exemplar(*, exemplar: Exemplar, reason: str, on: date, by: User | None) -> Exemplar:
    """Take a title back, with the reason; the row stays."""
    fresh = holding.own(exemplar, by)
    rules.exemplars.check_not_revoked(fresh)
    rules.words.check_words(tidy(reason), what="撤销的原因", most=100)
    return _restated(fresh, {"revoked_on": on, "reason": tidy(reason)}, by, tidy(reason))


def _facts(name: str, named_by: str, story: str) -> dict[str, object]:
    rules.words.check_words(tidy(name), what="姓名或家庭称呼", most=40)
    rules.words.check_words(tidy(named_by), what="评选单位", most=60)
    rules.words.check_words(story, what="事迹", most=2000, required=False)
    rules.words.check_public(name=name, named_by=named_by, story=story)
    return {"name": tidy(name), "named_by": tidy(named_by), "story": straight(story)}


def _restated(
    row: Exemplar, facts: dict[str, object], by: User | None, reason: str = ""
) -> Exemplar:
    before = image(row)
    for column, value in facts.items():
        setattr(row, column, value)
    row.version += 1
    row.save(update_fields=[*facts, "version"])
    record(row, by=by, changes=[changed(row, before)], reason=reason)
    return row
