"""What the rules allow for care teams, children in care and visits (domain A44, B3.5, Q21, Q22)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any, TypeVar

from django.core.exceptions import ValidationError

from duties.rules.posts import ARRANGERS, is_live
from duties.rules.sensitive import BREAKERS, HANDLERS
from fulian.permissions import allow
from homes.models import Ask, CareCase, CareEnd, ChildKind, ChildSex, Look, Relation
from members.models import Appointment
from members.models.appointments import COMMITTEE
from orgs.models import Level, Org, OrgStatus
from orgs.rules import role_may
from orgs.rules.access import DESK, ON_THE_GROUND

# 六看六问, word for word (B3.5): what is looked at, what is asked.
LOOKS: tuple[tuple[str, str], ...] = (
    ("看居住环境", "问安全隐患"),
    ("看是否正常上学", "问厌学、逃学、辍学"),
    ("看是否校外租房", "问是否与监护人分铺分房"),
    ("看是否面临校园欺凌、性侵等不法侵害", "问是否知晓求助途径"),
    ("看身体健康状况", "问身体发育、生理期是否正常"),
    ("看假期生活", "问防溺水、防交通事故、防触电等安全知识"),
)
URGENT = 3  # the fourth look: bullying, sexual abuse
EDIT_FOR = timedelta(days=7)  # a visit is corrected so long; afterwards it is added to
LOOK_BACK = timedelta(days=31)
KEPT_FOR = timedelta(days=90)  # what is known of a child, after her care ended
ADULT = 18
MOST_NAME, MOST_WORDS = 20, 300
Row = TypeVar("Row")
SHREDS = frozenset({CareEnd.WITHDRAWN, CareEnd.MISTAKE, CareEnd.GROWN})
CARERS = ON_THE_GROUND
WARNING = (
    "发现孩子可能受到侵害，必须立即报告，不要自己调查，不要反复追问孩子。",
    "现在有危险，马上打 110。",
    "打妇女维权公益服务热线 12338，或者政务服务热线 12345，说明情况。",
    "告诉村（社区）和乡镇妇联的负责人。孩子的姓名和情况不要在微信群里说。",
)


@allow("homes.view_care", "homes.view_child", "homes.write_visit", "homes.change_visit",
       "homes.amend_visit", "homes.withdraw_consent", "homes.change_child")  # fmt: skip
def may_open_care(user: Any, obj: Any) -> bool:
    """Whoever may be a carer or a handler; of which child, the database says."""
    return role_may(user, HANDLERS | ON_THE_GROUND | BREAKERS)


@allow("homes.register_child", "homes.pair_child", "homes.end_pairing", "homes.end_care",
       "homes.hand_over_child", "homes.add_care_handler", "homes.remove_care_handler")  # fmt: skip
def may_lead(user: Any, obj: Any) -> bool:
    """Whoever may lead a care team; of which team, the service asks."""
    return role_may(user, ON_THE_GROUND)


@allow("homes.found_care_team", "homes.name_care_leader", "homes.join_care_team",
       "homes.leave_care_team", "homes.end_care_team")  # fmt: skip
def may_form_teams(user: Any, obj: Any) -> bool:
    """County and township staff, and chairs for their own village."""
    return role_may(user, ARRANGERS)


@allow("homes.mark_pilot")
def may_mark_pilots(user: Any, obj: Any) -> bool:
    """County and township staff choose the pilot points (乡乡办点)."""
    return role_may(user, DESK & ARRANGERS)


@allow("homes.view_care_figures")
def may_view_figures(user: Any, obj: Any) -> bool:
    """Desks see counts: a township's by village, the county's by township."""
    return role_may(user, DESK)


@allow("homes.break_care_glass")
def may_break_glass(user: Any, obj: Any) -> bool:
    """Let a county's administrator or auditor, in an emergency."""
    return role_may(user, BREAKERS)


def check_village(org: Org) -> None:
    """Refuse a team anywhere but in a village or community that is there (村村建队)."""
    if org.level != Level.VILLAGE:
        raise ValidationError("看护队建在村（社区）。", code="level")
    if org.status != OrgStatus.ACTIVE:
        raise ValidationError("这个村（社区）已经撤销。", code="closed")


