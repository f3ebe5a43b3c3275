"""Activities: held with their figures, one open and full, one called off, one run jointly, gaps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.utils import timezone

from duties.models import DutyPost
from duties.queries.posts import seats_at
from fulian.dated import live_on
from fulian.scoping import scope
from homes import services as homes
from homes.models import Activity, HomeKind, WomensHome
from homes.queries.signups import roster_of
from homes.services import Plan
from orgs.models import County, Level, Org, OrgStatus
from reports.management.demo import places
from reports.management.demo.story import GIVEN, SURNAMES, Demo, noon

HOLDING = 24  # villages that held something; the others have nothing yet
IDEAS = (
    ("插花技艺培训", "arts", "文化娱乐岗", "大家学会了两种插法，约好下个月再来。"),
    ("亲子共读会", "reading", "宣传教育岗", "带孩子读了三本书，孩子们自己讲了一遍。"),
    ("反诈和安全教育课", "education", "宣传教育岗", "民警讲了身边的事，发了一张防骗提醒。"),
    ("广场舞联排", "arts", "文化娱乐岗", "排好了两支舞，元旦演出用。"),
    ("房前屋后大清扫", "homestead", "环境卫生岗", "清了六处死角，约定每月一次。"),
    ("手工编织课", "entrepreneurship", "脱贫致富岗", "学会的可以接镇上手工坊的活。"),
    ("爱心妈妈陪伴日", "loving_mothers", "矛盾调解岗", "陪孩子们写作业、做游戏，过了一个下午。"),
)  # fmt: skip
CROWD, PLACES = 37, 30


def gather(demo: Demo, county: County) -> None:
    """Let villages hold activities, the shown one some of every kind."""
    with scope(county.pk):
        town, shown = places.shown_places(demo.code)
        rows = Org.rows.filter(level=Level.VILLAGE, status=OrgStatus.ACTIVE, is_counted=True)
        others = [org for org in rows.order_by("code") if shown is None or org.pk != shown.pk]
        lot = demo.lot_of("gathering")
        chosen = lot.sample(others, min(HOLDING, len(others)))
        count = sum(_held(demo, org, n) for n, org in enumerate(chosen))
        for org in [shown, town]:
            if org is not None:
                count += sum(_held(demo, org, n) for n in range(3))
        if shown is not None:
            count += _shown(demo, shown, town, others)
        homes.purge_activities(on=demo.on, at=demo.at)
        demo.said.append(f"{count} 个活动")


def _held(demo: Demo, org: Org, number: int) -> bool:
    """Hold an activity some weeks ago; most are summed up, some only counted."""
    lot = demo.lot_of(f"{org.code}:activity:{number}")
    title, theme, post, said = IDEAS[lot.randrange(len(IDEAS))]
    on = demo.on - timedelta(days=lot.randrange(6, 80))
    near = (
        [other for other in org.parent.children.order_by("code")[:2] if other.pk != org.pk]
        if (number % 6 == 0 and org.parent)
        else []
    )
    one = _planned(org, title, theme, post, _evening(on), on - timedelta(days=9), partners=near)
    homes.open_activity(activity=one, by=None, at=noon(on - timedelta(days=8)), capacity=40)
    _crowd(demo, one, lot.randrange(8, 30), noon(on - timedelta(days=5)))
    after = noon(on + timedelta(days=1))
    keys = [line.pk for line in roster_of(one, with_names=False).lines]
    came = keys[: max(5, len(keys) - lot.randrange(6))]
    homes.mark_came(activity=one, came=came, by=None, at=after)
    people = len(came) + lot.randrange(8)
    homes.hold_activity(
        activity=one, persons=people, attendances=people + lot.choice((0, 0, people)), by=None,
        at=after,
    )  # fmt: skip
    if lot.random() < 0.8:
        homes.summarise_activity(activity=one, summary=said, by=None, at=after)
    return True


def _shown(demo: Demo, org: Org, town: Org | None, others: Sequence[Org]) -> int:
    """Tell of what is to come at the shown village."""
    near = [one for one in others if town and one.parent_id == town.pk][:2]
    first = demo.on - timedelta(days=3)
    full = _planned(org, "元旦插花技艺培训", "arts", "文化娱乐岗",
                    _evening(demo.on + timedelta(days=6)), first)  # fmt: skip
    homes.open_activity(activity=full, by=None, at=noon(first), capacity=PLACES)
    _crowd(demo, full, CROWD, noon(first))
    along = _planned(
        org, "冬日户外踏青", "ecology", "文化娱乐岗", _morning(demo.on + timedelta(days=12)), first,
        partners=near, units=["镇卫生院", "巾帼志愿服务队"],
    )  # fmt: skip
    homes.open_activity(activity=along, by=None, at=noon(first))
    _crowd(demo, along, 9, noon(first))
    off = _planned(org, "露天电影夜", "arts", "文化娱乐岗",
                   _evening(demo.on + timedelta(days=2)), first)  # fmt: skip
    homes.open_activity(activity=off, by=None, at=noon(first), capacity=60)
    _crowd(demo, off, 12, noon(first))
    homes.call_off_activity(
        activity=off, because="这几天降温下雨，改到开春再办", by=None, at=demo.at
    )
    _planned(org, "家庭教育讲座", "education", "宣传教育岗",
             _evening(demo.on + timedelta(days=20)), first)  # fmt: skip
    return 4


def _planned(
    org: Org, title: str, theme: str, post: str, starts_at: datetime, on: date,
    partners: Sequence[Org] = (), units: Sequence[str] = (),
) -> Activity:  # fmt: skip
    seats = seats_at(org, on)
    day = timezone.localdate(starts_at)
    homes_ = WomensHome.rows.filter(live_on(day), org=org, kind=HomeKind.PHYSICAL)
    plan = Plan(
        title=title, theme=theme, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2),
        place="妇女之家", what="不用带东西，带上想学的心就行。", partners=partners, units=units,
        responsible=seats[0] if seats else None, home=homes_.first(),
        posts=list(DutyPost.rows.filter(name=post)[:1]),
    )  # fmt: skip
    return homes.plan_activity(org=org, plan=plan, by=None, at=noon(on))


def _crowd(demo: Demo, one: Activity, count: int, at: datetime) -> None:
    lot = demo.lot_of(f"crowd:{one.org.code}:{one.title}:{one.starts_at}")
    for name in lot.sample([s + g for s in SURNAMES for g in GIVEN], count):
        homes.sign_up(activity=one, name=name, tail=f"{lot.randrange(10_000):04d}", at=at)


def _evening(on: date) -> datetime:
    return noon(on) + timedelta(hours=7)


def _morning(on: date) -> datetime:
    return noon(on) - timedelta(hours=3)
