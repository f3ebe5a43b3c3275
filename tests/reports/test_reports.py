"""Compiling, confirming, freezing, proving; what is refused; what came late; the calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.utils import timezone

from duties.models import Due, DueCounty, Message
from duties.services.due import tick_county
from fulian.scoping import scope
from members.models import Appointment
from orgs import services as ground
from orgs.models import Doorway, Org, Record
from orgs.queries import hats
from orgs.services.access import digest_of
from reports import services
from reports.models import QuarterLeaf, QuarterlyCoverageReport, TownshipConfirmation
from reports.queries.canonical import body_of, digest, faults_of
from reports.queries.figures import InReach
from reports.rules import parse, percent, share
from reports.rules.quarters import COMPILE, FREEZE
from tests.conftest import NOW, TODAY
from tests.reports.planting import filled

OVER = datetime(2026, 9, 30, 16, 0, tzinfo=UTC)  # midnight in Beijing


@pytest.fixture
def county(east):
    with scope(east.county.pk):
        yield filled(east, 1)


def compiled(at=NOW):
    return services.compile_report(quarter="2026Q3", at=at)


def seated(user, cast):
    """The account with the seat she acts in, as the door would put it on her."""
    user.hat = hats.grant_hat(user, cast.county, None, TODAY)[0]
    return user


@pytest.fixture
def clerk(county):
    for grant in (county.town_clerk_grant, county.chair_grant, county.clerk_grant):
        grant.accepted_at = NOW
        grant.save()
    return seated(county.town_clerk, county)


def refused(why, act, **facts):
    with pytest.raises(ValidationError) as refusal:
        act(**facts)
    assert refusal.value.code == why
    assert len(refusal.value.messages) == 1


@pytest.mark.parametrize(
    "text",
    ["", "2026", "2026Q5", "2026Q0", "2026q3", "２０２６Q3", "2026Q3 ", "1926Q3", "x", "2026-3"],
)
def test_nonsense_is_no_quarter(text):
    refused("bad_quarter", parse, text=text)


def test_quarters():
    q = parse("2026Q4")
    assert (q.first, q.last) == (date(2026, 10, 1), date(2026, 12, 31))
    assert q.due_at.isoformat() == "2027-01-01T02:00:00+08:00"
    assert str(q.after) == "2027Q1"
    assert q.after.before == q
    assert parse("2028Q1").last == date(2028, 3, 31)


@pytest.mark.parametrize(
    ("n", "d", "said"),
    [(2, 3, "66.7%"), (1, 16, "6.3%"), (1, 8, "12.5%"), (0, 7, "0.0%"), (7, 7, "100.0%"),
     (1, 2000, "0.1%"), (1, 2001, "0.0%"), (999, 1000, "99.9%"), (0, 0, "—")],
)  # fmt: skip
def test_half_up_to_one_decimal(n, d, said):
    assert percent(n, d) == said
    assert share(n, d) == (float(said[:-1]) if d else None)


def test_a_quarter_that_is_not_over_or_before_the_opening(county):
    refused("quarter_not_over", services.compile_report, quarter="2026Q4", at=NOW)
    early = OVER - timedelta(seconds=1)
    refused("quarter_not_over", services.compile_report, quarter="2026Q3", at=early)
    refused("before_opening", services.compile_report, quarter="2025Q4", at=NOW)
    assert not QuarterlyCoverageReport.rows.exists()
    assert compiled(OVER).confirm_until == date(2026, 10, 11)


def test_compiled_again_while_open(county):
    first = compiled(OVER)
    seat = Appointment.rows.filter(office="chair", until__isnull=True).first()
    Appointment.rows.filter(pk=seat.pk).update(until=date(2026, 9, 1), departure="other")
    value = InReach(first).sums()[county.root.pk]["team_6_n"]
    again = compiled(NOW)
    assert again.pk == first.pk
    assert again.confirm_until == first.confirm_until
    assert InReach(again).sums()[county.root.pk]["team_6_n"] == value - 1
    assert Record.rows.filter(act="reports.compile_report").count() == 2


def test_what_came_late_is_counted_by_township(county):
    Appointment.rows.update(entered_at=OVER - timedelta(seconds=1))
    mine = Appointment.rows.filter(org=county.village, since__lte=date(2026, 9, 30))
    late = mine.first()
    Appointment.rows.filter(pk=late.pk).update(entered_at=OVER)
    lines = {line["org"]: line for line in compiled().late}
    assert lines[county.town.pk]["appointment"] == 1
    assert county.village.pk not in lines
    assert lines[county.town.pk]["link"] > 0  # all were entered today


def test_a_township_confirms_once(county, clerk):
    report = compiled()
    said = services.confirm_township(
        report=report, org=county.town, by=clerk, at=NOW, note=" 数字无误 "
    )
    assert (said.name, said.note) == ("东县town_clerk", "数字无误")
    act, facts = services.confirm_township, {"report": report, "by": clerk, "at": NOW}
    refused("confirmed_once", act, org=county.town, **facts)
    refused("not_yours", act, org=county.other_town, **facts)
    refused("not_a_township", act, org=county.village, **facts)
    keeper = {"report": report, "by": seated(county.clerk, county), "at": NOW}
    empty = ground.found_org(
        parent=county.root, name="新设镇", code="430424102000", on=date(2026, 10, 9), by=None
    )
    refused("no_figures", act, org=empty, **keeper)
    chair = {"report": report, "by": seated(county.chair, county), "at": NOW}
    refused("not_yours", act, org=county.town, **chair)
    services.freeze_report(report=report, at=NOW)
    refused("frozen", act, org=county.other_town, **keeper)
    assert TownshipConfirmation.rows.count() == 1


def test_frozen_it_stays(county, clerk):
    report = services.freeze_report(report=compiled(), at=NOW)
    before = (report.body, list(QuarterLeaf.rows.order_by("pk").values()))
    refused("frozen", services.compile_report, quarter="2026Q3", at=NOW)
    refused("frozen", services.freeze_report, report=report, at=NOW)
    refused("frozen", services.confirm_township, report=report, org=county.town, by=clerk, at=NOW)
    ground.rename_org(org=county.village, name="后来的名", on=TODAY, by=None)
    seat = Appointment.rows.filter(until__isnull=True).first()
    Appointment.rows.filter(pk=seat.pk).update(until=TODAY, departure="other")
    fresh = QuarterlyCoverageReport.rows.get()
    assert (fresh.body, list(QuarterLeaf.rows.order_by("pk").values())) == before
    assert faults_of(fresh) == []


def test_the_body_is_canonical_and_names_nobody(county, clerk):
    report = compiled()
    services.confirm_township(report=report, org=county.town, by=clerk, at=NOW)
    frozen = services.freeze_report(report=report, at=NOW)
    assert frozen.digest == digest(frozen.body)
    assert body_of(frozen) == frozen.body
    assert "某人" not in frozen.body
    assert "town_clerk" not in frozen.body
    for said in (
        '"county":"430424"',
        '"quarter":"2026Q3"',
        "四舍五入",
        "1+2+15（执委数含主席、副主席）",
    ):
        assert said in frozen.body, said
    assert ": " not in frozen.body


def test_tampering_is_found(county):
    report = services.freeze_report(report=compiled(), at=NOW)
    rows = QuarterlyCoverageReport.rows
    rows.update(body=report.body.replace('"I-TEAM-6"', '"I-TEAM-7"', 1))
    assert faults_of(rows.get()) == ["定稿内容与校验码不符。"]
    rows.update(body=report.body)
    assert faults_of(rows.get()) == []
    leaf = QuarterLeaf.rows.filter(org=county.village)
    vacant = leaf.get().team_9_n
    leaf.update(team_9_n=vacant + 1)
    assert faults_of(rows.get()) == ["“指标值”与定稿时不同。"]
    with pytest.raises(CommandError, match="改动"):
        call_command("verify_report", str(report.pk), "--county", "430424")
    leaf.update(team_9_n=vacant)
    call_command("verify_report", str(report.pk), "--county", "430424")


def test_its_door_is_no_way_in_and_is_never_swept(county, client):
    report = services.freeze_report(report=compiled(), at=NOW)
    door = Doorway.objects.get(kind="report")
    assert (door.digest, door.county_id) == (digest_of(report.digest), county.county.pk)
    assert ground.doorway(code=report.digest, at=NOW) is None
    tried = {"password": "a-good-password", "address": "192.0.2.7", "at": NOW}
    with pytest.raises(ValidationError):
        ground.claim(code=report.digest, **tried)
    ground.sweep(at=NOW + timedelta(days=3650))
    assert Doorway.objects.filter(pk=door.pk).exists()


def test_the_calendar_compiles_tells_and_freezes(county, clerk):
    services.expect_quarter(org=Org.rows.get(pk=county.root.pk), on=date(2026, 9, 1), by=None)
    services.expect_quarter(org=county.root, on=date(2026, 9, 1), by=None)
    due = Due.rows.get(kind=COMPILE)
    assert due.due_at.astimezone(UTC) == datetime(2026, 9, 30, 18, 0, tzinfo=UTC)
    assert DueCounty.objects.get(county=county.county).next_at == due.due_at
    at = due.due_at
    tick_county(county.county.pk, at - timedelta(seconds=1))
    assert not QuarterlyCoverageReport.rows.exists()
    tick_county(county.county.pk, at)
    report = QuarterlyCoverageReport.rows.get()
    assert report.status == "open"
    assert set(Message.rows.values_list("user_id", flat=True)) >= {clerk.pk, county.clerk.pk}
    assert county.chair.pk not in set(Message.rows.values_list("user_id", flat=True))
    ends = Due.rows.get(kind=FREEZE).due_at
    assert timezone.localtime(ends).isoformat() == "2026-10-12T00:00:00+08:00"
    tick_county(county.county.pk, ends)
    tick_county(county.county.pk, ends)
    assert QuarterlyCoverageReport.rows.get().status == "frozen"
    assert Due.rows.filter(kind=COMPILE, subject=20264, done_at__isnull=True).exists()


def test_compiled_and_frozen_by_hand_before_the_calendar(county):
    services.expect_quarter(org=county.root, on=date(2026, 9, 1), by=None)
    services.freeze_report(report=compiled(OVER), at=OVER)
    tick_county(county.county.pk, NOW)
    assert not Due.rows.filter(done_at__isnull=True, due_at__lte=NOW).exists()
    assert not Due.rows.filter(tries__gt=0).exists()


def test_close_quarter(county, capsys):
    call_command("close_quarter", "--county", "430424", "--quarter", "2026Q3")
    said = capsys.readouterr().out
    assert "2026年第3季度" in said
    assert "会改联完成率" in said
    for quarter, match in (("2099Q1", "没有结束"), ("nonsense", "2026Q3")):
        with pytest.raises(CommandError, match=match):
            call_command("close_quarter", "--county", "430424", "--quarter", quarter)
    with pytest.raises(CommandError, match="没有代码"):
        call_command("close_quarter", "--county", "999999", "--quarter", "2026Q3")
