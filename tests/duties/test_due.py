"""Due work: once, in order, whoever else is at it, whatever fails."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from duties import services
from duties.models import Due, DueCounty, Handover, Message, Notice
from duties.services import due as work
from duties.tasks import look_again, tick
from fulian.management.plain import Refused
from fulian.scoping import scope
from tests.conftest import plant
from tests.duties.roster import START, at, planned, presidium
from tests.orgs.test_races import together

T0 = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def kind(monkeypatch):
    """Register a kind of work of the test's own, and forget it."""
    kept = dict(work._handlers)
    done: list[int] = []

    @services.due_work("test.note", "试")
    def note(due, now):
        done.append(due.subject)

    yield done
    work._handlers.clear()
    work._handlers.update(kept)


def put(org, subject, line="a", at=T0, kind="test.note"):
    return services.put_due(kind=kind, subject=subject, org=org, line=line, due_at=at)


def next_at(county):
    return DueCounty.objects.get(county=county).next_at


def test_once_by_kind_and_subject(east, kind):
    with scope(east.county.pk):
        one = put(east.village, 1)
        again = put(east.village, 1, at=T0 + timedelta(days=9), line="b")
        assert (again.pk, again.due_at, again.line) == (one.pk, T0, "a")
        assert services.do_next(T0)
        assert not services.do_next(T0)
        assert kind == [1]
        put(east.village, 1)
        assert not services.do_next(T0)


def test_county_is_told_of_the_earliest(east, kind):
    with scope(east.county.pk):
        put(east.village, 1)
        put(east.village, 2, at=T0 + timedelta(days=1))
        assert next_at(east.county) == T0
        put(east.village, 3, at=T0 - timedelta(days=1))
    assert next_at(east.county) == T0 - timedelta(days=1)
    assert services.counties_due(T0 - timedelta(days=2)) == []
    assert services.counties_due(T0) == [east.county.pk]


def test_tick_does_all_and_moves_the_county_on(east, west, kind):
    for cast in (east, west):
        with scope(cast.county.pk):
            put(cast.village, 1)
            put(cast.village, 2, at=T0 + timedelta(days=1))
            services.tell(
                org=cast.village, user_id=cast.chair.pk, key="k", title="标题", text="", link="",
                at=T0,
            )  # fmt: skip
    assert services.tick(T0) == work.Ticked(done=2, sent=2)
    assert kind == [1, 1]
    for cast in (east, west):
        assert next_at(cast.county) == T0 + timedelta(days=1)
    assert services.tick(T0) == work.Ticked()
    assert services.tick(T0 + timedelta(days=8)).done == 2
    assert next_at(east.county) is None


def test_on_one_line_the_earlier_goes_first(east, kind):
    with scope(east.county.pk):
        put(east.village, 2, at=T0 + timedelta(hours=1))
        put(east.village, 1)
        put(east.village, 3, at=T0 + timedelta(hours=1))
        while services.do_next(T0 + timedelta(days=7)):
            pass
    assert kind == [1, 2, 3]


def test_failure_waits_longer_each_time_and_keeps_its_place(east, kind):
    broken = [True]

    @services.due_work("test.break", "试")
    def fail(due, now):
        put(east.village, 99, line="c")
        if broken[0]:
            raise LookupError("沈秋月 13800000000")
        kind.append(due.subject)

    with scope(east.county.pk):
        put(east.village, 1, kind="test.break")
        put(east.village, 2, at=T0 + timedelta(minutes=1))
        put(east.village, 3, line="b", at=T0 + timedelta(minutes=1))
    now = T0 + timedelta(minutes=2)
    assert services.tick(now) == work.Ticked(done=1, failed=1)
    assert kind == [3]
    with scope(east.county.pk):
        row = Due.rows.get(kind="test.break")
        assert (row.tries, row.failure, row.done_at) == (1, "LookupError", None)
        assert row.retry_at == now + timedelta(seconds=10)
        assert not Due.rows.filter(subject=99).exists()
    assert next_at(east.county) == row.retry_at
    assert services.tick(now + timedelta(seconds=5)) == work.Ticked()
    later = now + timedelta(seconds=10)
    assert services.tick(later).failed == 1
    with scope(east.county.pk):
        row.refresh_from_db()
        assert row.retry_at == later + timedelta(seconds=20)
    broken[0] = False
    services.tick(later + timedelta(seconds=20))
    assert kind == [3, 1, 2, 99] or kind == [3, 1, 99, 2]
    with scope(east.county.pk):
        row.refresh_from_db()
        assert (row.failure, row.tries) == ("", 2)