def check_seat(seat: Appointment, *, org: int, on: date) -> None:
    """Refuse whoever is not on the village's committee that day (村妇联执委关爱帮扶)."""
    if seat.org_id != org:
        raise ValidationError("只能从本村（社区）的执委里选。", code="across")
    if seat.office not in COMMITTEE:
        raise ValidationError("由主席、副主席或执委担任。", code="office")
    if not is_live(seat.since, seat.until, on):
        raise ValidationError("她这一天不在任，请检查日期。", code="not_seated")


def check_day(on: date, *, today: date, since: date | None = None) -> None:
    """Refuse a day to come, and one before what it belongs to began."""
    if on > today:
        raise beside("on", "日期不能晚于今天。", "future")
    if since is not None and on < since:
        raise beside("on", "日期不能早于开始的那一天。", "before")


def check_leads(leads: bool) -> None:
    """Refuse whoever does not lead the village's care team."""
    if not leads:
        raise ValidationError("只有本村看护队的队长能办。", code="not_leader")


def check_open(case: CareCase) -> None:
    """Refuse to go on with a child whose care has ended."""
    if case.until is not None:
        raise ValidationError("这个孩子的看护已经结束。", code="ended")


def check_child(facts: Mapping[str, Any], *, today: date) -> dict[str, Any]:
    """Return what is kept of a child, found right: as little as will do (domain A44)."""
    name = _words(facts.get("name", ""), "name", "孩子的名字或者代称", MOST_NAME)
    year = facts.get("birth_year")
    if not isinstance(year, int) or not today.year - ADULT < year <= today.year:
        raise beside("birth_year", "出生年份不对：只登记未满 18 周岁的孩子。", "birth_year")
    kind, sex = facts.get("kind", ""), facts.get("sex", "")
    if kind not in ChildKind.values:
        raise beside("kind", "请选择是留守儿童还是困境儿童。", "kind")
    if sex not in ("", *ChildSex.values):
        raise beside("sex", "请重新选择性别，也可以不选。", "sex")
    return {
        "name": name, "birth_year": year, "kind": str(kind), "sex": str(sex),
        "guardian": _words(facts.get("guardian", ""), "guardian", "监护人的姓名", MOST_NAME),
        "relation": _relation(facts.get("relation", "")),
        "group": _words(facts.get("group", ""), "group", "住在哪个组", MOST_NAME, may_lack=True),
    }  # fmt: skip


def check_consent(consent: Mapping[str, Any] | None, *, today: date) -> dict[str, Any]:
    """Return the guardian's consent, found right; without one no child is registered."""
    if not consent or not consent.get("given"):
        raise beside("given", "监护人没有同意，不能登记。", "no_consent")
    on = consent.get("on")
    if not isinstance(on, date) or not today - timedelta(days=366) <= on <= today:
        raise beside("consent_on", "请填监护人同意的日期：一年以内，不晚于今天。", "consent_on")
    who = _words(consent.get("who", ""), "who", "同意的监护人", MOST_NAME)
    relation = _relation(consent.get("relation", ""))
    return {"who": who, "relation": relation, "on": f"{on}", "paper": bool(consent.get("paper"))}


def check_visit_day(done_on: date, *, today: date, since: date) -> None:
    """Refuse a visit to come, one long past, and one before the pairing began."""
    if done_on > today:
        raise beside("done_on", "走访日期不能晚于今天。", "future")
    if done_on < today - LOOK_BACK:
        raise beside("done_on", "只能补记 31 天以内的走访。", "too_old")
    if done_on < since:
        raise beside("done_on", "走访日期不能早于结对的那一天。", "before")


def check_six(
    looks: Collection[str], asks: Collection[str], problem: str, action: str
) -> dict[str, Any]:
    """Return the six looks, the six asks and the words, found right (Q21, B3.5).

    Each look and each ask has an answer of its own; one concern among them needs both words.
    """
    seen, said = [str(one) for one in looks], [str(one) for one in asks]
    if len(seen) != len(LOOKS) or any(one not in Look.values for one in seen):
        raise ValidationError("六看，每一项都要选。", code="six")
    if len(said) != len(LOOKS) or any(one not in Ask.values for one in said):
        raise ValidationError("六问，每一项都要选。", code="six")
    is_well = Look.CONCERN not in seen and Ask.CONCERN not in said
    return {
        "looks": seen, "asks": said,
        "problem": _words(problem, "problem", "问题", MOST_WORDS, may_lack=is_well),
        "action": _words(action, "action", "怎么办的", MOST_WORDS, may_lack=is_well),
    }  # fmt: skip


