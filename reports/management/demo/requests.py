"""What the county and a township asked villages: half a year of it, a request in every state."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.utils import timezone

from duties.queries.dispatches import below
from homes import services as homes
from homes.models import DataRequest, RequestAnswer, RequestField
from homes.queries.gate import gate_of
from homes.rules.asking import Asked
from homes.rules.gate import Decision
from orgs.models import Level, Org
from reports.management.demo.places import shown_places
from reports.management.demo.story import Demo, noon

WINTER = (
    Asked("取暖困难的独居老年妇女（人）", "number", "不住在村里的不算"),
    Asked("有没有人定期上门", "yes_no"),
    Asked("最缺什么", "choice", options=("棉被", "取暖器", "药品", "陪伴")),
    Asked("还想说的", "text", "没有就写“无”"),
)
KNOWN = (
    Asked("妇女小组数", "number"),
    Asked("执委人数", "number"),
    Asked("主席姓名", "text"),
    Asked("实体妇女之家数", "number"),
)
SAID = ("无", "无", "有两位腿脚不便，请优先", "希望统一配送到村", "过年前能到最好")
PAST = (
    ("外出务工妇女返乡意向", 10, Asked("打算返乡的妇女（人）", "number")),
    ("暑期儿童看护需求", 8, Asked("需要看护的儿童（人）", "number")),
    ("巾帼家政培训报名意向", 6, Asked("想学家政的妇女（人）", "number")),
    ("秋收缺劳力家庭", 12, Asked("秋收缺劳力家庭（户）", "number")),
    ("两癌筛查组织情况", 10, Asked("今年已组织筛查（场）", "number")),
)
SHARE = 0.86


def ask_villages(demo: Demo) -> None:
    """Send, answer, leave some open, answer one by the system, return one, let one wait."""
    root = Org.rows.get(parent__isnull=True)
    places = list(below(root))
    villages = [one for one in places if one.level == Level.VILLAGE]
    towns = [one for one in places if one.level == Level.TOWNSHIP]
    town, village = shown_places(demo.code)
    _past(demo, root, towns)
    at = noon(demo.on - timedelta(days=6))
    winter = _sent(
        root, "冬季困难妇女关爱摸底", "安排冬季慰问物资，按村配送", 8, villages, WINTER, at,
        demo.on + timedelta(days=6),
    )  # fmt: skip
    _answered(demo, winter, SHARE, [village.code] if village is not None else [])
    known = "年底给省里的基本情况表，系统里都有，不再问村里"
    _sent(root, "村级妇联基本情况", known, 3, villages, KNOWN, at, demo.on + timedelta(days=9))
    again = (Asked("独居老年妇女取暖困难（人）", "number"), Asked("妇女微家个数", "number"),
             Asked("今年议事会次数", "number"), Asked("村里有几处晾晒场", "number"))  # fmt: skip
    _drafted(root, "年底工作摸底", "写年度总结用", 5, villages, again, noon(demo.on),
             demo.on + timedelta(days=12))  # fmt: skip
    if town is not None:
        _of_a_township(demo, town, [one for one in villages if one.parent_id == town.pk])
    demo.said.append("填报和减负台账")


def _of_a_township(demo: Demo, town: Org, villages: Sequence[Org]) -> None:
    """Let the shown township ask in time, too soon (returned), and too soon again (it waits)."""
    at = noon(demo.on - timedelta(days=9))
    field = Asked("重阳节需要上门的老人（人）", "number")
    _answered(demo, _sent(town, "重阳节走访名额", "分配慰问名额", 5, villages, [field], at,
                          demo.on - timedelta(days=1)), SHARE)  # fmt: skip
    before = noon(demo.on - timedelta(days=3))
    field = Asked("文艺队队员（人）", "number")
    back = _sent(town, "文艺队情况", "镇里想办汇演", 15, villages, [field], before,
                 demo.on - timedelta(days=2), "汇演临时定的")  # fmt: skip
    homes.return_request(
        request=back, reason="一天来不及，汇演也没有定日子。定了再问，只问要参加的村。",
        at=before + timedelta(hours=2), by=None,
    )  # fmt: skip
    field = Asked("需要代购农资的家庭（户）", "number")
    _sent(town, "春耕农资代购需求", "和供销社统一订货", 10, villages, [field], noon(demo.on),
          demo.on + timedelta(days=1), "供销社后天截单")  # fmt: skip


def _past(demo: Demo, root: Org, towns: Sequence[Org]) -> None:
    """Tell of one request in each of the past five months, closed."""
    for back, (title, minutes, field) in enumerate(PAST, 1):
        first = (demo.on.replace(day=1) - timedelta(days=28 * back)).replace(day=6)
        if first <= demo.since:
            continue
        to = [one for one in below(root) if one.parent_id in {t.pk for t in towns[back : back + 3]}]
        if not to:  # a small county has fewer townships than months
            continue
        one = _sent(root, title, "安排服务项目", minutes, to, [field], noon(first),
                    first + timedelta(days=12))  # fmt: skip
        _answered(demo, one, 0.95)
        homes.close_request(request=one, at=noon(first + timedelta(days=15)), by=None)


def _drafted(
    org: Org, title: str, why: str, minutes: int, places: Sequence[Org], fields: Sequence[Asked],
    at: datetime, due_on: date,
) -> DataRequest:  # fmt: skip
    return homes.draft_request(
        org=org, title=title, why=why, minutes=minutes, due_on=due_on, places=places,
        fields=fields, at=at, by=None,
    )  # fmt: skip


def _sent(
    org: Org, title: str, why: str, minutes: int, places: Sequence[Org], fields: Sequence[Asked],
    at: datetime, due_on: date, excuse: str = "上级布置，日期不能再晚",
) -> DataRequest:  # fmt: skip
    """Send something through the gate; what the system knows is taken from it."""
    one = _drafted(org, title, why, minutes, places, fields, at, due_on)
    gate = gate_of(one, timezone.localdate(at))
    made = {
        pk: Decision(take=codes[0]) if not codes[0].startswith("earlier:")
        else Decision(why="要最新的数")
        for pk, codes in gate.found.items()
    }  # fmt: skip
    return homes.send_request(
        request=one, decisions=made, seen=gate.total(gate.asks(made)), at=at, by=None,
        excuse=excuse if gate.is_over or gate.is_short else "",
    )  # fmt: skip


def _answered(demo: Demo, request: DataRequest, share: float, later: Sequence[str] = ()) -> None:
    """Let most villages answer within some days; those with a code in ``later`` have not yet."""
    fields = list(RequestField.rows.filter(request=request, known="").order_by("place"))
    rows = RequestAnswer.rows.filter(request=request).select_related("request", "org")
    for one in rows.order_by("org__code"):
        lot = demo.lot_of(f"request:{request.title}:{one.org.code}")
        if lot.random() > share or one.org.code in later or request.sent_at is None:
            continue
        said = {"number": str(lot.randrange(0, 9)), "yes_no": lot.choice("是是否"),
                "text": lot.choice(SAID)}  # fmt: skip
        values = {str(f.pk): said.get(f.kind) or lot.choice(f.options) for f in fields}
        at = min(request.sent_at + timedelta(days=lot.randrange(1, 6)), demo.at)
        homes.answer_request(answer=one, values=values, at=at, by=None)
