"""What the rules allow for disclosure, 工作公开 (domain A27, S3:212)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from duties.rules.posts import DESKS, is_own_place
from fulian.permissions import allow
from homes.models import NameConsent, TakeDown
from homes.rules.words import INVISIBLE, has_number
from orgs.models import Level, Org, OrgStatus, Role
from orgs.rules import role_may
from orgs.rules.access import KEEPERS, PEOPLE
from orgs.rules.wording import straight

PUBLISHERS = DESKS | {Role.CHAIR}
LEVELS = (Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE, Level.UNIT)
LONGEST_DUTIES, LONGEST_PLAN, LONGEST_REASON, LONGEST_PLACE = 1000, 600, 200, 60
HEIGHT = {Level.COUNTY: 3, Level.TOWNSHIP: 2, Level.VILLAGE: 1, Level.UNIT: 0}
# What a county says where it has not said anything of its own.
DUTIES: dict[str, str] = {
    Level.COUNTY: (
        "指导全县乡镇（街道）、村（社区）妇联开展工作；组织妇女学习党的政策和法律；维护妇女儿童合法权益；"
        "支持妇女创业就业；关心困难妇女、儿童和家庭；培训妇联干部。"
    ),
    Level.TOWNSHIP: (
        "组织妇女学习党的政策和法律；指导村（社区）妇联开展工作；听取妇女的诉求并帮助解决；调解婚姻家庭矛盾，"
        "维护妇女儿童合法权益；组织家庭教育、技能培训和文体活动；关心困难妇女和儿童。"
    ),
    Level.VILLAGE: (
        "组织妇女学习党的政策和法律，开展文体活动；走访联系妇女和家庭，听取诉求并帮助解决；调解婚姻家庭矛盾，"
        "维护妇女儿童合法权益；开展家庭教育，建设好家庭好家风；关心困难妇女、留守儿童和老人。"
    ),
    Level.UNIT: "联系身边的妇女和家庭，组织学习和活动，把大家的困难和意见反映给上级妇联。",
}


@allow("homes.view_disclosure")
def may_view_disclosure(user: Any, obj: Any) -> bool:
    """Everyone with a seat but a calling system, for what lies in her reach."""
    return role_may(user, PEOPLE)


@allow(
    "homes.write_plan", "homes.change_duties", "homes.choose_fields", "homes.hang_sheet",
    "homes.note_consent", "homes.note_consents", "homes.take_down", "homes.put_back",
)  # fmt: skip
def may_publish(user: Any, obj: Any) -> bool:
    """County and township staff, and chairs for their own organisation."""
    return role_may(user, PUBLISHERS)


@allow("homes.set_duties_template")
def may_set_templates(user: Any, obj: Any) -> bool:
    """County administrators and staff."""
    return role_may(user, KEEPERS)


def quarter_of(on: date) -> date:
    """Return the first day of the quarter the day ``on`` lies in."""
    return date(on.year, (on.month - 1) // 3 * 3 + 1, 1)


def quarter_said(first: date) -> str:
    """Return how a quarter is called: 2026年第四季度."""
    return f"{first.year}年第{'一二三四'[(first.month - 1) // 3]}季度"


def next_quarter(first: date) -> date:
    """Return the first day of the quarter after the one that begins on ``first``."""
    return date(first.year + (first.month == 10), 1 if first.month == 10 else first.month + 3, 1)


def starts_of_quarters(day: date) -> bool:
    """Say whether ``day`` is the tenth day of a quarter: time enough to have written its plan."""
    return day.month in (1, 4, 7, 10) and day.day == 10


def check_may_publish(*, org: Org, by: Any) -> None:
    """Refuse another organisation's chair (decision 20), and an organisation that is closed."""
    if not is_own_place(org=org.pk, by=by):
        raise ValidationError("只能办本组织的工作公开。", code="not_own")
    if org.status != OrgStatus.ACTIVE:
        raise ValidationError("这个组织已经撤销，不再公开。", code="closed")


def check_text(text: str, longest: int, what: str, *, required: bool = True) -> str:
    """Return ``text`` as it is kept; refuse one too long, empty, or with what nobody sees."""
    kept = "\n".join(line.rstrip() for line in straight(text.replace("\r\n", "\n")).split("\n"))
    if any(ord(c) < 32 and c != "\n" for c in kept) or any(c in INVISIBLE for c in kept):
        raise ValidationError(f"{what}里有看不见的字符，请重新输入。", code="unreadable")
    if has_number(kept):
        raise ValidationError(
            f"{what}大家都看得到，请不要写电话和身份证号：群众点“给妇联留言”就能找到。",
            code="number",
        )
    if required and not kept:
        raise ValidationError(f"请填写{what}。", code="empty")
    if len(kept) > longest:
        raise ValidationError(f"{what}最多 {longest} 个字。", code="too_long")
    return kept


def check_quarter(*, quarter: date, on: date) -> None:
    """Refuse a plan for a quarter that is over, or later than the next."""
    now = quarter_of(on)
    if quarter not in (now, next_quarter(now)):
        raise ValidationError("只能写本季度和下季度的活动安排。", code="quarter")


def check_day(*, on: date, today: date) -> None:
    """Refuse a day that has not come."""
    if on > today:
        raise ValidationError("日期不能晚于今天。", code="future")


def check_take_down(*, what: str, person: object | None) -> None:
    """Refuse what cannot be taken down, and a person left out or one too many."""
    if what not in TakeDown.What.values:
        raise ValidationError("请选择撤下什么。", code="what")
    if (what == TakeDown.What.PERSON) != (person is not None):
        raise ValidationError("请选择撤下哪一个人的身份。", code="person")


def check_is_here(*, is_here: bool) -> None:
    """Refuse somebody who holds no seat at the organisation."""
    if not is_here:
        raise ValidationError("她现在不在这个组织任职。", code="not_here")


def check_way(way: str, *, required: bool = False) -> None:
    """Refuse an answer of several of which nobody says how it was given."""
    if (required or way) and way not in NameConsent.Way.values:
        raise ValidationError("请选择她们是怎么说的。", code="way")


def check_together(*, count: int, is_here: bool, refused: Sequence[str]) -> None:
    """Refuse several answers at once that are nobody's, another's, or against an earlier no."""
    if not count:
        raise ValidationError("请勾选本人说了同意的人。", code="nobody")
    check_is_here(is_here=is_here)
    if refused:
        names = "、".join(refused)
        raise ValidationError(
            f"{names}说过不公开。改了主意的，请点她的名字单独登记。", code="said_no"
        )


def check_put_back(*, is_down: bool, decided: str, by_level: str) -> None:
    """Refuse what is back already, and what a higher level took down."""
    if not is_down:
        raise ValidationError("这一项已经恢复公开了。", code="back")
    if HEIGHT[Level(by_level)] < HEIGHT[Level(decided)]:
        said = Level(decided).label
        raise ValidationError(f"这一项是{said}妇联撤下的，请联系上级恢复。", code="higher")


def is_obliged(org: Org) -> bool:
    """Say whether the organisation discloses its work: townships and villages at work (S3:212)."""
    levels = (Level.TOWNSHIP, Level.VILLAGE)
    return org.level in levels and org.status == OrgStatus.ACTIVE and org.is_counted
