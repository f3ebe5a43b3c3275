"""The life of an activity: planned, changed, opened, held, summed up, called off; and refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings as conf
from django.core.exceptions import ValidationError
from django.utils import timezone

from duties.models import DutyLogEntry
from fulian.scoping import scope
from homes import services
from homes.models import Activity, ActivityPhoto, CoOrganiser, SignUp
from homes.queries import activities as reads
from homes.queries import figures
from members import services as members
from orgs import services as orgs
from orgs.models import Record
from orgs.queries import hats
from tests.conftest import NOW, TODAY
from tests.homes import makers
from tests.homes.activities import (
    AFTER,
    PHOTO,
    SOON,
    chair,
    crowd,
    fresh,
    held,
    opened,
    plan,
    planned,
    posts,
    signed,
    summed_up,
)  # fmt: skip
from tests.people import person, seat


def hatted(cast, who):
    """Let somebody act in her own seat."""
    user = getattr(cast, who)
    user.hat = hats.grant_hat(user, cast.county, None, TODAY)[0]
    return user


def refused(code, act, **facts):
    with pytest.raises(ValidationError) as found:
        act(**facts)
    assert found.value.code == code, found.value


def test_words_that_turn_a_line_round_are_put_straight(east):
    with scope(east.county.pk):
        one = planned(east, title="包\u202e粽子", place="\u2066村部", what="带\u200f米\n来")
    assert (one.title, one.place, one.what) == ("包粽子", "村部", "带米\n来")


def test_life_from_plan_to_summary(east):
    with scope(east.county.pk):
        one = planned(east, posts=posts(), responsible=chair(east), units=["县图书馆"])
        assert (one.status, one.tickets, one.opened_at) == ("planned", 0, None)
        one = services.open_activity(activity=one, by=None, at=NOW, capacity=2)
        crowd(one, 3)
        refused("not_begun", services.hold_activity, activity=one, attendances=3, persons=3,
                by=None, at=NOW)  # fmt: skip
        done = services.report_activity(
            activity=one, attendances=5, persons=3, summary="学会了插花", photos=[PHOTO],
            with_log=True, by=None, at=AFTER,
        )  # fmt: skip
        assert (done.status, done.attendances, done.persons) == ("summed_up", 5, 3)
        line = DutyLogEntry.rows.get()
        assert (line.what, line.served) == ("插花技艺培训：学会了插花", 3)
        assert line.done_on == timezone.localdate(SOON)
        refused("held", services.change_activity, activity=one, plan=plan(), by=None, at=NOW)
        refused("held", services.call_off_activity, activity=one, because="雨", by=None, at=NOW)


def test_report_is_all_or_nothing(east):
    """A log line that cannot be written takes the counts back too."""
    with scope(east.county.pk):
        one = opened(east)
        refused("no_post", services.report_activity, activity=one, attendances=1, persons=1,
                summary="好", photos=[], with_log=True, by=None, at=AFTER)  # fmt: skip
        assert fresh(one).status == "open"


@pytest.mark.parametrize(
    ("attendances", "persons", "code"),
    [(None, 3, "no_counts"), (2, 3, "fewer_times"), (-1, -1, "counts"), (5, 0, "fewer_than_came")],
)
def test_counts_that_cannot_be_are_refused(east, attendances, persons, code):
    with scope(east.county.pk):
        one = opened(east)
        signed(one)
        row = SignUp.rows.get()
        services.mark_came(activity=one, came=[row.pk], by=None, at=AFTER)
        refused(code, services.hold_activity, activity=one, attendances=attendances,
                persons=persons, by=None, at=AFTER)  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"title": "  "}, "no_title"),
        ({"starts_at": NOW + timedelta(days=400)}, "far_off"),
        ({"ends_at": SOON - timedelta(hours=1)}, "ends_before"),
        ({"ends_at": SOON + timedelta(days=800)}, "too_long"),
    ],
)
def test_plan_that_cannot_be_is_refused(east, facts, code):
    with scope(east.county.pk):
        refused(code, planned, cast=east, **facts)


def test_plan_points_only_to_what_is_there_that_day(east):
    with scope(east.county.pk):
        home = makers.home(east)
        home.until = TODAY
        home.save()
        refused("no_home", planned, cast=east, home=home)
        theme = makers.campaign(east)
        theme.until = TODAY
        theme.save()
        refused("not_there", planned, cast=east, campaign=theme)
        other = seat(east.other_village, "chair", "邻村主席")
        refused("elsewhere", planned, cast=east, responsible=other)


def test_another_county_is_nobodys(east, west):
    with scope(west.county.pk):
        foreign = seat(west.village, "chair", "西县主席")
    with scope(east.county.pk):
        refused("elsewhere", planned, cast=east, responsible=foreign)
        one = opened(east)
    with scope(west.county.pk), pytest.raises(Activity.DoesNotExist):
        signed(one)


def test_who_may_run_an_activity(east):
    with scope(east.county.pk):
        mine = chair(east)
        part = seat(east.village, "executive_member",
                    who=person(east.village, "沈秋月", phone=east.officer_phone))  # fmt: skip
        hers, other = planned(east, responsible=part), planned(east, responsible=mine)
        near = planned(east, org=east.other_village)
        chair_, officer = hatted(east, "chair"), hatted(east, "officer")
        for one, by, may in (
            (hers, officer, True), (other, officer, False), (other, chair_, True),
            (near, chair_, False), (near, officer, False), (near, hatted(east, "admin"), True),
            (other, hatted(east, "auditor"), False),
        ):  # fmt: skip
            facts = {"activity": one, "plan": plan(title="改了"), "by": by, "at": NOW}
            if may:
                services.change_activity(**facts)
            else:
                refused("not_hers", services.change_activity, **facts)
        refused("elsewhere", planned, cast=east, by=chair_, org=east.town)
        refused("elsewhere", planned, cast=east, by=hatted(east, "town_clerk"),
                org=east.other_village)  # fmt: skip


def test_closed_organisation_plans_nothing(east):
    with scope(east.county.pk, by=east.admin):
        orgs.close_org(org=east.village, on=TODAY, by=hatted(east, "admin"))
        refused("closed", planned, cast=east)


def test_another_time_is_told_once_it_is_open(east):
    with scope(east.county.pk):
        one = planned(east)
        one = services.change_activity(activity=one, plan=plan(place="祠堂"), by=None, at=NOW)
        assert one.moved_from == ""
        one = services.open_activity(activity=one, by=None, at=NOW, closes_at=SOON)
        later = plan(place="村小学", starts_at=SOON - timedelta(days=1))
        one = services.change_activity(activity=one, plan=later, by=None, at=NOW)
        assert one.moved_from.endswith("，祠堂")
        assert one.closes_at == later.starts_at


def test_capacity_never_puts_out_who_is_in(east):
    with scope(east.county.pk):
        one = opened(east, capacity=5)
        crowd(one, 7)
        for number, code in ((4, "capacity_below"), (0, "capacity"), (200_000, "capacity")):
            refused(code, services.change_signup, activity=one, capacity=number, by=None, at=NOW)
        services.change_signup(activity=one, capacity=6, by=None, at=NOW)
        assert "homes.change_signup" in {line.act for line in Record.rows.all()}
        refused("capacity_below", services.change_signup, activity=one, capacity=5, by=None,
                at=NOW)  # fmt: skip
        refused("closes_late", services.change_signup, activity=one, by=None, at=NOW,
                closes_at=SOON + timedelta(hours=1))  # fmt: skip


def test_called_off_needs_a_reason(east):
    with scope(east.county.pk):
        one = opened(east)
        refused("no_reason", services.call_off_activity, activity=one, because=" ", by=None, at=NOW)
        services.call_off_activity(activity=one, because="下大雨", by=None, at=NOW)
        refused("called_off", services.call_off_activity, activity=one, because="雨", by=None,
                at=NOW)  # fmt: skip
        refused("called_off", services.open_activity, activity=one, by=None, at=NOW)


def test_joint_activity_is_on_both_lists_and_counts_once(east):
    with scope(east.county.pk):
        one = held(
            east, partners=[east.other_village, east.village], units=["县图书馆", "县图书馆"]
        )
        assert CoOrganiser.rows.filter(activity=one).count() == 2
        alone = held(east, title="读书会", attendances=8, persons=8)
        for org, wanted in ((east.village, 2), (east.other_village, 1), (east.root, 2),
                            (east.town, 2), (east.other_town, 1)):  # fmt: skip
            since, until = TODAY.replace(month=10, day=1), TODAY.replace(month=12, day=31)
            found = figures.figures_of(org, since, until, timezone.localdate(AFTER))
            assert found.activities == wanted, org.code
            assert found.joint == 1
        whole = figures.figures_of(east.root, since, until, timezone.localdate(AFTER))
        assert (whole.attendances, whole.persons) == (38, 28)
        assert whole.by_theme == [("其他", 2, 38, 28)]
        assert figures.figures_of(east.root, since, until, TODAY).activities == 0
        orgs_ = [east.village, east.other_village, east.root, east.town, east.other_town]
        for org, told in figures.figures_each(orgs_, since, until, timezone.localdate(AFTER)):
            alone_ = figures.figures_of(org, since, until, timezone.localdate(AFTER))
            assert (told.activities, told.attendances, told.persons, told.joint) == (
                alone_.activities, alone_.attendances, alone_.persons, alone_.joint,
            )  # fmt: skip
        on_list = set(reads.activities_of(east.other_village))
        assert one in on_list
        assert alone not in on_list


def test_activities_at_homes_name_the_homes_without(east):
    with scope(east.county.pk):
        home = makers.home(east)
        since, until, on = TODAY.replace(day=1), TODAY + timedelta(days=30), TODAY + timedelta(9)
        assert figures.at_homes(east.root, since, until, on).missing == [home.pk]
        held(east, home=home)
        found = figures.at_homes(east.root, since, until, on)
        assert (found.activities, found.homes, found.missing) == (1, 1, [])


def test_plan_and_summary_are_undone(east):
    east.admin.hat = None
    with scope(east.county.pk, by=east.admin):
        admin = hatted(east, "admin")
        one = summed_up(east)
        batch = Record.rows.filter(act="homes.summarise_activity").get().batch
        orgs.undo(batch=batch, at=timezone.now(), on=TODAY, by=admin)
        assert (fresh(one).status, fresh(one).summary) == ("held", "")


def test_photos_are_small_and_go_in_time(
    east, tmp_path, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(conf, "MEDIA_ROOT", tmp_path)
    with scope(east.county.pk):
        with django_capture_on_commit_callbacks(execute=True):
            one = held(east)
            row = services.add_photos(activity=one, photos=[PHOTO], by=None)[0]
        assert (tmp_path / row.photo).is_file()
        refused("too_many_photos", services.add_photos, activity=one, photos=[PHOTO] * 6, by=None)
        refused("photo", services.add_photos, activity=one, photos=[b"<script>"], by=None)
        services.purge_activities(on=TODAY + timedelta(days=700), at=NOW)
        assert ActivityPhoto.rows.count() == 1
        with django_capture_on_commit_callbacks(execute=True):
            services.purge_activities(on=TODAY + timedelta(days=740), at=NOW)
        assert ActivityPhoto.rows.count() == 0
        assert not (tmp_path / row.photo).exists()


def test_coming_activities_follow_what_ends(east):
    with scope(east.county.pk, by=east.admin):
        admin, mine = hatted(east, "admin"), chair(east)
        home = makers.home(east)
        one = opened(east, responsible=mine, home=home, place="")
        services.move_all_out(home=home, on=TODAY, by=admin)
        assert (fresh(one).home_id, fresh(one).place) == (None, home.name)
        members.end_appointment(appointment=mine, on=TODAY, departure="resigned", by=admin)
        assert fresh(one).responsible_id is None
        orgs.close_org(org=east.village, on=TODAY, by=admin)
        assert fresh(one).status == "called_off"
        assert "已经撤销" in fresh(one).called_off_because


def test_coming_activities_pass_to_the_successor(east):
    with scope(east.county.pk, by=east.admin):
        admin = hatted(east, "admin")
        one = opened(east)
        signed(one)
        into = type(east.village).rows.get(code=f"{east.county.code}100201")
        orgs.merge_orgs(orgs=[east.village], into=into, on=TODAY, by=admin)
        moved = fresh(one)
        assert (moved.org_id, moved.status, moved.live) == (into.pk, "open", 1)
        assert signed(moved, "李大嫂", "0001").ticket == 2
