"""What an appraisal came to is kept once it is over: totals that may be shown, and nothing else."""

from datetime import timedelta

import pytest

from duties import services
from duties.models import Appraisal
from duties.queries import appraisals as reads
from duties.services.timetable import SEASONS
from fulian.scoping import scope
from orgs.models import Record
from tests.conftest import NOW, TODAY
from tests.duties.reviewing import FOR, answered, opened

OVER = TODAY + FOR + timedelta(days=1)


def outcome(found):
    """Return what is kept of it."""
    return Appraisal.rows.values_list("answered", "pleased").get(pk=found.pk)


def test_nothing_is_kept_before_it_is_over(east):
    with scope(east.county.pk):
        found = opened(east)
        answered(found, 12)
        assert services.keep_outcomes(on=OVER - timedelta(days=1)) == 0
        assert outcome(found) == (None, None)
        assert not Record.rows.filter(act="duties.keep_outcomes").exists()


@pytest.mark.parametrize(("times", "kept"), [(0, (0, 0)), (9, (0, 0)), (10, (10, 40))])
def test_too_few_answers_are_kept_as_noughts(east, times, kept):
    with scope(east.county.pk):
        found = opened(east)
        answered(found, times, words="谢谢")
        assert services.keep_outcomes(on=OVER) == 1
        assert outcome(found) == kept


def test_satisfied_and_rather_satisfied_are_pleased(east):
    """Eleven women, four questions each: the grades 满意 and 比较满意 are counted, no others."""
    with scope(east.county.pk):
        found = opened(east)
        for grade, times in ((0, 4), (1, 3), (2, 2), (3, 2)):
            answered(found, times, grade=grade)
        services.keep_outcomes(on=OVER)
        assert outcome(found) == (11, 4 * (4 + 3))
        result = reads.result_of(found, OVER)
        shown = sum(n for tally in result.tallies for _, n in tally.counts[:2])
        assert outcome(found) == (result.answers, shown)


def test_it_is_kept_once(east):
    with scope(east.county.pk):
        found = opened(east)
        answered(found, 10)
        assert services.keep_outcomes(on=OVER) == 1
        kept, version = outcome(found), Appraisal.rows.get().version
        assert services.keep_outcomes(on=OVER) == 0
        assert (outcome(found), Appraisal.rows.get().version) == (kept, version)
        assert Record.rows.filter(act="duties.keep_outcomes").count() == 1


def test_one_ended_early_is_kept_that_day(east):
    with scope(east.county.pk):
        found = opened(east)
        answered(found, 10)
        services.close_appraisal(appraisal=found, on=TODAY, by=None)
        assert services.keep_outcomes(on=TODAY) == 1
        assert outcome(found) == (10, 40)


def test_another_countys_is_not_kept(east, west):
    with scope(west.county.pk):
        theirs = opened(west)
        answered(theirs, 10)
    with scope(east.county.pk):
        mine = opened(east)
        services.keep_outcomes(on=OVER)
        assert outcome(mine) == (0, 0)
    with scope(west.county.pk):
        assert outcome(theirs) == (None, None)


def test_the_record_says_how_many_and_nothing_of_what_was_said(east):
    with scope(east.county.pk):
        found = opened(east)
        answered(found, 10, words="<script>不好</script>")
        services.keep_outcomes(on=OVER)
        line = Record.rows.get(act="duties.keep_outcomes")
        assert (line.org_id, line.target_name, line.changes) == (east.root.pk, "群众评议 1 次", [])


def test_the_calendar_keeps_it_every_day(east):
    season = SEASONS["duties.keep_outcomes"]
    assert season.falls(OVER)
    with scope(east.county.pk):
        found = opened(east)
        assert season.act(on=OVER, at=NOW) == 1
        assert outcome(found) == (0, 0)
