"""Two at once, a process killed on the way, a tree that changes meanwhile: all or nothing."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from duties.models import Message
from fulian.scoping import scope
from orgs import services as ground
from orgs.models import Record
from orgs.queries.tree import standing_on
from reports import services
from reports.consequences import mark_touched
from reports.models import PublishedReport, QuarterLeaf, QuarterlyCoverageReport, Touched
from reports.queries.canonical import faults_of
from reports.rules import parse
from reports.services.live import renew_live
from tests.conftest import NOW, TODAY, plant
from tests.homes.killing import everything, killed, statements_of
from tests.orgs.test_races import together
from tests.reports.test_life import found_late

Q3 = parse("2026Q3")
TRIED = (ValidationError, QuarterlyCoverageReport)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def here(transactional_db):
    return plant("430424", "东县", "0100")


def report():
    return QuarterlyCoverageReport.rows.get(replaced_at__isnull=True)


def compiled(cast):
    return services.compile_report(quarter="2026Q3", at=NOW)


def frozen(cast):
    return services.freeze_report(report=report(), at=NOW)


def published(cast):
    return services.publish_report(report=report(), at=NOW)


def corrected(cast):
    return services.correct_report(report=report(), reason="漏登一个村", at=NOW)


def at_once(cast, *acts):
    """Do the acts in threads that begin together; return what each answered."""
    start = Barrier(len(acts))

    def work(k):
        with scope(cast.county.pk):
            start.wait(10)
            return acts[k](cast)

    return together(work, len(acts))


def consistent(cast):
    """One standing edition, proved, over exactly the tree of its day."""
    with scope(cast.county.pk):
        mine = report()
        assert mine.is_open or faults_of(mine) == []
        rows = QuarterLeaf.rows.filter(quarter="2026Q3")
        there = {one.org for one in standing_on(Q3.last)}
        assert set(rows.values_list("org_id", flat=True)) == there
        return mine


def test_each_step_twice_at_once_is_done_once(here):
    assert all(isinstance(one, TRIED) for one in at_once(here, compiled, compiled))
    for step in (frozen, published):
        answers = at_once(here, step, step)
        assert sum(isinstance(one, QuarterlyCoverageReport) for one in answers) == 1, answers
        assert all(isinstance(one, TRIED) for one in answers), answers
    with scope(here.county.pk):
        found_late(here)
    answers = at_once(here, corrected, corrected)
    assert all(isinstance(one, TRIED) for one in answers), answers
    with scope(here.county.pk):
        assert set(QuarterlyCoverageReport.rows.values_list("edition", flat=True)) == {1, 2}
    consistent(here)
    assert PublishedReport.objects.count() == 1


def test_compiling_against_freezing_and_publishing_against_correcting(here):
    with scope(here.county.pk):
        compiled(here)
    answers = at_once(here, compiled, frozen)
    assert all(isinstance(one, TRIED) for one in answers), answers
    assert not consistent(here).is_open
    with scope(here.county.pk):
        found_late(here)
    answers = at_once(here, published, corrected)
    assert all(isinstance(one, TRIED) for one in answers), answers
    consistent(here)
    with scope(here.county.pk):
        out = {one.digest for one in QuarterlyCoverageReport.rows.filter(status="published")}
    assert set(PublishedReport.objects.values_list("report_digest", flat=True)) == out


def test_a_tree_that_changes_while_it_is_frozen(here):
    with scope(here.county.pk):
        compiled(here)

    def moved(cast):
        return ground.move_org(org=cast.village, parent=cast.other_town, on=TODAY, by=None)

    def closed(cast):
        return ground.close_org(org=cast.other_village, on=TODAY, by=None)

    answers = at_once(here, frozen, moved, closed, lambda cast: renew_live(NOW))
    assert [one for one in answers if isinstance(one, Exception)] == [], answers
    assert not consistent(here).is_open
    with scope(here.county.pk):
        places = {one.org: one.parent for one in standing_on(Q3.last)}
        assert places[here.village.pk] == here.town.pk
        renew_live(NOW)
        assert not Touched.rows.exists()


def test_a_write_that_comes_while_it_is_counted_raises_no_alarm(here):
    """Between asking whether the rows are sure and counting: an honest entry, not a hand."""
    with scope(here.county.pk):
        renew_live(NOW)
        compiled(here)
    done = []

    def once(execute, sql, params, many, context):
        if "counts (org, indicator" in sql and not done:
            done.append(together(late, 1)[0])
        return execute(sql, params, many, context)

    def late(k):
        with scope(here.county.pk):
            return mark_touched({here.village.pk})

    with scope(here.county.pk), connection.execute_wrapper(once):
        QuarterLeaf.rows.filter(org=here.village, quarter="2026Q3").update(org_1_d=7)
        compiled(here)
        assert done
        assert not isinstance(done[0], Exception), done
        assert not Message.rows.filter(key__startswith="reports.repaired").exists()


@pytest.mark.parametrize("step", [compiled, frozen, published, corrected, renew_live])
def test_killed_anywhere_before_it_commits_nothing_stays_and_it_can_be_done_again(here, step):
    def act(cast):
        return step(NOW) if step is renew_live else step(cast)

    ways = {compiled: [], frozen: [compiled], published: [compiled, frozen],
            corrected: [compiled, frozen, published], renew_live: []}  # fmt: skip
    with scope(here.county.pk):
        for before in ways[step]:
            before(here)
        if step is corrected:
            found_late(here)
    count = statements_of(here, act)
    clean = everything()
    for at in [*range(1, count + 1, max(count // 4, 1)), count, None]:
        killed(here, act, at)
        assert everything() == clean, (step, at)
    with scope(here.county.pk):
        act(here)
        if step is not renew_live:
            assert Record.rows.filter(act__startswith="reports.").exists()
    if step is not renew_live:
        consistent(here)


def test_a_late_entry_that_live_rows_know_of_corrects_without_an_alarm(here):
    with scope(here.county.pk):
        compiled(here)
        first = frozen(here)
        renew_live(NOW)
        found_late(here)
        renew_live(NOW)
        assert not Touched.rows.exists()
        second = services.correct_report(
            report=first, reason="漏登一个村", at=NOW + timedelta(hours=1)
        )
        assert second.edition == 2
        assert all(line["explained"] for line in second.repaired)
        assert not Message.rows.filter(key__startswith="reports.repaired").exists()
