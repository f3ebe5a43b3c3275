"""The county's texts to begin from: a meeting's agenda, an activity's plan (domain A28)."""

from __future__ import annotations

from datetime import date

from duties import rules
from duties.models import WorkTemplate
from fulian import scoping
from orgs.models import Org, User
from orgs.services import changed, image, made, made_many, nothing_to_do, record, verb

MEETING, ACTIVITY = WorkTemplate.Kind.MEETING, WorkTemplate.Kind.ACTIVITY
# The wording is ours; S0:48 has a committee meeting's order.
USUAL = (
    (MEETING, "执委议事会",
     "一、清点到会人数，说明这次要议的事\n二、传达上级妇联的通知和要求\n"
     "三、每位执委说一说：联系的妇女家庭有什么新情况、新困难\n"
     "四、逐件商量：怎么办、谁来办、什么时候办好\n五、通报上次议定的事办得怎么样\n"
     "六、公布初步结果，听听姐妹们的意见"),
    (MEETING, "学习会",
     "一、学什么（文件名称）\n二、念一段，讲一段，联系村里的事\n三、大家说说怎么做\n"
     "四、把要点发到姐妹群里"),
    (MEETING, "妇女代表会议",
     "一、听取妇联一年来的工作报告\n二、代表们提意见、提建议\n三、对妇联工作进行群众评议\n"
     "四、说明下一步要办的几件实事"),
    (ACTIVITY, "三八节活动",
     "时间：\n地点：\n请谁来：全村妇女，特别请平时少出门的姐妹\n"
     "做什么：表彰好媳妇、好婆婆；文艺节目；健康知识和维权政策宣讲\n"
     "谁负责：布置、通知、节目、后勤各一人\n花多少钱：\n"
     "安全提醒：用电、用火、老人和孩子有人照看"),
    (ACTIVITY, "反家庭暴力宣传",
     "时间：\n地点：\n讲什么：什么是家庭暴力，遇到了怎么办，打 110 和 12338\n"
     "怎么讲：入户发资料、广播、姐妹群转发\n提醒：遇到求助，为她保密，马上报告乡镇妇联"),
    (ACTIVITY, "亲子阅读",
     "时间：\n地点：妇女之家或农家书屋\n带什么：每家一本喜欢的书\n"
     "做什么：读一段、讲一段、画一张\n谁负责：\n安全提醒：孩子来去有大人接送"),
    (ACTIVITY, "探访留守儿童和困难妇女",
     "时间：\n去哪几家：\n看什么：身体、生活、学习、安全\n带什么：\n"
     "记下来：有什么困难，当场能办的当场办，办不了的报给妇联"),
)  # fmt: skip


@verb("duties.set_up_templates", "设立常用模板", undoable=True)
def set_up_templates(*, on: date, by: User | None) -> list[WorkTemplate]:
    """Give the open county the usual texts; nothing where it has some already."""
    if WorkTemplate.rows.exists():
        nothing_to_do()
        return []
    root = Org.rows.get(parent__isnull=True)
    texts = WorkTemplate.rows.bulk_create(
        WorkTemplate(
            county_id=scoping.current().county, org=root, kind=kind, title=title, text=text,
            since=on,
        )
        for kind, title, text in USUAL
    )  # fmt: skip
    ids = [one.pk for one in texts]
    record(root, by=by, changes=[made_many(WorkTemplate, ids)], name=f"{len(ids)} 个模板")
    return texts


@verb("duties.write_template", "编写模板", undoable=True)
def write_template(
    *, kind: str, title: str, text: str, on: date, by: User | None,
    template: WorkTemplate | None = None,
) -> WorkTemplate:  # fmt: skip
    """Write a new text, or write ``template`` anew; copies that were made of it stay as they are.

    Raises ``ValidationError`` for no words, too many, a name that is taken, and a retired one.
    """
    title, text = title.strip(), text.strip()
    rules.dispatches.check_template(kind=kind, title=title, text=text)
    if template is None:
        root = Org.rows.get(parent__isnull=True)
        fresh = WorkTemplate(
            county_id=scoping.current().county, org=root, kind=kind, title=title, text=text,
            since=on,
        )  # fmt: skip
        fresh.save()
        record(fresh, by=by, changes=[made(fresh)])
        return fresh
    fresh = WorkTemplate.rows.select_for_update().get(pk=template.pk)
    rules.dispatches.check_template_kept(until=fresh.until)
    before = image(fresh)
    fresh.kind, fresh.title, fresh.text, fresh.version = kind, title, text, fresh.version + 1
    fresh.save(update_fields=["kind", "title", "text", "version"])
    record(fresh, by=by, changes=[changed(fresh, before)])
    return fresh


@verb("duties.retire_template", "停用模板", undoable=True)
def retire_template(*, template: WorkTemplate, on: date, by: User | None) -> WorkTemplate:
    """Offer a text no longer from the day ``on``."""
    fresh = WorkTemplate.rows.select_for_update().get(pk=template.pk)
    rules.dispatches.check_template_kept(until=fresh.until)
    before = image(fresh)
    fresh.until, fresh.version = max(on, fresh.since), fresh.version + 1
    fresh.save(update_fields=["until", "version"])
    record(fresh, by=by, changes=[changed(fresh, before)])
    return fresh
