"""Who lacks what: the figures against a count by hand, states that cover nobody, any day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fulian.scoping import scope
from homes import services
from homes.models import OnlineGroup, WomensHome
from homes.queries import coverage as reads
from homes.queries.in_short import in_short
from orgs.models import Org
from tests.conftest import TODAY
from tests.homes import register as made
from tests.people import SINCE

DAY = timedelta(days=1)


@pytest.fixture
def here(east):
    with scope(east.county.pk):
        yield east


def lines(on=TODAY):
    return {one.org.pk: one for one in reads.coverage(on)}


def told(on=TODAY):
    return {one.id: (one.numerator, one.denominator) for one in reads.figures(
        reads.coverage(on), on)}  # fmt: skip


def by_hand(on):
    """Count the same by loops over every row."""
    orgs = [o for o in Org.rows.all() if o.level in ("township", "village") and o.is_counted]
    homes = [
        h for h in WomensHome.rows.prefetch_related("pauses")
        if h.since <= on and (not h.until or h.until > on)
        and not any(p.since <= on and (not p.until or p.until > on) for p in h.pauses.all())
    ]  # fmt: skip
    groups = [g for g in OnlineGroup.rows.all() if g.since <= on and (not g.until or g.until > on)]

    def orgs_with(rows, kind):
        return {row.org_id for row in rows if row.kind == kind} & {o.pk for o in orgs}

    physical, online = orgs_with(homes, "physical"), orgs_with(homes, "online")
    ruled = [h for h in homes if h.kind == "physical" and h.rules_on and h.rules_on <= on]
    known = [g for g in groups if g.rules_on and g.rules_on <= on]
    both = [len(orgs_with(groups, kind)) for kind in ("executive", "home")]
    return {
        "I-HOME-1": (len(physical), len(orgs)), "I-HOME-2": (len(online), len(orgs)),
        "I-HOME-3": (len(physical & online), len(orgs)),
        "I-HOME-5": (len(ruled), len(physical)),
        "I-HOME-6": (len(orgs_with(homes, "micro")), len(orgs)),
        "I-NET-1": (both[0], len(orgs)), "I-NET-2": (len(online), len(orgs)),
        "I-NET-3a": (both[1], len(orgs)),
        "I-NET-3": (sum(both), 2 * len(orgs)), "I-NET-4": (len(known), len(groups)),
    }  # fmt: skip


def test_figures_are_those_counted_by_hand_on_any_day(here):
    home, _ = made.both(here)
    made.micro(here)
    made.counted(here)
    services.adopt_rules(home=home, text="制度", on=TODAY - DAY, by=None)
    services.found_homes(org=here.town, kinds=["physical"], on=TODAY - DAY, by=None)
    services.found_homes(org=here.other_village, on=TODAY - 3 * DAY, by=None)
    paused = WomensHome.rows.get(org=here.other_village, kind="physical")
    services.suspend_home(home=paused, reason="漏雨", on=TODAY - DAY, by=None)
    services.register_group(
        org=here.town, kind="home", platform="qq", rules_on=TODAY, on=TODAY - DAY, by=None
    )
    services.close_home(
        home=WomensHome.rows.get(org=here.other_village, kind="online"), on=TODAY, by=None
    )
    for back in range(5):
        on = TODAY - back * DAY
        found = told(on)
        assert {key: found[key] for key in by_hand(on)} == by_hand(on)
    assert told(SINCE - DAY)["I-HOME-1"] == (0, 0)


def test_what_lacks_is_named(here):
    made.both(here)
    found = lines()
    assert found[here.village.pk].lacks >= {"manager", "hours", "rules", "executive"}
    assert not found[here.village.pk].lacks & {"physical", "online", "both"}
    assert found[here.town.pk].lacks == {
        "physical", "online", "both", "pair", "executive", "home_group",
    }  # fmt: skip
    made.paused(here)
    assert {"paused", "physical"} <= lines()[here.village.pk].lacks
    assert found[here.town.pk].says == [
        "没有实体妇女之家", "没有网上妇女之家", "没有执委群", "没有妇女之家群",
    ]  # fmt: skip


def test_pages_that_show_much_say_in_one_query_what_the_list_says(here):
    def told():
        (one,) = [line for line in lines().values() if line.org.pk == here.village.pk]
        apart = {reads.GAPS[gap] for gap in ("owner", "group_rules", "count")}
        wanted = {said for said in one.says if said not in apart}
        assert set(in_short(here.village, TODAY).lacks) - {reads.GAPS["both"]} == wanted
        return wanted

    assert len(told()) == 4
    home, _ = made.both(here)
    made.counted(here)
    assert "妇女之家没有制度" in told()
    services.adopt_rules(home=home, text="制度", on=TODAY, by=None)
    services.change_home(home=home, on=TODAY, hours="每天", by=None)
    made.managed(here)
    assert told() == {"妇女之家没有负责人", "没有妇女之家群"}  # the online one has nobody
    made.paused(here)
    assert "妇女之家停用中" in told()
    found = in_short(here.village, TODAY)
    assert (len(found.homes), found.groups) == (2, [("执委群", 15)])


def test_clusters_and_model_homes(here):
    cluster, home = made.cluster(here), made.home(here)
    services.found_homes(org=made.beside(here), on=SINCE, by=None)
    other = WomensHome.rows.get(org=made.beside(here), kind="physical")
    assert told()["I-HOME-7"] == (0, 1)
    name = {"tier": "city_model", "named_by": "市妇联", "on": TODAY, "by": None}
    services.name_tier(home=home, **name)
    assert told()["I-HOME-7"] == (1, 1)
    services.name_tier(home=other, **name)
    assert told()["I-HOME-7"] == (0, 1)
    services.choose_model_home(cluster=cluster, home=home, on=TODAY, by=None)
    assert told()["I-HOME-7"] == (1, 1)
    assert told()["I-HOME-8"] == (0, 2)
    services.host_social(home=home, social=made.social(here), on=TODAY, by=None)
    assert told()["I-HOME-8"] == (1, 2)


def test_queries_stay_as_many(here):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as caught:
            reads.figures(reads.coverage(TODAY), TODAY)
        return len(caught)

    made.cluster(here)
    made.both(here)
    made.online_group(here)
    first = queries()
    services.found_homes(org=here.town, on=TODAY, by=None)
    services.register_group(org=here.town, kind="home", platform="qq", on=TODAY, by=None)
    assert queries() == first <= 11
