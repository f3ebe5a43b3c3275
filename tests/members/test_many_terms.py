"""One term for many organisations: shown first, one act, taken back whole, nobody out of reach."""

from __future__ import annotations

import re
from datetime import date
from itertools import count

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from fulian.scoping import scope
from members import services
from members.models import Appointment, CongressTerm, Office
from members.queries import many_terms
from orgs import services as ground
from orgs.models import Org, Record
from tests.conftest import TODAY, signed_in
from tests.members.drives import prepared, term
from tests.members.test_roster import seated
from tests.people import SINCE, seat

BEGIN, EXTEND = "/desk/members/congressterm/begin-many/", "/desk/members/congressterm/extend-many/"
FOURTH = {"number": 4, "starts_on": date(2026, 1, 1), "ends_on": date(2031, 1, 1)}
NUMBERS = count()


@pytest.fixture
def here(east):
    with scope(east.county.pk):
        seated(east, "admin")
        east.villages = list(Org.rows.filter(level="village").order_by("lft"))
    return east


def keys(rows):
    return [row.pk for row in rows]


def undo(act, by):
    line = Record.rows.filter(act=act).latest("pk")
    ground.undo(batch=line.batch, at=timezone.now(), on=TODAY, by=by)


def test_one_act_for_all_with_their_seats_taken_back_whole(here):
    with scope(here.county.pk, by=here.admin):
        chairs = [seat(org, Office.CHAIR, since=SINCE) for org in here.villages]
        begun = services.begin_terms(orgs=keys(here.villages), by=here.admin, **FOURTH)
        assert begun == len(here.villages) == CongressTerm.rows.count()
        held = Appointment.rows.filter(pk__in=keys(chairs))
        assert all(one.term.org_id == one.org_id for one in held.select_related("term"))
        lines = Record.rows.filter(act="members.begin_terms")
        assert lines.get().target_name.endswith("4 个组织的第4届")
        undo("members.begin_terms", here.admin)
        assert CongressTerm.rows.count() == held.exclude(term=None).count() == 0


def test_a_later_term_keeps_its_seats(here):
    with scope(here.county.pk, by=here.admin):
        term(here.village, 5, starts_on=date(2026, 6, 1))
        held = seat(here.village, Office.CHAIR, since=date(2026, 7, 1))
        Appointment.rows.filter(pk=held.pk).update(term=None)
        past = {"number": 4, "starts_on": date(2021, 6, 1), "ends_on": date(2026, 6, 1)}
        services.begin_terms(orgs=keys(here.villages), by=here.admin, **past)
        assert Appointment.rows.get(pk=held.pk).term is None


def test_without_an_end_it_lasts_as_the_county_set(here):
    with scope(here.county.pk, by=here.admin):
        ground.choose_setting(name="term_years", value=3, by=here.admin)
        asked = {"orgs": [here.village.pk], "number": 1, "starts_on": SINCE, "by": here.admin}
        services.begin_terms(**asked)
        assert CongressTerm.rows.get().ends_on == date(2029, 1, 1)
        assert services.begin_terms(**asked | {"orgs": []}) == 0


@pytest.mark.parametrize("what", ["overlap", "number", "closed", "backwards"])
def test_one_that_cannot_and_then_nobody(here, what):
    with scope(here.county.pk, by=here.admin):
        asked = FOURTH | {"orgs": keys(here.villages), "by": here.admin}
        says = here.village.title
        if what == "overlap":
            term(here.village, 3, starts_on=date(2025, 1, 1), ends_on=date(2026, 1, 2))
        elif what == "number":
            term(here.village, 4, starts_on=date(2011, 1, 1), ends_on=date(2016, 1, 1))
        elif what == "closed":
            ground.close_org(org=here.village, on=TODAY, by=here.admin)
        else:
            asked, says = asked | {"ends_on": SINCE}, "届满日期"
        before = CongressTerm.rows.count()
        with pytest.raises(ValidationError, match=says):
            services.begin_terms(**asked)
        assert CongressTerm.rows.count() == before