def is_whole(told: Mapping[str, Any]) -> bool:
    """Say whether all six were looked at and all six asked (I-CARE-5)."""
    return Look.NOT_LOOKED not in told["looks"] and Ask.NOT_ASKED not in told["asks"]


def has_concern(told: Mapping[str, Any]) -> bool:
    """Say whether one of the twelve answers is a concern."""
    return Look.CONCERN in told["looks"] or Ask.CONCERN in told["asks"]


def check_may_edit(*, entered_on: date, today: date) -> None:
    """Refuse to write over a visit after a week: it is added to (补充)."""
    if today - entered_on >= EDIT_FOR:
        raise ValidationError("过了 7 天，不能再改，请用“补充说明”。", code="too_late")


def check_words(text: str, name: str, label: str) -> str:
    """Return a sentence or two, found right."""
    return _words(text, name, label, MOST_WORDS)


def check_reason_of_end(reason: str) -> str:
    """Return why care ends; withdrawn consent has an act of its own, and so has age."""
    own = {CareEnd.WITHDRAWN, CareEnd.GROWN, CareEnd.ORG_CLOSED}
    if reason not in CareEnd.values or reason in own:
        raise beside("reason", "请选择结束看护的原因。", "reason")
    return reason


def is_grown(birth_year: int, on: date) -> bool:
    """Say whether she is 18 for certain: only the year is known, so it is the year after."""
    return on.year - birth_year > ADULT


def found(row: Row | None) -> Row:
    """Refuse a number that is none of hers: the same words whether it is there or not."""
    if row is None:
        raise ValidationError("没有找到。只有看护人和队长能看、能办。", code="not_found")
    return row


def check_unpaired(is_paired: bool) -> None:
    """Refuse a second main carer."""
    if is_paired:
        raise ValidationError("已经有人看护。要换人，请用“移交”。", code="paired")


def check_paired(pairing: Row | None) -> Row:
    """Refuse where nobody looks after the child."""
    if pairing is None:
        raise ValidationError("这一天没有人结对看护，请先结对。", code="unpaired")
    return pairing


def check_another(is_same: bool) -> None:
    """Refuse to hand a child over to whoever looks after her already."""
    if is_same:
        raise ValidationError("现在就是她看护，不用移交。", code="same_carer")


def check_same(is_same: bool) -> None:
    """Refuse a second visit of a day that says something else."""
    if not is_same:
        raise ValidationError("这一天的走访已经记过。要改，请打开那一次。", code="known_day")


def check_carer(is_carer: bool) -> None:
    """Refuse a visit by whoever neither looks after the child nor leads the team."""
    if not is_carer:
        raise ValidationError("走访由看护人本人记，队长可以代记。", code="not_carer")


def check_named(*, is_named: bool) -> None:
    """Refuse to take off whoever is there as carer or leader, or not at all."""
    if not is_named:
        raise ValidationError(
            "看护人和队长随结对、队长的更换而变，不能在这里移出。", code="not_named"
        )


def check_name(name: str) -> str:
    """Return a volunteer's name, found right."""
    return _words(name, "volunteers", "志愿者的姓名", MOST_NAME)


def beside(field: str, says: str, code: str) -> ValidationError:
    """Return a refusal to be shown beside its field."""
    return ValidationError({field: ValidationError(says, code=code)})


def _relation(value: Any) -> str:
    if value not in Relation.values:
        raise beside("relation", "请选择与孩子的关系。", "relation")
    return str(value)


def _words(text: Any, field: str, label: str, most: int, *, may_lack: bool = False) -> str:
    said = str(text or "").strip()
    if "\0" in said:
        raise beside(field, f"{label}里有不能用的字符。", "bad_character")
    if not said and not may_lack:
        raise beside(field, f"请填写{label}。", "required")
    if len(said) > most:
        raise beside(field, f"{label}最多写 {most} 个字。", "too_long")
    return said