def test_work_nobody_does_waits_without_blocking(east, kind):
    with scope(east.county.pk):
        put(east.village, 1, kind="test.unknown", line="z")
        put(east.village, 2, line="y")
    assert services.tick(T0) == work.Ticked(done=1, failed=1)


def test_longest_wait_is_an_hour(east, kind):
    with scope(east.county.pk):
        row = put(east.village, 1, kind="test.unknown")
        Due.rows.filter(pk=row.pk).update(tries=5000)
        services.do_next(T0)
        row.refresh_from_db()
        assert row.retry_at == T0 + timedelta(hours=1)


def test_message_is_written_and_arrives_once(east):
    with scope(east.county.pk):
        for _ in range(2):
            services.tell(
                org=east.village, user_id=east.chair.pk, key="k", title="标题", text="内容",
                link="/turn/", at=T0,
            )  # fmt: skip
        assert Message.rows.count() == 1
        assert services.send_next(T0) == 1
        Message.rows.update(sent_at=None)
        assert services.send_next(T0) == 1
        assert Notice.rows.count() == 1


def test_two_kinds_of_handlers_for_one(kind):
    with pytest.raises(ValueError, match="two handlers"):
        services.due_work("test.note", "试")(lambda due, now: None)


def test_look_again_finds_what_nobody_announced(east, kind):
    with scope(east.county.pk):
        put(east.village, 1)
    DueCounty.objects.update(next_at=None)
    assert services.tick(T0).done == 0
    assert look_again() == 1
    assert services.tick(T0).done == 1
    DueCounty.objects.all().update(next_at=None)
    services.look_again([east.county.pk])
    with scope(east.county.pk):
        waiting = Due.rows.filter(done_at__isnull=True)
        assert next_at(east.county) == waiting.earliest("due_at").due_at


# Races: real threads, real commits


@pytest.fixture
def real(transactional_db, kind):
    return plant("430424", "东县", "0100")


def test_two_ticks_hand_each_turn_over_once_and_in_order(real):
    with scope(real.county.pk):
        for n, org in enumerate((real.village, real.other_village, real.town, real.other_town)):
            _, *members = presidium(org, 3, phones=f"10000{n:02d}")
            planned(org, members)
    now = at(date(2026, 7, 8))  # seven months down
    done = together(lambda k: services.tick(now), 4)
    assert all(isinstance(one, work.Ticked) for one in done), done
    assert sum(one.done for one in done) == 4 * 7
    assert sum(one.failed for one in done) == 0
    with scope(real.county.pk):
        for org in (real.village, real.other_village, real.town, real.other_town):
            rows = Handover.rows.filter(org=org).order_by("pk")
            assert [row.due_on.month for row in rows] == [1, 2, 3, 4, 5, 6, 7]
        assert not Message.rows.filter(sent_at__isnull=True).exists()
        assert Notice.rows.count() == Message.rows.count()
    assert next_at(real.county) == at(date(2026, 8, 1), 0)


def test_earlier_due_that_is_put_while_the_county_moves_on_is_not_missed(real):
    """The mover has done its work and finds the putter at it: it leaves the county too early."""
    with scope(real.county.pk):
        put(real.village, 1)
        put(real.village, 2, line="far", at=T0 + timedelta(days=90))
    held, may_commit = threading.Event(), threading.Event()

    def putter(_):
        with scope(real.county.pk):
            put(real.village, 3, line="near", at=T0 + timedelta(days=1))
            held.set()
            may_commit.wait(20)
        return "put"

    def mover(_):
        held.wait(20)
        threading.Timer(0.3, may_commit.set).start()
        return services.tick(T0)

    answers = together(lambda k: (putter, mover)[k](k), 2)
    assert answers == ["put", work.Ticked(done=1)]
    assert next_at(real.county) <= T0 + timedelta(days=1)
    services.tick(T0)
    assert next_at(real.county) == T0 + timedelta(days=1)


