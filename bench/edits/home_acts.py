"""Edits of homes, groups, activities, what is public, yards, volunteers and care teams."""

from __future__ import annotations

from typing import Any

from bench.edits.desk import Desk, edit
from duties.models import Household
from homes import services
from homes.models import (
    Activity,
    CareTeam,
    CourtyardCampaign,
    CourtyardEntry,
    OnlineGroup,
    TakeDown,
    VolunteerActivity,
    VolunteerTeam,
    WomensHome,
    WomenVolunteer,
)
from homes.services.activities import Plan
from members.models import Person
from reports.rules.quarters import quarter_of

COMMITTEE = ("chair", "vice_chair", "executive_member")


@edit("found_homes", 2)
def _(desk: Desk) -> object:
    kind = desk.luck.choice(["physical", "online"])
    return services.found_homes(org=desk.anywhere(), on=desk.day, by=None, kinds=[kind])


@edit("suspend_home", 2)
def _(desk: Desk) -> object:
    return services.suspend_home(home=desk.live(WomensHome), reason="维修", on=desk.day, by=None)


@edit("reopen_home", 2)
def _(desk: Desk) -> object:
    return services.reopen_home(home=desk.live(WomensHome), on=desk.day, by=None)


@edit("close_home", 1)
def _(desk: Desk) -> object:
    return services.close_home(home=desk.live(WomensHome), on=desk.day, by=None)


@edit("register_group", 2)
def _(desk: Desk) -> object:
    kind = desk.luck.choice(["executive", "home", "liaison"])
    return services.register_group(org=desk.anywhere(), kind=kind, platform="wechat", by=None,
                                   name=desk.name("群"), on=desk.day, members=50,
                                   counted_on=desk.day)  # fmt: skip


@edit("count_group", 4)
def _(desk: Desk) -> object:
    many = desk.luck.randrange(1, 300)
    return services.count_group(group=desk.live(OnlineGroup), members=many, on=desk.day, by=None)


@edit("end_group", 1)
def _(desk: Desk) -> object:
    return services.end_group(group=desk.live(OnlineGroup), on=desk.day, by=None)


@edit("plan_activity", 8)
def _(desk: Desk) -> object:
    org = desk.anywhere()
    home = WomensHome.rows.filter(org=org, until__isnull=True, since__lt=desk.day).first()
    plan = Plan(title=desk.name("活动"), starts_at=desk.at, home=home)
    return services.plan_activity(org=org, plan=plan, by=None, at=desk.at)


@edit("hold_activity", 8)
def _(desk: Desk) -> object:
    waiting = Activity.rows.filter(status="planned", starts_at__lte=desk.at)
    many = desk.luck.randrange(1, 40)
    return services.hold_activity(activity=desk.one(waiting), attendances=many + 2, persons=many,
                                  by=None, at=desk.at)  # fmt: skip


@edit("call_off_activity", 1)
def _(desk: Desk) -> object:
    waiting = desk.one(Activity.rows.filter(status="planned"))
    return services.call_off_activity(activity=waiting, because="下雨", by=None, at=desk.at)


@edit("summarise_activity", 2)
def _(desk: Desk) -> object:
    held = desk.one(Activity.rows.filter(status="held"))
    return services.summarise_activity(activity=held, summary="来了不少人", by=None, at=desk.at)


@edit("write_plan", 2)
def _(desk: Desk) -> object:
    first = quarter_of(desk.day).first
    return services.write_plan(
        org=desk.anywhere(), quarter=first, text="读书会", on=desk.day, by=None
    )


@edit("change_duties", 1)
def _(desk: Desk) -> object:
    text = desk.luck.choice(["", "本会职责"])
    return services.change_duties(org=desk.anywhere(), text=text, by=None)


@edit("take_down", 1)
def _(desk: Desk) -> object:
    return services.take_down(org=desk.anywhere(), what="page", reason="核对", at=desk.at,
                              on=desk.day, by=None)  # fmt: skip