SECOND = {"number": 2, "starts_on": date(2021, 1, 1), "ends_on": date(2026, 1, 1)}


def test_an_election_or_an_approval_is_not_passed_over(here):
    with scope(here.county.pk, by=here.admin):
        first, second, third, fourth = here.villages
        prepared(first)
        asked = {"to": date(2027, 1, 1), "document": "妇字1号", "by": None}
        services.extend_term(term=term(second, **SECOND), **asked)
        term(third, **SECOND)
        asked = FOURTH | {"orgs": keys(here.villages)}
        plan = many_terms.plan_of_terms(here.villages, **FOURTH)
        assert [(one.pk, one.says) for one in plan.skipped] == [
            (first.pk, "正在筹备第4届换届，请在换届里登记结果。"),
            (second.pk, "第2届经批准延期至2027年1月1日，还没有到期。"),
        ]
        over = "第2届2026年1月1日届满，登记后视为已经换届。"
        assert [(one.pk, one.says) for one in plan.will] == [(third.pk, over), (fourth.pk, "")]
        with pytest.raises(ValidationError, match="正在筹备"):
            services.begin_terms(by=here.admin, **asked)
        past = many_terms.plan_of_terms([first, third], **SECOND | {"number": 3})
        assert [one.pk for one in past.will] == [first.pk]  # an earlier term may be added
        assert "第2届" in past.skipped[0].says


def test_one_alone_is_warned_and_may_go_on(here):
    with scope(here.county.pk):
        prepared(here.village)
    desk, page = signed_in(here.admin), "/desk/members/congressterm/add/"
    asked = {"org": here.village.pk, "number": "4", "starts_on": "2026-01-01", "years": "5"}
    assert "正在筹备第4届换届" in post(desk, page, asked)
    with scope(here.county.pk):
        assert not CongressTerm.rows.exists()
    assert "已登记第4届" in post(desk, page, asked, sure="on")


def test_nobody_out_of_reach(here, west):
    everybody = keys(here.villages)
    with scope(here.county.pk, under=here.town, by=here.town_clerk):
        with pytest.raises(ValidationError, match="不在您的范围内"):
            services.begin_terms(orgs=everybody, by=here.town_clerk, **FOURTH)
        assert services.begin_terms(orgs=everybody[:2], by=here.town_clerk, **FOURTH) == 2
        mine = list(CongressTerm.rows.values_list("pk", flat=True))
    facts = {"to": date(2032, 1, 1), "document": "妇字1号", "by": None}
    with scope(here.county.pk, under=here.other_town), pytest.raises(ValidationError):
        services.extend_terms(terms=mine, **facts)
    with scope(west.county.pk):
        with pytest.raises(ValidationError, match="不在您的范围内"):
            services.begin_terms(orgs=everybody, by=None, **FOURTH)
        with pytest.raises(ValidationError, match="不在您的范围内"):
            services.extend_terms(terms=mine, **facts)


def test_one_approval_for_many_terms(here):
    with scope(here.county.pk, by=here.admin):
        terms = [term(org) for org in here.villages]
        facts = {"to": date(2032, 1, 1), "document": "妇字〔2030〕1号", "by": here.admin}
        assert services.extend_terms(terms=keys(terms), **facts) == 4
        assert CongressTerm.rows.filter(extended_to=facts["to"], version=2).count() == 4
        with pytest.raises(ValidationError, match="本来就是这样"):
            services.extend_terms(terms=keys(terms), **facts)
        undo("members.extend_terms", here.admin)
        assert CongressTerm.rows.filter(extended_to=None, extended_by="").count() == 4
        with pytest.raises(ValidationError, match="文号"):
            services.extend_terms(terms=keys(terms), **facts | {"document": " "})
        term(here.village, 9, starts_on=date(2031, 1, 1), ends_on=date(2036, 1, 1))
        with pytest.raises(ValidationError, match="新的一届"):
            services.extend_terms(terms=keys(terms), **facts)
        assert CongressTerm.rows.filter(extended_to=None).count() == 5


# At the desk