def test_a_county_another_tick_is_at_is_passed_by(real, kind):
    """Two ticks walk the same counties: waiting for one another they would do one's work."""
    with scope(real.county.pk):
        put(real.village, 1)
    with scope(real.county.pk):
        assert work._next(T0, "")
        put(real.village, 2, line="b", at=T0 + timedelta(days=1))
        assert together(lambda _: services.tick(T0), 1) == [work.Ticked()]
    assert services.tick(T0) == work.Ticked(done=1)
    assert kind == [1]


def test_many_put_while_others_tick(real):
    def act(k):
        if k % 2:
            return sum(services.tick(T0 + timedelta(days=400)).done for _ in range(15))
        for n in range(15):
            with scope(real.county.pk):
                put(real.village, 100 * k + n, line=f"l{n % 3}", at=T0 + timedelta(days=n))
        return 0

    answers = together(act, 6)
    assert all(isinstance(one, int) for one in answers), answers
    with scope(real.county.pk):
        left = Due.rows.filter(done_at__isnull=True).count()
    assert sum(answers) + left == 45
    if left:
        assert services.counties_due(T0 + timedelta(days=400)) == [real.county.pk]
    assert services.tick(T0 + timedelta(days=400)).done == left


def test_a_row_somebody_works_on_is_left_to_her(real, kind):
    with scope(real.county.pk):
        put(real.village, 1)
        put(real.village, 2, line="b")
    with scope(real.county.pk):
        assert work._next(T0, "") is not None

        def other(_):
            with scope(real.county.pk):
                return services.do_next(T0), services.do_next(T0)

        assert together(other, 1) == [(True, False)]
    assert kind == [2]


def test_ending_while_a_worker_hands_over_does_not_lock_up(real):
    with scope(real.county.pk):
        _, *members = presidium(real.village)
        plan = planned(real.village, members)

    def act(k):
        if k:
            return services.tick(at(date(2026, 3, 1))).done
        with scope(real.county.pk):
            services.end_rotation(plan=plan, on=date(2026, 1, 2), by=None)
        return 0

    answers = together(act, 4)
    assert all(isinstance(one, int) for one in answers), answers
    with scope(real.county.pk):
        services.tick_county(real.county.pk, at(date(2026, 3, 1)))
        assert not Due.rows.filter(done_at__isnull=True, failure="").exists()


# Faces


def test_tick_command_says_what_it_did(east, capsys):
    with scope(east.county.pk):
        _, *members = presidium(east.village)
        planned(east.village, members)
    call_command("tick")
    said = capsys.readouterr().out
    assert "办理了" in said
    assert "条通知" in said
    with scope(east.county.pk):
        assert Handover.rows.exists()
    call_command("tick")
    assert "办理了 0 项" in capsys.readouterr().out


def test_tick_task(east):
    with scope(east.county.pk):
        _, *members = presidium(east.village)
        planned(east.village, members)
    assert tick() > 0
    assert tick() == 0


def test_hand_over_by_hand(east, west, capsys):
    for n, cast in enumerate((east, west)):
        with scope(cast.county.pk):
            _, *members = presidium(cast.village, phones=f"100002{n}")
            planned(cast.village, members)
    call_command("hand_over", on="2026-01-01", county="430424")
    assert "办理了 1 次轮值交接" in capsys.readouterr().out
    call_command("hand_over", on="2026-02-01")
    assert "办理了 3 次" in capsys.readouterr().out
    with scope(east.county.pk):
        assert Handover.rows.order_by("pk").first().due_on == START


@pytest.mark.parametrize("text", ["2026-02-30", "明天", "", "20260", "9999-12-31", "0001-01-01"])
def test_hand_over_on_a_nonsense_day(east, text):
    with pytest.raises(Refused) as refusal:
        call_command("hand_over", on=text)
    assert "日期" in str(refusal.value)
    assert refusal.value.returncode == 1


def test_hand_over_in_a_county_that_is_none(east):
    with pytest.raises(Refused, match="没有代码"):
        call_command("hand_over", on="2026-01-01", county="999999")


def test_broken_connection_is_not_a_failure_of_the_work(real):
    @services.due_work("test.cut", "试")
    def cut(due, now):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    with scope(real.county.pk):
        put(real.village, 1, kind="test.cut")
    with pytest.raises(Exception, match=r"terminat|closed|connection"):
        services.tick(T0)
    connection.close()
    with scope(real.county.pk):
        assert Due.rows.get().tries == 0
