"""Head-counts: what is laid down, the signed gaps, and figures others published (domain D2)."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from fulian.scoping import scope
from members import services
from members.models import Appointment, Counting, Office, Person, QuotaRule
from members.queries import gaps, quotas, seats, vacancies
from members.rules import Quota
from orgs import services as ground
from orgs.models import County, Level, Org, Record
from orgs.queries.divisions import Proposal, _read
from tests.conftest import NOW, TODAY
from tests.members import drives
from tests.people import SINCE, committee, person, seat

IN, EX = Counting.INCLUSIVE, Counting.ADDITIVE


@pytest.fixture
def here(east):
    with scope(east.county.pk):
        yield east


def rule(level="village", on=TODAY, **facts):
    numbers = {"vice_min": 2, "executive_min": 15} | facts
    return services.set_quota(level=level, on=on, by=None, **numbers)


def gap_of(org):
    return next(one for one in gaps.gaps_on(TODAY) if one.org.pk == org.pk)


def planted(code, towns, villages):
    """Open a county of ``towns`` townships with ``villages`` villages between them."""
    county = County.objects.create(code=code, name="统计县", opened_at=NOW)
    rows = [(f"{code}000000", "统计县")]
    for t in range(towns):
        rows.append((f"{code}{100 + t}000", f"第{t}镇"))
    for v in range(villages):
        rows.append((f"{code}{100 + v % towns}{200 + v // towns}", f"第{v}村村民委员会"))
    with scope(county.pk):
        ground.plant_tree(Proposal(code, "统计县", "", _read(rows)).units, on=SINCE)
    return county


def roll(level, vices, executives):
    """Seat a chair, vice-chairs and members, so many of each in each organisation in turn."""
    orgs = list(Org.rows.filter(level=level).order_by("lft"))
    people, held = [], []
    for n, org in enumerate(orgs):
        more = [Office.VICE_CHAIR] * vices[n] + [Office.EXECUTIVE_MEMBER] * executives[n]
        offices = [Office.CHAIR, *more]
        for office in offices:
            people.append(Person(org=org, name="某某", pinyin="mou mou"))
            held.append(Appointment(person=people[-1], org=org, office=office, since=SINCE))
    root = Org.rows.get(parent__isnull=True)
    services.seat_many(org=root, people=people, seats=held, by=None)


def spread(total, count):
    return [total // count + (n < total % count) for n in range(count)]


def total(level):
    return gaps.total_of([one for one in gaps.gaps_on(TODAY) if one.org.level == level])


@pytest.mark.parametrize("counting", [IN, EX])
def test_qidong(db, counting):
    """D2.1: 5,506 against 367×15 is +1, 624 against 25×25 is −1; 734 and 75 vice-chairs fit."""
    county = planted("430426", 25, 367)
    with scope(county.pk):
        rule(counting=counting)
        rule("township", vice_min=3, executive_min=25, counting=counting)
        among, over = (3, 4) if counting == IN else (0, 0)
        roll("village", [2] * 367, [n - among for n in spread(5506, 367)])
        roll("township", [3] * 25, [n - over for n in spread(624, 25)])
        villages, towns = total("village"), total("township")
        assert (villages.chairs, villages.vices, villages.executives) == (367, 734, 5506)
        assert (villages.gap, villages.vice_gap) == ("+1", "0")
        assert villages.standings == {"short": 0, "met": 366, "over": 1}
        assert (towns.chairs, towns.vices, towns.executives) == (25, 75, 624)
        assert (towns.gap, towns.vice_gap) == ("−1", "0")
        assert towns.standings == {"short": 1, "met": 24, "over": 0}
        by_town = gaps.totals_by_township(gaps.gaps_on(TODAY))
        assert sum(one.executives for one in by_town) == 5506
        assert [one.gap for one in by_town if one.gap != "0"] == ["+1"]


def test_zhuzhou_townships_and_xiangxi(db):
    """D2.2: 207 against 101×2 is +5; D2.3 with a tenth of its villages: 15 each, nothing over."""
    county = planted("430427", 101, 162)
    with scope(county.pk):
        rule("township", vice_min=2, executive_min=21, counting=EX)
        roll("township", spread(207, 101), spread(2590, 101))
        towns = total("township")
        assert (towns.vices, towns.vice_gap, towns.executives) == (207, "+5", 2590)
        assert round(2590 / 101, 2) == 25.64
        rule(counting=EX)
        roll("village", [2] * 162, [15] * 162)
        assert (total("village").executives, total("village").gap) == (162 * 15, "0")


def test_hongkou(db):
    """D2.4: 405 = 27×15, 其中 chair 1 and vice-chairs 2."""
    county = planted("310109", 1, 27)
    with scope(county.pk):
        roll("village", [2] * 27, [12] * 27)
        found = total("village")
        assert (found.executives, found.whole, found.members) == (405, 405, 324)
        assert (found.gap, found.standings["met"]) == ("0", 27)
        one = next(o for o in gaps.gaps_on(TODAY) if o.org.level == Level.VILLAGE)
        assert (one.said["inclusive_gap"], one.said["additive_gap"]) == ("0", "−3")


def test_zhuzhou_villages(east):
    """D2.2: 1,371 villages, 2,744 vice-chairs (+2), 21,127 executive members: 15.41 each."""
    vices, members = spread(2744, 1371), spread(21127, 1371)
    quota = Quota(1, 2, 15, EX)
    found = gaps.total_of(
        [gaps.OrgGap(east.village, quota, 1, v, m) for v, m in zip(vices, members, strict=True)]
    )
    assert (found.vice_gap, found.executives, found.gap) == ("+2", 21127, "+562")
    assert round(21127 / 1371, 2) == 15.41
    xiangxi = gaps.total_of([gaps.OrgGap(east.village, quota, 1, 2, 15)] * 1620)
    assert (xiangxi.executives, xiangxi.gap) == (24_300, "0")


def test_the_most_and_the_least(here):
    committee(here.village, vice=3, executives=12)
    assert gap_of(here.village).said["vice_gap"] == "+1"
    assert gap_of(here.village).standing == gaps.Standing.OVER
    rule(vice_max=4, executive_max=17)
    one = gap_of(here.village)
    assert (one.vice_gap, one.gap, one.standing) == (0, 0, gaps.Standing.MET)
    assert one.quota.limits == "副主席至多 4 名、执委至多 17 名"
    short = gap_of(here.other_village)
    assert (short.chair_gap, short.vice_gap, short.gap) == (-1, -2, -15)
    assert short.said["gap"] == "−15"


@pytest.mark.parametrize(
    ("says", "facts"),
    [
        ("副主席至多的人数不能少于", {"vice_max": 1}),
        ("执委至多的人数不能少于", {"executive_max": 14}),
        ("0 到 200", {"executive_max": 201}),
        ("不是有效选项", {"kind": "x"}),
        ("不能少于主席和副主席之和", {"executive_min": 2}),
    ],
)
def test_head_counts_that_cannot_be(here, says, facts):
    with pytest.raises(ValidationError, match=says):
        rule(**facts)
    assert not QuotaRule.rows.exists()


def test_a_rule_for_one_kind_disturbs_no_level(here):
    before = quotas.rules_on(TODAY)
    rule(kind="representative_committee", vice_min=1, executive_min=5)
    assert quotas.rules_on(TODAY) == before
    with scope(here.county.pk):
        ground.convert_org(org=here.village, kind="representative_committee", on=TODAY, by=None)
    village = Org.rows.get(pk=here.village.pk)
    shape = seats.structure_of(village, TODAY)
    assert shape.quota is not None
    assert (shape.quota.shape, shape.missing) == ("1+1+5", 5)
    assert len(vacancies.vacancies_of(village, TODAY)) == 5
    assert len(vacancies.vacancies_of(here.other_village, TODAY)) == 15
    rule(kind="representative_committee", vice_min=1, executive_min=7)
    rule(executive_min=17)
    assert {(r["level"], r["kind"], r["executive_min"]) for r in quotas.quota_rows(TODAY)} == {
        ("village", "", 17), ("village", "representative_committee", 7), ("township", "", 25)
    }  # fmt: skip
    line = Record.rows.filter(act="members.set_quota").latest("pk")
    ground.undo(batch=line.batch, at=timezone.now(), on=TODAY, by=None)
    assert quotas.rules_on(TODAY)[Level.VILLAGE].quota.executive_min == 15


def test_three_shares(here):
    chair = seat(here.village, Office.CHAIR, "陶晓岚").person
    seat(here.other_village, Office.CHAIR, "沈秋月")
    drives.committee_seat(here.village, chair)
    drives.committee_seat(here.other_village)
    seat(here.town, Office.CHAIR, "姜雨桐")
    in_two, women, towns, _ = gaps.shares_on(TODAY)
    assert (in_two.numerator, in_two.denominator, women.numerator) == (1, 4, 2)
    assert here.other_village in in_two.missing
    assert here.village not in in_two.missing
    assert (towns.numerator, towns.denominator, towns.rate) == (1, 2, "50.0%")
    assert towns.missing == [here.other_town]
    with scope(here.county.pk, under=here.town):
        assert [s.denominator for s in gaps.shares_on(TODAY)] == [2, 2, 1, 1]
        assert {one.org.pk for one in gaps.gaps_on(TODAY)} == {
            here.town.pk, *Org.rows.filter(parent=here.town).values_list("pk", flat=True)
        }  # fmt: skip


def test_seats_in_the_two_committees(here):
    her = person(here.village, "邹静怡")
    facts = {"person": her, "on": SINCE, "by": None}
    opened = services.open_committee_seat(org=here.village, body="party", **facts)
    services.open_committee_seat(org=here.village, body="villagers", **facts)
    for says, more in [
        ("已经在这个班子里", {"org": here.village, "body": "party"}),
        ("只在村", {"org": here.town, "body": "villagers"}),
        ("请选择班子", {"org": here.village, "body": "x"}),
    ]:
        with pytest.raises(ValidationError, match=says):
            services.open_committee_seat(**facts | more)
    end = services.end_committee_seat
    with pytest.raises(ValidationError, match="不能早于"):
        end(seat=opened, on=SINCE.replace(year=2025), by=None)
    end(seat=opened, on=TODAY, by=None)
    with pytest.raises(ValidationError, match="已经结束"):
        end(seat=opened, on=TODAY, by=None)
    services.open_committee_seat(org=here.village, body="party", **facts | {"on": TODAY})
