"""Each benchmark, small: it runs, its answers agree, and it says what it must. No timing."""

import json

import pytest

from bench import conc, nation, public, rls, rollup, roster, run, search, signup, tree
from bench.measure import Line

pytestmark = pytest.mark.django_db(transaction=True)
SMALL = ["460321", "460322", "460323"]  # a few nodes each
SAID = {"name", "ours", "peer", "limit", "ratio", "answers_equal", "load", "versions"}


def check(lines):
    """Return the lines after looking at what every one must be."""
    found = list(lines)
    for line in found:
        assert line.answers_equal, line
        assert json.loads(line.json()).keys() >= SAID
    return found


def test_tree():
    (line,) = check(tree.lines([tree.Goal(SMALL[0], 60, 0)], rounds=1))
    assert line.more["nodes"] > 1
    assert line.peer
    assert line.limit


def test_nation():
    (line,) = check(nation.lines(SMALL, rounds=1, workers=1))
    assert line.more["counties"] == 3
    assert line.more["nodes"] > 3


def test_conc():
    (line,) = check(conc.lines(writers=2, orgs=1, rounds=1, inserts=1))
    assert line.more["acts"] == 6
    assert (line.more["errors"], line.more["broken"]) == (0, 0)
    assert line.more["peer_done"] + line.more["peer_failed"] == 2


def test_rls():
    found = check(rls.lines(rls.Size(counties=3, towns=2, villages=3), share=0.001))
    assert [line.name for line in found] == [
        "rls.page", "rls.join", "rls.join.orm", "rls.rollup", "rls.scan", "rls.seqscan",
        "rls.stamp",
    ]  # fmt: skip
    assert {line.more["table_rows"] for line in found[:6]} == {27}


def test_signup():
    service, by_http = check(
        signup.lines(women=40, places=5, processes=2, threads=2, by_http=24, http_places=3)
    )
    assert (service.more["in"], service.more["waiting"]) == (5, 35)
    assert (by_http.more["in"], by_http.more["waiting"]) == (3, 21)


def test_roster():
    (line,) = check(roster.lines(rows=12, spot=5, code=SMALL[0]))
    assert line.more["rows"] == 12
    assert line.ratio


def test_search():
    found = check(search.lines(most=3000, counties=2, rounds=1))
    assert len(found) == 12


def test_rollup():
    (line,) = check(rollup.lines("542521", rounds=1, times=0))
    assert line.more["figures"] > 10
    assert line.more["naive_scaled"] > 0


def test_unequal_answers_have_no_ratio():
    line = Line("x", "s", "-", answers_equal=False, within=True, ours=1, peer=2, ratio=2)
    assert json.loads(line.json())["ratio"] is None
    assert not line.met


def test_unknown_name(capsys):
    assert run.run(["nothing"]) == 2
    assert "tree" in capsys.readouterr().err


def test_public():
    kept, county, paint = check(public.lines(SMALL[0], rounds=1, pages=2, paints=0, goal=0))
    assert kept.more["pages"]
    assert county.more["officers"]
    assert "chromium" in paint.more["skipped"]
