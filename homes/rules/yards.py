"""What the rules allow for courtyard campaigns (domain A41).

群众举荐 → 妇联推荐 → 打分 → 评定 → 公示 → 挂牌.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from duties.models import Household
from duties.rules.posts import ARRANGERS, DESKS, is_live, is_own_place
from fulian.permissions import allow
from homes.models import AwardLevel, CourtyardCampaign, CourtyardEntry, EntryStatus
from members.models import Appointment
from members.models.appointments import COMMITTEE
from orgs.models import Level, Org, Role
from orgs.rules import role_may
from orgs.rules.access import KEEPERS, ON_THE_GROUND, PEOPLE

Step = EntryStatus
STEPS: dict[str, set[str]] = {
    Step.NOMINATED: {Step.RECOMMENDED, Step.WITHDRAWN},
    Step.RECOMMENDED: {Step.AWARDED, Step.WITHDRAWN},
    Step.AWARDED: {Step.SHOWN, Step.REVOKED},
    Step.SHOWN: {Step.PLAQUED, Step.REVOKED},
    Step.PLAQUED: {Step.REVOKED},
    Step.WITHDRAWN: set(),
    Step.REVOKED: set(),
}
HELD = {Step.AWARDED, Step.SHOWN, Step.PLAQUED}  # who is awarded
MOST_VOICES = 2000
OF_TOWNSHIP = {AwardLevel.VILLAGE, AwardLevel.TOWNSHIP}


@allow("homes.view_courtyard")
def may_view_courtyards(user: Any, obj: Any) -> bool:
    """Everyone with a seat but a calling system: which rounds there are, how many households."""
    return role_may(user, PEOPLE)


@allow("homes.view_entry")
def may_view_entries(user: Any, obj: Any) -> bool:
    """Let those who keep in touch read which households take part; never what they scored."""
    return role_may(user, ON_THE_GROUND | KEEPERS | {Role.TOWNSHIP_STAFF})


@allow("homes.view_score")
def may_view_scores(user: Any, obj: Any) -> bool:
    """Let the chair of the village and the desks above it; nobody else, and never the public."""
    return role_may(user, ARRANGERS)


@allow("homes.open_courtyard", "homes.change_courtyard", "homes.set_sheet", "homes.end_courtyard",
       "homes.draw_sample", "homes.award_entry", "homes.show_award", "homes.hang_plaque",
       "homes.revoke_award", "homes.answer_objection", "homes.strike_score")  # fmt: skip
def may_run_courtyards(user: Any, obj: Any) -> bool:
    """Let the county's and a township's office run them."""
    return role_may(user, DESKS)


@allow("homes.nominate_household", "homes.recommend_entry", "homes.withdraw_entry",
       "homes.consent_entry", "homes.refuse_entry", "homes.object_to_award")  # fmt: skip
def may_bring_in(user: Any, obj: Any) -> bool:
    """Let the desks, and chairs for their own village."""
    return role_may(user, ARRANGERS)


@allow("homes.score_household", "homes.change_score", "homes.declare_conflict")
def may_score(user: Any, obj: Any) -> bool:
    """Members of a committee; desks type up what was scored on paper."""
    return role_may(user, ARRANGERS | {Role.OFFICER})


def check_step(entry: CourtyardEntry, to: str) -> None:
    """Refuse a step that does not follow from where the household stands."""
    if to not in STEPS[entry.status]:
        now = EntryStatus(entry.status).label
        raise ValidationError(f"这户现在是“{now}”，不能这样办。", code="step")


def check_runs(courtyard: CourtyardCampaign, on: date) -> None:
    """Refuse what is not asked for: a round that has not begun, or is over."""
    if not is_live(courtyard.since, courtyard.until, on):
        raise ValidationError("这次评选还没有开始，或者已经结束。", code="not_running")


def check_household(household: Household, on: date) -> None:
    """Refuse a household that is in contact no more, or was not yet."""
    if not is_live(household.since, household.until, on):
        raise ValidationError("这户已经停止联系，不能参评。", code="stopped")


def check_scorer(*, seat: Appointment, entry: CourtyardEntry, above: set[int], on: date) -> None:
    """Refuse whoever is on no committee that day, or sits in another village.

    ``above`` are the organisations above the household's village.
    """
    if seat.office not in COMMITTEE:
        raise ValidationError("由主席、副主席或执委来打分。", code="office")
    if not is_live(seat.since, seat.until, on):
        raise ValidationError("她这一天不在任，不能打分。", code="not_seated")
    if seat.org_id != entry.org_id and seat.org_id not in above:
        raise ValidationError("别的村的执委不能给这户打分。", code="elsewhere")


def check_rechecker(*, seat: Appointment, entry: CourtyardEntry) -> None:
    """Refuse a check by the village itself: another level does it (B3.8)."""
    if seat.org_id == entry.org_id or seat.org.level == Level.VILLAGE:
        raise ValidationError("抽查由乡镇或县妇联来做。", code="same_level")


def check_no_kin(*, is_own: bool, has_declared: bool, is_no_kin: bool) -> None:
    """Refuse a scorer who lives there, has said she is kin, or does not say that she is not."""
    if is_own:
        raise ValidationError("不能给自己家打分。", code="own_household")
    if has_declared:
        raise ValidationError("她已经申请回避，不能给这户打分。", code="conflict")
    if not is_no_kin:
        raise ValidationError("请确认不是这户的家人或亲戚。", code="not_declared")


def check_may_write_for(*, seat: Appointment, account: int | None, by: Any) -> None:
    """Refuse an executive member another's name, and a chair another organisation's."""
    if not is_own_place(org=seat.org_id, by=by):
        raise ValidationError("只能替本组织的人打分。", code="elsewhere")
    if by is not None and not role_may(by, ARRANGERS) and account != by.pk:
        raise ValidationError("只能用自己的名义打分。", code="not_hers")


def check_recommended(entry: CourtyardEntry) -> None:
    """Refuse to score before the federation recommended it, and after it was decided."""
    if entry.status == Step.NOMINATED:
        raise ValidationError("先由妇联推荐，再打分。", code="not_recommended")
    if entry.status != Step.RECOMMENDED:
        raise ValidationError("已经评定或者退出，分数不能再改。", code="decided")


def check_level(*, level: str, by: Any) -> None:
    """Refuse a township what only the county or those above it may award."""
    hat = getattr(by, "hat", None)
    if level not in AwardLevel.values:
        raise ValidationError("请选择评定等级。", code="level")
    if hat is not None and hat.role == Role.TOWNSHIP_STAFF and level not in OF_TOWNSHIP:
        raise ValidationError("乡镇只能评定村级、乡镇级最美庭院。", code="level")


def check_consent(entry: CourtyardEntry) -> None:
    """Refuse to show what the household did not agree to."""
    if entry.consented_on is None or entry.refused_on is not None or not entry.shown_name:
        raise ValidationError("没有这户的同意，不能公示。请先登记同意。", code="no_consent")


def check_not_before(*, on: date, first: date | None, what: str) -> None:
    """Refuse a day before the step it follows."""
    if first is not None and on < first:
        raise ValidationError(f"不能早于{what}（{first:%Y年%-m月%-d日}）。", code="too_early")


def check_shown_long_enough(*, entry: CourtyardEntry, on: date, open_objections: int) -> None:
    """Refuse a plaque while it is still shown, or an objection is open."""
    if entry.shown_until is None or on < entry.shown_until:
        raise ValidationError("公示期还没有满，不能挂牌。", code="still_shown")
    if open_objections:
        raise ValidationError("还有异议没有核实，不能挂牌。", code="objections")


def check_gap_stays(*, is_begun: bool, now: int, wanted: int) -> None:
    """Refuse another distance between scorers once somebody scored."""
    if is_begun and now != wanted:
        raise ValidationError("已经开始打分，相差多少分要第三人不能再改。", code="gap")


def check_inside(*, round_org: Org, org: Org) -> None:
    """Refuse a household outside the township of the round."""
    if not round_org.lft <= org.lft <= org.rght <= round_org.rght:
        raise ValidationError("这户不在这次评选的范围里。", code="outside")


def check_voices(voices: int) -> None:
    """Refuse nobody, and more neighbours than a village has."""
    if not 1 <= voices <= MOST_VOICES:
        raise ValidationError(f"举荐的人数是 1 到 {MOST_VOICES}。", code="voices")


def check_once(*, is_known: bool) -> None:
    """Refuse a second score by the same person, in whichever seat."""
    if is_known:
        raise ValidationError("她已经给这户打过分。要改，请更改原来的打分。", code="scored")


def check_wants_more(*, wants: bool) -> None:
    """Refuse a scorer who is not needed."""
    if not wants:
        raise ValidationError("这户已经有两人打过分，不用再打。", code="enough")


def check_to_recheck(*, is_drawn: bool, is_done: bool) -> None:
    """Refuse to check what was not drawn, or was checked."""
    if not is_drawn:
        raise ValidationError("这户没有被抽中，不用复核。", code="not_drawn")
    if is_done:
        raise ValidationError("这户已经复核过。", code="rechecked")


def check_not_drawn(*, is_drawn: bool) -> None:
    """Refuse to change a score after its household was drawn for a check."""
    if is_drawn:
        raise ValidationError("这户已经被抽中复查，原来的打分不能再改。", code="drawn")


def check_drawn(count: int) -> None:
    """Refuse to draw from nothing."""
    if not count:
        raise ValidationError("没有可以抽查的家庭：要先有两人打过分。", code="none_to_draw")


def check_settled(*, lacks: str, waits_for_check: bool, is_sampled: bool) -> None:
    """Refuse an award before two scored it, and before the round's sample was drawn and checked."""
    if lacks:
        raise ValidationError(f"还不能评定：{lacks}。", code="not_scored")
    if waits_for_check:
        raise ValidationError("这户被抽中复查，等复核以后再评定。", code="not_rechecked")
    if not is_sampled:
        raise ValidationError("请先抽取复查家庭，再评定。", code="not_sampled")


def check_may_object(*, entry: CourtyardEntry, on: date) -> None:
    """Refuse an objection to what is not being shown that day."""
    first, last = entry.shown_on, entry.shown_until
    if entry.status != Step.SHOWN or first is None or last is None or not first <= on < last:
        raise ValidationError("不在公示期里。公示以后的问题，由县妇联核实。", code="not_shown")


def check_not_answered(*, is_answered: bool) -> None:
    """Refuse to answer an objection twice."""
    if is_answered:
        raise ValidationError("这条异议已经核实过。", code="answered")


def check_takes_part(entry: CourtyardEntry) -> None:
    """Refuse what is out of the round."""
    if entry.status in {Step.WITHDRAWN, Step.REVOKED}:
        raise ValidationError("这户已经退出评选或被撤销。", code="out")


def check_had_consented(entry: CourtyardEntry) -> None:
    """Refuse to take back a consent that is not there."""
    if entry.consented_on is None or entry.refused_on is not None:
        raise ValidationError("这户没有登记过同意，不用撤回。", code="no_consent")
