"""Attacks on the sensitive ledger by who broke the glass: she looks for a day, and no more."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from duties import services
from duties.models import GlassBreak, SensitiveEntry
from duties.queries import sensitive as reads
from duties.services.channels import waiting_titles
from fulian.scoping import scope
from orgs import services as ground
from orgs.models import Role
from tests.conftest import NOW, TODAY
from tests.duties.ledgering import secret, wearing


@pytest.fixture
def looked(east):
    """A line of the chair's into which the administrator looks in an emergency."""
    with scope(east.county.pk):
        line, admin = secret(east), wearing(east.admin, east.county)
    with scope(east.county.pk, by=admin):
        services.break_glass(number=line.pk, reason="当事人紧急求助", by=admin, at=NOW)
    return line, admin


def refused(code, act, **facts):
    with pytest.raises(ValidationError) as told:
        act(**facts)
    assert told.value.code == code


def test_a_look_is_not_made_to_last_through_a_helper(east, looked):
    """She would let a colleague in, who lets her in again when her day is over."""
    line, admin = looked
    facts = {"entry": line, "by": admin, "at": NOW}
    with scope(east.county.pk, by=admin):
        refused("only_looks", services.add_handler, user=east.clerk.pk, reason="一起办", **facts)
        refused("only_looks", services.remove_handler, user=east.chair.pk, reason="换人", **facts)
        refused("only_looks", services.close_sensitive, result="没有事", on=TODAY, **facts)
        refused("only_looks", services.follow_sensitive, on=TODAY, mode="phone", what="问了",
                **facts)  # fmt: skip
        assert SensitiveEntry.rows.get().handlers == [east.chair.pk, admin.pk]
    services.tick(NOW + timedelta(hours=25))
    with scope(east.county.pk, by=admin):
        assert not SensitiveEntry.rows.exists()
        assert GlassBreak.rows.get().closed_at is not None


def test_a_line_whose_handlers_all_left_gets_another(east, looked):
    line, admin = looked
    with scope(east.county.pk):
        ground.end_access(grant=east.chair_grant, on=date(2026, 1, 3), by=None)
    with scope(east.county.pk, by=admin):
        services.add_handler(
            entry=line, user=east.clerk.pk, reason="原经办人离岗", by=admin, at=NOW
        )
        assert SensitiveEntry.rows.get().handlers == [east.chair.pk, admin.pk, east.clerk.pk]


def test_a_group_s_robot_is_not_told_that_there_is_a_line(east, looked):
    address = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=" + "0" * 36
    with scope(east.county.pk, by=east.auditor):
        channel = services.set_channel(
            by=east.auditor, org=east.root, kind="wecom", address=address, pace="day"
        )
    services.tick(NOW)
    with scope(east.county.pk):
        titles = waiting_titles(channel)
        assert titles
        assert not any("保密" in title for title in titles)


def test_a_handler_whose_right_ended_sees_nothing_from_another_seat(east):
    """Her name still stands at the line, and her other seat reaches it: neither is the right."""
    with scope(east.county.pk):
        line = secret(east, handlers=[east.town_clerk.pk])
        other = ground.grant_access(
            org=east.root, role=Role.COUNTY_AUDITOR, phone=east.town_clerk_phone, holder="东县乙",
            on=date(2026, 1, 1), by=None,
        )  # fmt: skip
        other.accepted_at = NOW
        other.save()
        assert other.user == east.town_clerk
    clerk, facts = east.town_clerk, {"entry": line, "by": east.town_clerk, "at": NOW}
    with scope(east.county.pk, by=clerk):
        assert reads.mine(clerk, NOW).count() == 1
        ground.end_access(grant=east.town_clerk_grant, on=date(2026, 1, 3), by=None)
        assert clerk.pk in SensitiveEntry.rows.get().handlers
        assert not reads.mine(clerk, NOW).exists()
        refused("not_found", services.close_sensitive, result="没有事", on=TODAY, **facts)
        refused("not_found", services.add_handler, user=east.clerk.pk, reason="一起办", **facts)
    with scope(east.county.pk, by=east.chair):
        assert reads.mine(east.chair, NOW).count() == 1


def test_a_look_ends_by_the_clock_and_with_the_seat_though_no_tick_came(east):
    with scope(east.county.pk):
        line, clerk = secret(east), wearing(east.auditor, east.county)
    with scope(east.county.pk, by=clerk):
        services.break_glass(number=line.pk, reason="当事人紧急求助", by=clerk, at=NOW)
        assert reads.mine(clerk, NOW + timedelta(hours=23)).count() == 1
        assert not reads.mine(clerk, NOW + timedelta(hours=25)).exists()
        ground.end_access(grant=east.auditor_grant, on=date(2026, 1, 3), by=None)
        assert not reads.mine(clerk, NOW + timedelta(hours=1)).exists()
