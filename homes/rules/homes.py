"""What the rules allow for Women's Homes, their checklist and their clusters (domain A31-A34)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from duties.rules.posts import ARRANGERS, DESKS
from fulian.permissions import allow
from homes.models import HomeKind, HomeTier, Premises, WomensHome
from homes.rules.words import check_public
from members.models import Appointment
from members.models.appointments import COMMITTEE
from orgs.models import Level, Org
from orgs.rules import role_may
from orgs.rules.access import KEEPERS, PEOPLE

MODEL_TIERS = (HomeTier.CITY_MODEL, HomeTier.PROVINCE_MODEL, HomeTier.NATIONAL_MODEL)
MAIN = (HomeKind.PHYSICAL, HomeKind.ONLINE)
FIELDS: dict[str, frozenset[str]] = {
    HomeKind.PHYSICAL: frozenset({
        "name", "address", "site_type", "premises", "partner", "area", "hours", "keys",
        "womens_and_childrens_home",
    }),
    HomeKind.ONLINE: frozenset({"name", "address", "platform"}),
    HomeKind.MICRO: frozenset({
        "name", "address", "unit_kind", "unit", "host", "host_consented_on", "hours", "keys",
    }),
}  # fmt: skip


@allow("homes.view_home")
def may_view_homes(user: Any, obj: Any) -> bool:
    """Everyone with a seat but a calling system, for what lies in her reach."""
    return role_may(user, PEOPLE)


@allow(
    "homes.found_homes", "homes.found_micro", "homes.change_home", "homes.seat_manager",
    "homes.adopt_rules", "homes.host_social", "homes.suspend_home", "homes.reopen_home",
    "homes.close_home", "homes.keep_asset", "homes.drop_asset", "homes.check_home",
    "homes.share", "homes.withdraw_sharing",
)  # fmt: skip
def may_keep_homes(user: Any, obj: Any) -> bool:
    """County and township staff, and chairs for their own organisation (decision 20)."""
    return role_may(user, ARRANGERS)


@allow("homes.choose_model_home", "homes.end_model_home", "homes.found_many_homes")
def may_arrange_homes(user: Any, obj: Any) -> bool:
    """County and township staff, for what lies below them."""
    return role_may(user, DESKS)


@allow("homes.name_tier", "homes.add_item", "homes.change_item", "homes.retire_item",
       "homes.set_up_checklist")  # fmt: skip
def may_set_standards(user: Any, obj: Any) -> bool:
    """Only the county names tiers and says what its homes are held against."""
    return role_may(user, KEEPERS)


def check_has_home(org: Org) -> None:
    """Refuse a home of what is only a unit beside the tree: that is a micro-home."""
    if org.level == Level.UNIT:
        raise ValidationError(
            "村以下和旁设的组织请登记妇女微家，挂在所在村（社区）的妇女之家下面。", code="unit"
        )


def check_kinds(*, kinds: set[str], known: set[str]) -> None:
    """Refuse to found nothing, what is there already, and what is no main home."""
    if not kinds or not kinds <= set(MAIN):
        raise ValidationError("请选择建实体的、网上的，还是两样一起建。", code="no_kind")
    if twice := kinds & known:
        said = "、".join(str(HomeKind(kind).label) for kind in sorted(twice))
        raise ValidationError(f"{said}已经登记过，不用再登记。", code="known")


def check_facts(*, kind: str, facts: Mapping[str, Any]) -> None:
    """Refuse facts another kind of home has, a partner that does not fit, and silly areas."""
    if strange := set(facts) - FIELDS[kind]:
        raise ValidationError(f"{HomeKind(kind).label}没有这一项。", code=sorted(strange)[0])
    check_public(**{name: said for name, said in facts.items() if isinstance(said, str)})
    premises, partner = facts.get("premises", ""), facts.get("partner", "")
    if premises in (Premises.CO_BUILT, Premises.SHARED) and not partner:
        raise ValidationError({"partner": "共建共用、他建共用的，请写明是哪个单位。"})
    if partner and premises not in (Premises.CO_BUILT, Premises.SHARED):
        raise ValidationError({"partner": "只有共建共用、他建共用的才填共建单位。"})
    if facts.get("area") is not None and not 1 <= facts["area"] <= 100_000:
        raise ValidationError({"area": "面积请填 1 到 100000 平方米。"})
    if facts.get("host") and not facts.get("host_consented_on"):
        raise ValidationError({"host": "登记主持人要先得到她本人同意。"})


def check_open(home: WomensHome) -> None:
    """Refuse to work on a home that closed."""
    if home.until is not None:
        raise ValidationError(
            f"{home.name}已于{home.until:%Y年%-m月%-d日}撤销，不能再改。", code="closed"
        )


def check_day(*, since: date, on: date, what: str = "建立") -> None:
    """Refuse a day before it began."""
    if on < since:
        raise ValidationError(f"日期不能早于{what}日期（{since:%Y年%-m月%-d日}）。", code="early")


def check_answers(*, seat: Appointment, org: int, on: date) -> None:
    """Refuse whoever holds no seat on this organisation's committee that day."""
    if seat.org_id != org or seat.office not in COMMITTEE:
        raise ValidationError("请在本组织的主席、副主席和执委里选。", code="office")
    if on < seat.since or (seat.until is not None and seat.until <= on):
        raise ValidationError("她这一天不在任，请检查日期。", code="not_seated")


def check_is(home: WomensHome, *kinds: str) -> None:
    """Refuse a home of another kind."""
    if home.kind not in kinds:
        said = "、".join(str(HomeKind(kind).label) for kind in kinds)
        raise ValidationError(f"只有{said}才有这一项。", code="kind")


def check_tier(*, tier: str, now: str, named_by: str) -> None:
    """Refuse an unknown tier, the same again, and one nobody named."""
    if tier not in HomeTier.values:
        raise ValidationError("请选择示范等级。", code="bad_tier")
    if tier == now:
        raise ValidationError("它现在就是这个等级，不用再登记。", code="same")
    if tier != HomeTier.BASIC and not named_by:
        raise ValidationError({"named_by": "请写明是哪个单位命名的。"})


def check_shares(*, giver: Org, taker: Org, inside: set[int]) -> None:
    """Refuse to share with oneself, and with who is not in the same home cluster."""
    if giver.pk == taker.pk:
        raise ValidationError("提供和使用的不能是同一个组织。", code="oneself")
    if not {giver.pk, taker.pk} <= inside:
        raise ValidationError(
            "只有同一个妇女之家片区里的组织才能登记片区共享。", code="other_cluster"
        )
