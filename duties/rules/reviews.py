"""What the rules allow for duty reports and for appraisal by women (domain A36)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError

from duties.models import Appraisal, DutyReport
from fulian.permissions import allow
from members.models import Appointment
from members.models.appointments import COMMITTEE
from orgs.models import Org, OrgStatus, Role
from orgs.rules import role_may
from orgs.rules.access import DESK, KEEPERS, PEOPLE

WRITERS = {Role.CHAIR, Role.OFFICER}
OPENERS = KEEPERS | {Role.TOWNSHIP_STAFF, Role.CHAIR}
LONGEST_REPORT, MOST_STORIES = 8000, 3
OWN_PART, OWN_STORIES = "（请自己写。）", "（请从履岗记录里选几件，或者自己写。）"
OWED = (DutyReport.Audience.PARTY, DutyReport.Audience.UPPER_FEDERATION)
TOLD = (DutyReport.Audience.UPPER_FEDERATION, DutyReport.Audience.WOMEN)  # read from above
FEWEST = 10  # answers below which nothing at all is shown
LONGEST_WORDS = 300
LONGEST_DAYS = timedelta(days=60)
QUESTIONS = (
    "妇联主席、执委平时来不来联系您，您找得到人吗？",
    "您或者身边的姐妹有困难，妇联帮得上忙吗？",
    "家里邻里有矛盾，妇联调解得怎么样？",
    "妇联组织的学习和活动，您满意吗？",
)
GRADES = ("满意", "比较满意", "一般", "不满意")
PLEASED = 2  # the first two of GRADES count as satisfied (I-EVAL-3)


@allow("duties.write_report")
def may_write_reports(user: Any, obj: Any) -> bool:
    """Chairs, vice-chairs and executive members, each her own."""
    return role_may(user, WRITERS)


@allow("duties.draft_report", "duties.file_report")
def may_file_reports(user: Any, obj: Any) -> bool:
    """Whoever writes her own; and the county, which may take a filing back, never file it."""
    return role_may(user, WRITERS | KEEPERS)


@allow("duties.view_report")
def may_view_reports(user: Any, obj: Any) -> bool:
    """Desks see who filed and who owes, in their reach."""
    return role_may(user, DESK)


@allow("duties.open_appraisal", "duties.close_appraisal")
def may_open_appraisals(user: Any, obj: Any) -> bool:
    """County and township staff for their reach, a chair for her own organisation."""
    return role_may(user, OPENERS)


@allow("duties.view_appraisal")
def may_view_appraisals(user: Any, obj: Any) -> bool:
    """Everyone with a seat, for what lies in her reach."""
    return role_may(user, PEOPLE)


def check_may_report(*, seat: Appointment, owner: int | None, by: Any) -> None:
    """Refuse a report for somebody else, and of who sits on no committee."""
    if seat.office not in COMMITTEE:
        raise ValidationError("述职的是主席、副主席和执委。", code="office")
    if by is not None and owner != by.pk:
        raise ValidationError("述职报告只能本人来写。", code="not_hers")


def check_year(*, seat: Appointment, year: int, today: date) -> None:
    """Refuse a year to come, one long gone, and one in which she was not in office."""
    if not today.year - 1 <= year <= today.year:
        raise ValidationError("只能写今年和去年的述职报告。", code="year")
    ends_before = seat.until is not None and seat.until <= date(year, 1, 1)
    if seat.since.year > year or ends_before:
        raise ValidationError("她这一年不在任。", code="not_seated")


def check_stories(*, stories: Sequence[int], sources: Collection[int]) -> None:
    """Refuse more than three stories, and one that is not hers of this year."""
    if len(stories) > MOST_STORIES:
        raise ValidationError(f"最多选 {MOST_STORIES} 件事。", code="too_many")
    if len(set(stories)) != len(stories) or not set(stories) <= set(sources):
        raise ValidationError("只能从自己这一年的履岗记录里选。", code="not_hers")


def check_not_filed(report: DutyReport) -> None:
    """Refuse to change what is filed."""
    if report.filed_on is not None:
        raise ValidationError("这份述职报告已经提交，不能再改。", code="filed")


def unwritten_in(text: str) -> int:
    """Return at how many places a draft still asks for her own words."""
    return text.count(OWN_PART) + text.count(OWN_STORIES)


def check_is_written(text: str) -> None:
    """Refuse to file a draft that still asks for her own words."""
    if left := unwritten_in(text):
        raise ValidationError(
            f"还有 {left} 处要您自己写（括号里写着“请”的地方）。写好或删掉，再提交。",
            code="unwritten",
        )


def check_report_text(text: str) -> None:
    """Refuse no words, and more than is read."""
    if not text:
        raise ValidationError("请写述职报告。", code="empty")
    if len(text) > LONGEST_REPORT:
        raise ValidationError(f"最多写 {LONGEST_REPORT} 个字。", code="too_long")


def check_may_appraise(*, org: Org, inside: bool, by: Any) -> None:
    """Refuse an organisation out of her reach, another's for a chair, and one that is closed."""
    if by is not None:
        is_anothers = role_may(by, {Role.CHAIR}) and by.hat.org != org.pk
        if not inside or not may_open_appraisals(by, None) or is_anothers:
            raise ValidationError("只能为自己范围内的组织开展评议。", code="not_yours")
    if org.status != OrgStatus.ACTIVE:
        raise ValidationError("这个组织已经撤销，不能评议。", code="closed")


def check_days_of_appraisal(*, since: date, last: date, today: date) -> None:
    """Refuse days that have gone, that end before they begin, and too many of them."""
    if since < today:
        raise ValidationError("开始日期不能早于今天。", code="past")
    if last < since:
        raise ValidationError("截止日期不能早于开始日期。", code="ends_before")
    if last - since >= LONGEST_DAYS:
        raise ValidationError(f"一次评议最长 {LONGEST_DAYS.days} 天。", code="too_long")


def check_still_open(*, until: date, on: date) -> None:
    """Refuse to end what is over."""
    if until <= on:
        raise ValidationError("这次评议已经结束。", code="over")


def check_takes_answers(*, appraisal: Appraisal, on: date) -> None:
    """Refuse an answer before the first day and after the last."""
    if on < appraisal.since:
        raise ValidationError("评议还没有开始。", code="early")
    if on >= appraisal.until:
        raise ValidationError("这次评议已经结束，谢谢您。", code="over")


def check_grades(*, grades: Sequence[int], words: str) -> None:
    """Refuse an answer that leaves a question out, a grade there is not, and too many words."""
    if len(grades) != len(QUESTIONS) or any(not 0 <= one < len(GRADES) for one in grades):
        raise ValidationError("请每一题都选一个。", code="grades")
    if len(words) > LONGEST_WORDS:
        raise ValidationError(f"意见最多写 {LONGEST_WORDS} 个字。", code="too_long")
