"""What a home has: who answers for it, rules, tier, a hosted organisation, assets (A31, A33)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from duties.rules.posts import check_own_place
from homes.models import HomeAsset, HomeGrade, HomeKind, HomeTier, WomensHome
from homes.queries.home_past import begun_on
from homes.rules import homes as rules
from homes.services.holding import fresh, seat_held, standing
from homes.services.home_past import turned
from members.models import Appointment
from orgs.models import User, WomensSocialOrganisation
from orgs.rules import check_ends, check_open
from orgs.services import (
    clean,
    corrected,
    made,
    nothing_to_do,
    record,
    restated,
    tidy,
    verb,
)


@verb("homes.seat_manager", "确定妇女之家负责人", undoable=True)
def seat_manager(
    *, home: WomensHome, seat: Appointment | None, on: date, by: User | None
) -> WomensHome:
    """Let the holder of a committee seat answer for a home from the day ``on``, or nobody.

    Who did until then stays known; her seat's end ends it.
    """
    check_own_place(org=home.org_id, by=by)
    row = standing(home)
    held = seat_held(seat, org=row.org_id, on=on)
    return _turned(row, {"manager": held}, on, by)


@verb("homes.adopt_rules", "通过妇女之家制度", undoable=True)
def adopt_rules(*, home: WomensHome, text: str, on: date, by: User | None) -> WomensHome:
    """Keep a home's rules and the day they were adopted (S3:142; I-HOME-5)."""
    check_own_place(org=home.org_id, by=by)
    row = standing(home)
    if not text.strip():
        raise ValidationError({"text": "请写明制度的内容，可以抄上墙的那一份。"})
    facts = {"rules": text.strip(), "rules_on": on}
    return corrected(row, facts, by=by)


@verb("homes.host_social", "妇女之家引进女性社会组织", undoable=True)
def host_social(
    *, home: WomensHome, social: WomensSocialOrganisation | None, on: date, by: User | None
) -> WomensHome:
    """Let a women's social organisation work in a home from a day on, or none (A11, I-HOME-8)."""
    check_own_place(org=home.org_id, by=by)
    row = standing(home)
    rules.check_is(row, HomeKind.PHYSICAL)
    if social is not None:
        now = WomensSocialOrganisation.rows.get(pk=social.pk)
        if now.until is not None and now.until <= on:
            raise ValidationError("这家女性社会组织已经结束扶持。", code="social_ended")
    return _turned(row, {"social": social}, on, by)


@verb("homes.name_tier", "登记示范等级", undoable=True)
def name_tier(
    *, home: WomensHome, tier: str, named_by: str, on: date, by: User | None
) -> WomensHome:
    """Keep the tier a physical home was named on the day ``on``; the earlier one ends (A33).

    ``BASIC`` ends the tier. Raises ``ValidationError`` for the tier it has, and one nobody named.
    """
    row = standing(home)
    rules.check_is(row, HomeKind.PHYSICAL)
    rules.check_day(since=row.since, on=on)
    now = HomeGrade.rows.select_for_update().filter(home=row, until__isnull=True).first()
    rules.check_tier(tier=tier, now=now.tier if now else HomeTier.BASIC, named_by=tidy(named_by))
    changes = []
    if now is not None:
        rules.check_day(since=now.since, on=on, what="上一次命名")
        changes.append(restated(now, {"until": on}))
    if tier != HomeTier.BASIC:
        grade = HomeGrade(home=row, tier=tier, named_by=tidy(named_by), since=on)
        clean(grade)
        grade.save()
        changes.append(made(grade))
    record(row, by=by, changes=changes)
    return row


@verb("homes.keep_asset", "登记妇女之家资产", undoable=True)
def keep_asset(
    *, home: WomensHome, what: str, count: int, on: date, by: User | None, kept_by: str = ""
) -> HomeAsset:
    """Keep that a home has something: what, how many, and who keeps it."""
    check_own_place(org=home.org_id, by=by)
    row = standing(home)
    if not 1 <= count <= 10_000:
        raise ValidationError({"count": "数量请填 1 到 10000。"})
    known = HomeAsset.rows.filter(home=row, what=tidy(what), until__isnull=True).first()
    if known is not None:
        facts = {"count": count, "kept_by": tidy(kept_by)}
        record(row, by=by, changes=[restated(fresh(known), facts)], name=f"{row.name} {known.what}")
        return known
    asset = HomeAsset(home=row, what=tidy(what), count=count, kept_by=tidy(kept_by), since=on)
    clean(asset)
    asset.save()
    record(row, by=by, changes=[made(asset)], name=f"{row.name} {asset.what}")
    return asset


@verb("homes.drop_asset", "注销妇女之家资产", undoable=True)
def drop_asset(*, asset: HomeAsset, on: date, by: User | None, reason: str = "") -> HomeAsset:
    """Say that a home has something no more from the day ``on``."""
    row, home = fresh(asset), fresh(asset.home)
    check_own_place(org=home.org_id, by=by)
    check_open(row.until)
    check_ends(since=row.since, on=on)
    told = f"{home.name} {row.what}"
    record(home, by=by, changes=[restated(row, {"until": on})], reason=tidy(reason), name=told)
    return row


def _turned(row: WomensHome, facts: dict[str, Any], on: date, by: User | None) -> WomensHome:
    """Record that a home is otherwise from the day ``on``; nothing when it is the same."""
    if all(getattr(row, name) == fact for name, fact in facts.items()):
        nothing_to_do()
        return row
    rules.check_day(since=begun_on(row), on=on, what="上一次变动")
    record(row, by=by, changes=turned(row, facts, on))
    return row
