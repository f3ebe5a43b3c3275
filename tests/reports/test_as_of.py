"""What happens after a quarter's last day changes nothing of what the quarter comes to."""

from __future__ import annotations

from datetime import date

import pytest

from fulian.scoping import scope
from homes.models import WomensHome
from homes.services.home_past import turned
from members.models import FundingLine
from orgs import services as ground
from orgs.models import Org
from reports.models import QuarterLeaf
from reports.rules import parse
from reports.services.leaves import renew_leaves
from tests.conftest import NOW
from tests.reports.cells import cells_of
from tests.reports.sowing import sow

Q3 = parse("2026Q3")
LATER = date(2028, 1, 10)


def hand_on(cast):
    for home in WomensHome.rows.filter(kind="physical", until__isnull=True):
        facts = {"social": None, "address": "新址"}
        turned(home, facts, LATER)


def merge(cast):
    one, two = Org.rows.filter(parent=cast.town).order_by("lft")
    ground.merge_orgs(orgs=[two], into=one, on=LATER, by=None)


def merge_into_a_new_one(cast):
    orgs = list(Org.rows.filter(parent=cast.town).order_by("lft"))
    ground.merge_orgs(orgs=orgs, name="新并村", code="430424100209", on=LATER, by=None)


def close(cast):
    ground.close_org(org=Org.rows.get(pk=cast.village.pk), on=LATER, by=None)


def move(cast):
    ground.move_org(org=cast.other_village, parent=cast.town, on=LATER, by=None)


@pytest.mark.parametrize("after", [merge, merge_into_a_new_one, close, move, hand_on])
@pytest.mark.parametrize("seed", [6, 7])
def test_a_past_quarter_stays_when_organisations_change(east, seed, after):
    with scope(east.county.pk):
        sow(seed)
        before = cells_of(Q3)
        after(east)
        now = cells_of(Q3)
        changed = {key: (before.get(key), now.get(key)) for key in before.keys() | now.keys()
                   if before.get(key) != now.get(key)}  # fmt: skip
        assert changed == {}


def test_sums_beyond_a_small_number_are_kept(east):
    """Ten figures of yuan in hundredths: a wrong entry does not stop the county's report."""
    with scope(east.county.pk):
        for source in ("甲", "乙"):
            FundingLine.rows.create(
                org=east.root, year=2026, source=source, basis="lump_sum", due="9999999999.99",
                received="21474836.48",
            )  # fmt: skip
        renew_leaves(Q3, on=Q3.last, at=NOW)
        leaf = QuarterLeaf.rows.get(quarter=str(Q3), org=east.root)
        assert (leaf.fund_1_n, leaf.fund_1_d) == (4294967296, 1999999999998)
