"""What the demo county opens to everybody: most of it current, with gaps to be seen."""

from __future__ import annotations

from datetime import timedelta

from homes import services
from homes.queries.rolls import SHOWN
from homes.rules.disclosure import quarter_of
from members.models import Appointment, Office, Person
from orgs.models import Level, Org, OrgStatus
from reports.management.demo.places import shown_places
from reports.management.demo.story import Demo, noon

PLANS = (
    "12月上旬在妇女之家包饺子、写春联，欢迎姐妹们带孩子来。\n每周五晚上跳广场舞，地点在村部门口。",
    "11月底请县医院医生来讲“两癌”筛查，12月走访困难家庭。\n每月15日在妇女之家听大家说事。",
    "10月办家庭教育讲座，11月评“最美庭院”，12月慰问高龄老人。",
    "农闲时办一期油茶剪枝培训，名额30人，到妇女之家报名。",
)
OLD = "国庆前清扫房前屋后，重阳节看望老人。"


def open_to_everybody(demo: Demo) -> None:
    """Let most organisations have written this quarter's plan; show one of each gap."""
    rows = Org.rows.filter(status=OrgStatus.ACTIVE, is_counted=True)
    orgs = rows.filter(level__in=(Level.TOWNSHIP, Level.VILLAGE)).order_by("code")
    now = quarter_of(demo.on)
    before = now - timedelta(days=1)
    town, village = shown_places(demo.code)
    for org in orgs:
        lot = demo.lot_of(f"plan:{org.code}")
        if lot.random() < 0.88 or org in (town, village):
            text, quarter, on = lot.choice(PLANS), now, max(now, demo.since)
        else:
            text, quarter, on = OLD, quarter_of(before), max(before, demo.since)
        if quarter == quarter_of(on):
            services.write_plan(org=org, quarter=quarter, text=text, on=on, by=None)
    if town and village:
        _shown(demo, town, village)
    demo.said.append("工作公开")


def _shown(demo: Demo, town: Org, village: Org) -> None:
    """Let the shown village's officers have been asked, one refusing; take one item down."""
    seats = Appointment.rows.filter(org=village, office__in=SHOWN, until=None)
    people = seats.exclude(office=Office.REPRESENTATIVE).order_by("pk").values_list("person_id")
    for n, (pk,) in enumerate(people):
        services.note_consent(
            org=village, person=Person.rows.get(pk=pk), agrees=n != 3, on=demo.on, at=demo.at,
            by=None,
        )  # fmt: skip
    services.hang_sheet(
        org=village, where="村部公开栏", on=demo.on, today=demo.on, by=None
    )  # fmt: skip
    below = Org.rows.filter(parent=town, status=OrgStatus.ACTIVE).exclude(pk=village.pk)
    other = below.order_by("code").first()
    if other is not None:
        services.take_down(
            org=other, what="activity_plan", reason="活动时间写错了，核对后再公开", on=demo.on,
            at=noon(demo.on), by=None,
        )  # fmt: skip