def post(desk, page, asked, **more):
    sent = asked | {"once": f"n{next(NUMBERS)}"} | more
    return desk.post(page, sent, follow=True).content.decode()


def seen_in(page):
    return {
        "seen": re.search(r'name="seen" value="(\w+)"', page)[1],
        "who": re.findall(r'name="who" value="(\d+)"', page),
    }


ASKED = {"level": "village", "number": "4", "starts_on": "2026-01-01", "years": "5"}


def test_from_the_list_of_terms_to_undo(here):
    with scope(here.county.pk):
        term(here.villages[0])
        ground.close_org(org=here.other_village, on=TODAY, by=None)
    desk = signed_in(here.admin)
    assert BEGIN in desk.get("/desk/members/congressterm/").content.decode()
    shown = post(desk, BEGIN, ASKED)
    assert "<strong>2</strong> 个会写入，<strong>2</strong> 个不会" in shown
    assert "已有第3届（2026年1月1日至2031年1月1日）。" in shown
    assert "已经撤销。" in shown
    with scope(here.county.pk):
        assert CongressTerm.rows.count() == 1
    done = post(desk, BEGIN, ASKED, sure="on", **seen_in(shown))
    assert "已修改 2 个" in done
    assert "撤销" in done
    with scope(here.county.pk):
        assert CongressTerm.rows.filter(number=4, ends_on=date(2031, 1, 1)).count() == 2


def test_what_was_changed_since_is_shown_again(here):
    desk = signed_in(here.admin)
    shown = post(desk, BEGIN, ASKED)
    again = post(desk, BEGIN, ASKED | {"number": "5"}, sure="on", **seen_in(shown))
    assert "<strong>4</strong> 个会写入" in again
    none = post(desk, BEGIN, ASKED, sure="on", **seen_in(shown) | {"who": []})
    assert "还没有选" in none
    with scope(here.county.pk):
        assert not CongressTerm.rows.exists()


def test_a_township_within_itself_only(here):
    clerk = signed_in(here.town_clerk)
    shown = post(clerk, BEGIN, ASKED)
    assert len(seen_in(shown)["who"]) == 2
    others = [str(pk) for pk in keys(here.villages)]
    done = post(clerk, BEGIN, ASKED, sure="on", **seen_in(shown) | {"who": others})
    assert "不在您的范围内" in done
    assert "请重新选择" in post(clerk, BEGIN, ASKED | {"under": str(here.other_town.pk)})
    county = signed_in(here.admin)
    shown = post(county, BEGIN, ASKED | {"under": str(here.other_town.pk)})
    assert len(seen_in(shown)["who"]) == 2


def test_extending_what_the_filter_left(here):
    with scope(here.county.pk):
        term(here.villages[0], 2, starts_on=date(2016, 1, 1), ends_on=date(2021, 1, 1))
        term(here.villages[0])
        term(here.villages[1])
        town = term(here.town)
    desk, query = signed_in(here.admin), f"{EXTEND}?org__level__exact=village"
    terms = desk.get("/desk/members/congressterm/?org__level__exact=village").content.decode()
    assert query in terms
    listed = desk.get(query).content.decode()
    told = {"who": re.findall(r'name="who" value="(\d+)"', listed)}
    assert len(told["who"]) == 3
    assert str(town.pk) not in told["who"]
    asked = {"to": "2032-01-01", "document": "妇字〔2030〕1号"}
    shown = post(desk, query, asked, **told)
    assert "<strong>2</strong> 个会写入，<strong>1</strong> 个不会" in shown
    assert "后面已经有新的一届" in shown
    assert "已修改 2 个" in post(desk, query, asked, sure="on", **seen_in(shown))
    assert "没有看懂" in desk.get(f"{EXTEND}?org__exact=zz", follow=True).content.decode()


@pytest.mark.parametrize("level", ["township", "village"])
def test_the_plan_asks_as_often_for_two_as_for_four(here, django_assert_num_queries, level):
    desk = signed_in(here.admin)
    post(desk, BEGIN, ASKED)
    with django_assert_num_queries(16):
        post(desk, BEGIN, ASKED | {"level": level})