@edit("put_back", 1)
def _(desk: Desk) -> object:
    down = desk.one(TakeDown.rows.filter(back_at__isnull=True))
    return services.put_back(down=down, at=desk.at, by=None)


@edit("note_consent", 4)
def _(desk: Desk) -> object:
    seat = desk.seat(*COMMITTEE)
    who = Person.rows.get(pk=seat.person_id)
    agrees = desk.luck.random() < 0.8
    return services.note_consent(org=seat.org, person=who, agrees=agrees, on=desk.day, at=desk.at,
                                 by=None, way="face")  # fmt: skip


@edit("nominate_household", 4)
def _(desk: Desk) -> object:
    campaign = desk.one(CourtyardCampaign.rows.all())
    named: dict[str, Any] = {"nominated_by": "邻居", "voices": 3}
    return services.nominate_household(
        courtyard=campaign, household=desk.live(Household), on=desk.day, by=None, **named
    )


@edit("recommend_entry", 4)
def _(desk: Desk) -> object:
    entry = desk.one(CourtyardEntry.rows.filter(status="nominated"))
    return services.recommend_entry(entry=entry, on=desk.day, by=None)


@edit("score_household", 6)
def _(desk: Desk) -> object:
    entry = desk.one(CourtyardEntry.rows.filter(status="recommended"))
    seat = desk.seat("executive_member", org=entry.org)
    points = [desk.luck.randrange(60, 100) for _ in range(4)]
    return services.score_household(entry=entry, appointment=seat, points=points, on=desk.day,
                                    by=None, is_no_kin=True)  # fmt: skip


@edit("form_team", 2)
def _(desk: Desk) -> object:
    seat = desk.seat(*COMMITTEE)
    return services.form_team(org=seat.org, kind="civility", name=desk.name("队"), leader=seat,
                              on=desk.day, by=None)  # fmt: skip


@edit("end_team", 1)
def _(desk: Desk) -> object:
    return services.end_team(team=desk.live(VolunteerTeam), on=desk.day, by=None)


@edit("name_leader", 2)
def _(desk: Desk) -> object:
    team = desk.live(VolunteerTeam)
    seat = desk.seat(*COMMITTEE, org=team.org)
    return services.name_leader(team=team, leader=seat, on=desk.day, by=None)


@edit("enrol_volunteers", 2)
def _(desk: Desk) -> object:
    team = desk.live(VolunteerTeam)
    who = Person.rows.get(pk=desk.seat(*COMMITTEE, org=team.org).person_id)
    return services.enrol_volunteers(team=team, on=desk.day, by=None, people=[who])


@edit("leave_team", 1)
def _(desk: Desk) -> object:
    return services.leave_team(volunteer=desk.live(WomenVolunteer), on=desk.day, by=None)


@edit("note_service", 6)
def _(desk: Desk) -> object:
    team = desk.live(VolunteerTeam)
    woman = desk.live(WomenVolunteer, team=team)
    served = {woman.pk: desk.luck.randrange(1, 8)}
    return services.note_service(
        team=team, done_on=desk.day, kind="cleaning", by=None, served=served, at=desk.at
    )


@edit("strike_service", 1)
def _(desk: Desk) -> object:
    done = desk.one(VolunteerActivity.rows.filter(struck_on__isnull=True))
    return services.strike_service(activity=done, reason="写错了", by=None, at=desk.at)


@edit("found_care_team", 1)
def _(desk: Desk) -> object:
    seat = desk.seat("executive_member", org__level="village")
    return services.found_care_team(
        org=seat.org, leader=seat, members=[seat], on=desk.day, by=None, at=desk.at
    )


@edit("end_care_team", 1)
def _(desk: Desk) -> object:
    return services.end_care_team(team=desk.live(CareTeam), on=desk.day, by=None, at=desk.at)
