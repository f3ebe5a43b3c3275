"""Signing up without an account: order, capacity, twice is once, cancelling, forgetting."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fulian.database import county
from fulian.scoping import scope
from homes import identity, services
from homes.models import SignUp
from homes.queries import signups as reads
from homes.rules import signups as rules
from orgs.models import Doorway, Record
from orgs.services import choose_setting
from tests.conftest import NOW, TODAY
from tests.homes.activities import AFTER, SOON, crowd, fresh, opened, planned, signed


def test_capacity_are_in_and_the_rest_wait_in_order(east):
    with scope(east.county.pk):
        one = opened(east, capacity=3)
        told = crowd(one, 8)
        assert [t.ticket for t in told] == list(range(1, 9))
        assert [t.waits for t in told] == [0, 0, 0, 1, 2, 3, 4, 5]
        numbers = rules.numbers_of(fresh(one))
        assert (numbers.taken, numbers.waiting, numbers.left) == (3, 5, 0)


def test_cancelling_lets_in_who_waited_first(east):
    with scope(east.county.pk):
        one = opened(east, capacity=2)
        told = crowd(one, 4)
        gone = services.cancel_signup(
            activity=one, name="王" + chr(0x4E00), tail="0000", receipt=told[0].receipt, at=NOW
        )
        assert (gone.name, gone.tail, gone.who) == (None, None, "")
        places = {row.ticket: reads.waits_at(fresh(one), row) for row in reads.live(one)}
        assert places == {2: 0, 3: 0, 4: 1}
        again = signed(one, "王" + chr(0x4E00), "0000")
        assert (again.ticket, again.waits, again.is_new) == (5, 2, True)


def test_more_places_let_in_who_waited(east):
    with scope(east.county.pk):
        one = opened(east, capacity=1)
        crowd(one, 3)
        services.change_signup(activity=one, capacity=2, by=None, at=NOW)
        roster = reads.roster_of(fresh(one), with_names=True)
        assert [(line.ticket, line.waits) for line in roster.lines] == [(1, 0), (2, 0), (3, 1)]
        services.change_signup(activity=one, capacity=None, by=None, at=NOW)
        assert not reads.roster_of(fresh(one), with_names=True).waiting


def test_twice_is_once_and_gives_no_receipt_away(east):
    with scope(east.county.pk):
        one = opened(east)
        first = signed(one, "王小英", "1234")
        for name, tail in (("王小英", "1234"), (" 王 小英", "１２３４")):
            again = signed(one, name, tail)
            assert (again.ticket, again.is_new, again.receipt) == (first.ticket, False, "")
        assert signed(one, "王小英", "1235").is_new
        assert fresh(one).live == SignUp.rows.count() == 2


def test_nobody_is_followed_from_list_to_list(east):
    """The same woman on two lists has two different keys."""
    with scope(east.county.pk):
        for title in ("插花", "读书"):
            signed(opened(east, title=title))
        keys = SignUp.rows.values_list("who", flat=True)
        assert len(set(keys)) == 2


def test_cancel_needs_all_three(east):
    with scope(east.county.pk):
        one = opened(east)
        mine, hers = signed(one), signed(one, "李大嫂", "9999")
        for name, tail, receipt in (
            ("王小英", "1234", hers.receipt), ("王小英", "1235", mine.receipt),
            ("王小", "1234", mine.receipt), ("王小英", "1234", ""),
        ):  # fmt: skip
            with pytest.raises(ValidationError) as said:
                services.cancel_signup(activity=one, name=name, tail=tail, receipt=receipt, at=NOW)
            assert said.value.code == "no_match"
        assert fresh(one).live == 2
        with pytest.raises(ValidationError, match="不用再取消"):
            services.cancel_signup(
                activity=one, name="王小英", tail="1234", receipt=mine.receipt, at=SOON
            )


def test_receipt_of_one_list_opens_no_other(east):
    with scope(east.county.pk):
        one, other = opened(east), opened(east, title="读书会")
        told = signed(one)
        signed(other)
        with pytest.raises(ValidationError, match="没有对上"):
            services.cancel_signup(
                activity=other, name="王小英", tail="1234", receipt=told.receipt, at=NOW
            )


@pytest.mark.parametrize(
    "name",
    ["", " ", "<script>alert(1)</script>", "王\x00英", "王\u202e英", "王😀", "长" * 10_000, "123",
     "王;DROP TABLE", "\u200b"],
)  # fmt: skip
def test_hostile_names_are_refused(east, name):
    with scope(east.county.pk):
        one = opened(east)
        with pytest.raises(ValidationError) as said:
            signed(one, name)
        assert said.value.code == "name"
        assert not SignUp.rows.exists()


@pytest.mark.parametrize("tail", ["", "123", "12345", "12a4", "\x001234", "-123"])
def test_tails_that_are_none_are_refused(east, tail):
    with scope(east.county.pk):
        one = opened(east)
        with pytest.raises(ValidationError) as said:
            signed(one, tail=tail)
        assert said.value.code == "tail"


def test_out_of_its_time_is_refused_with_what_to_do(east):
    with scope(east.county.pk):
        early = planned(east)
        with pytest.raises(ValidationError, match="过些天再来"):
            signed(early)
        one = opened(east, closes_at=NOW + timedelta(hours=1))
        with pytest.raises(ValidationError, match="已经截止"):
            signed(one, at=NOW + timedelta(hours=1))
        with pytest.raises(ValidationError, match="已经办完"):
            signed(one, at=AFTER)
        services.call_off_activity(activity=one, because="下大雨", by=None, at=NOW)
        with pytest.raises(ValidationError, match="已经取消"):
            signed(one)


def test_names_are_sealed_and_forgotten_after_the_countys_days(east):
    with scope(east.county.pk):
        one = opened(east, ends_at=SOON + timedelta(hours=2))
        signed(one)
        row = SignUp.rows.get()
        assert "王小英".encode() not in bytes(row.name) + bytes(row.tail)
        assert reads.opened(row) == ("王小英", "1234")
        services.hold_activity(activity=one, attendances=1, persons=1, by=None, at=AFTER)
        ended = timezone.localdate(SOON + timedelta(hours=2))
        services.purge_activities(on=ended + timedelta(days=29), at=NOW)
        assert reads.opened(SignUp.rows.get())[0] == "王小英"
        services.purge_activities(on=ended + timedelta(days=30), at=NOW)
        row = SignUp.rows.get()
        assert (row.name, row.tail, row.who, row.ticket) == (None, None, "", 1)
        assert (fresh(one).live, fresh(one).persons) == (1, 1)
        assert Record.rows.filter(act="homes.purge_activities").get().changes == []
        assert services.purge_activities(on=ended + timedelta(days=31), at=NOW) == 0


def test_county_chooses_how_long_names_stay(east):
    with scope(east.county.pk, by=east.admin):
        choose_setting(name="signup_days", value=3, by=east.admin)
        signed(opened(east))
        assert services.purge_activities(on=TODAY + timedelta(days=5), at=NOW) == 0
        assert services.purge_activities(on=TODAY + timedelta(days=6), at=NOW) == 1


def test_nothing_of_hers_stands_in_the_record(east):
    with scope(east.county.pk, by=east.admin):
        one = opened(east)
        told = signed(one)
        before = Record.rows.count()
        signed(one, "李大嫂", "9999")
        services.cancel_signup(
            activity=one, name="王小英", tail="1234", receipt=told.receipt, at=NOW
        )
        assert Record.rows.count() == before
        row = SignUp.rows.get(cancelled_at__isnull=True)
        services.strike_signup(activity=one, signup=row.pk, by=None, at=NOW)
        services.add_walk_ins(activity=one, names=["周大姐"], by=None, at=AFTER)
        services.mark_came(activity=one, came=[], by=None, at=AFTER)
        said = str([(line.target_name, line.changes, line.reason) for line in Record.rows.all()])
        assert "王小英" not in said
        assert "李大嫂" not in said
        assert "周大姐" not in said


def test_walk_ins_take_no_place_and_come_once(east):
    with scope(east.county.pk):
        one = opened(east, capacity=1)
        signed(one)
        row = SignUp.rows.get()
        facts = {"activity": one, "names": ["周大姐", "吴二嫂"], "by": None, "at": AFTER}
        assert services.add_walk_ins(**facts, matched=[row.pk]) == 3
        assert services.add_walk_ins(**facts, matched=[row.pk]) == 0
        roster = reads.roster_of(fresh(one), with_names=False)
        assert roster.came == 3
        assert [line.name for line in roster.walk_ins] == ["周**", "吴**"]
        assert fresh(one).live == 1


def test_codes_lead_to_one_activity_and_are_kept_nowhere(east, west):
    with scope(east.county.pk):
        one = opened(east)
        code = reads.code_of(one)
        assert code not in (one.door, str(one.pk))
        assert len(code) == identity.LENGTH
    with scope(west.county.pk):
        other = reads.code_of(opened(west))
    assert code != other
    found = reads.activity_of_code(code)
    assert found is not None
    assert (found.pk, found.county_id) == (one.pk, east.county.pk)
    for wrong in ("", code[:-1], code.lower(), code + "3", "3" * 12, "\x00" * 12, "长" * 10_000):
        assert reads.activity_of_code(wrong) is None


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.booleans(), max_size=40), st.integers(1, 12))
def test_places_are_the_first_of_the_line(comings, capacity):
    """By arithmetic: whoever joins, whoever leaves, the first ``capacity`` that stand are in."""
    line: list[int] = []
    for number, joins in enumerate(comings, start=1):
        if joins or not line:
            line.append(number)
        else:
            line.pop(0)
        waits = [
            rules.waiting_number(rank=rank, capacity=capacity) for rank in range(1, len(line) + 1)
        ]
        assert waits == [max(0, n - capacity) for n in range(1, len(line) + 1)]


def test_county_that_leaves_takes_lists_along_and_doors_open_again(east):
    """In another system keys are others: who is on a list, and public codes, follow them."""
    with scope(east.county.pk):
        one = opened(east)
        signed(one)
        before = SignUp.rows.get()
        rows = {model: list(county.opened_rows(model)) for model in (SignUp, type(one))}
        assert "who" not in rows[SignUp][0]
        assert rows[SignUp][0]["name"] == {county.PLAIN: "王小英"}
        for model, told in rows.items():
            made = county._sealed(model, dict(told[0]))
            kept = model.rows.get()
            for column in ("who", "door"):
                assert made.get(column) == getattr(kept, column, None)
        Doorway.objects.all().delete()
        assert reads.activity_of_code(reads.code_of(one)) is None
        services.purge_activities(on=TODAY, at=NOW)
    found = reads.activity_of_code(reads.code_of(one))
    assert found == one
    assert before.who
