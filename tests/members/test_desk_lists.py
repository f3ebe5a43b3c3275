"""Every list is searched the same way, within reach; filters kept above it never widen that."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fulian.scoping import scope
from members import services
from members.models import Appointment, Office, Person
from orgs import services as ground
from orgs.models import SavedFilter
from tests.conftest import NOW, TODAY, signed_in
from tests.members import drives, growing
from tests.orgs import besides
from tests.people import group, person, seat

# Each list, what of its rows' place is typed, and whether a woman stands in its rows.
VILLAGE, TOWN, COUNTY = ("bls", "BLSQ", "白莲社", "430424100200"), ("blz", "bailianzhen"), ("dx",)
LISTS = {
    "members/person": (VILLAGE, True), "members/appointment": (VILLAGE, True),
    "members/committeeseat": (VILLAGE, True), "members/talent": (VILLAGE, True),
    "members/commendation": (VILLAGE, True), "members/transfer": (VILLAGE + TOWN, True),
    "members/congressterm": (VILLAGE, False), "members/womenscongress": (VILLAGE, False),
    "members/womensgroup": (VILLAGE, False), "members/trainingsession": (VILLAGE, False),
    "members/fundingline": (VILLAGE, False), "orgs/memberunit": (TOWN, False),
    "orgs/groupmember": (COUNTY, False), "orgs/womenssocialorganisation": (TOWN, False),
    "orgs/cluster": (VILLAGE + TOWN, False), "orgs/reformstep": (TOWN, False),
    "orgs/accessgrant": ((*VILLAGE, "dongxianchair"), False), "orgs/helprequest": (VILLAGE, False),
    "orgs/record": (VILLAGE, False), "orgs/org": (VILLAGE, False),
}  # fmt: skip


def count(client, path, **asked):
    """Return how many rows a list shows, and of how many statements it took."""
    with CaptureQueriesContext(connection) as seen:
        page = client.get(f"/desk/{path}/", asked)
    assert page.status_code == 200, (path, asked)
    return page.context_data["cl"].result_count, len(seen)


def keep_one_of_each(cast, name="单雨桐", n=0):
    """Keep a row of every list, at the village called 白莲社区 or the township called 白莲镇."""
    her = person(cast.village, name)
    seat(cast.village, Office.EXECUTIVE_MEMBER, who=her)
    services.add_talent(person=her, org=cast.village, on=TODAY, by=None)
    drives.committee_seat(cast.village, her)
    growing.commendation(cast, person=her, title=f"红旗手{n}")
    growing.training(cast, org=cast.village, topic=f"家教{n}")
    growing.funding(cast, source=f"来源{n}")
    group(cast.village, f"{n}组")
    services.ask_transfer(person=her, target=cast.town, by=cast.admin, at=NOW)
    besides.unit(cast, f"单位{n}")
    besides.social(cast, f"工坊{n}")
    besides.group_member(cast, f"协会{n}")
    return her


@pytest.fixture
def full(east):
    with scope(east.county.pk):
        for org, name in ((east.village, "白莲社区居民委员会"), (east.town, "白莲镇")):
            ground.rename_org(org=org, name=name, on=TODAY, by=None)
            org.refresh_from_db()
        keep_one_of_each(east)
        drives.term(east.village)
        drives.preparing(east.village)
        besides.cluster(east)
        besides.reform(east)
        ground.ask_for_help(phone=east.chair_phone, at=NOW)
    return east


def test_every_list_finds_by_place_and_by_woman(full):
    client = signed_in(full.admin)
    for path, (typed, women) in LISTS.items():
        for text in typed + ("syt", "Shan Yu", "单雨桐", "syt 430424100200") * women:
            assert count(client, path, q=text)[0], (path, text)
        for text in ("没有这样的", "qqq", "syt 没有"):
            assert count(client, path, q=text)[0] == 0, (path, text)


def test_searching_stays_in_reach_and_cheap(full, west):
    town, client = signed_in(full.town_clerk), signed_in(full.admin)
    with scope(full.county.pk):
        ground.rename_org(org=full.other_village, name="白莲新村村民委员会", on=TODAY, by=None)
        seat(full.other_village, Office.CHAIR, "单雨燕")
    for text, found in (("dyy", 0), ("syy", 0), ("blxc", 0), ("syt", 1)):
        assert count(town, "members/appointment", q=text)[0] == found, text
    assert count(client, "members/appointment", q="syy")[0] == 1
    assert count(signed_in(west.admin), "members/appointment", q="syt")[0] == 0
    words = " ".join(["bl", "syt", "baili", "shan", "dan", "qi", "ba", "jiu", "shi", "shiyi"])
    before = {path: count(client, path, q=typed[0])[1] for path, (typed, _) in LISTS.items()}
    with scope(full.county.pk):
        for n in (1, 2):
            keep_one_of_each(full, f"单雨{'桐梅兰'[n]}", n)
    for path, (typed, _) in LISTS.items():
        assert count(client, path, q=typed[0])[1] == before[path] <= 12, path
        assert count(client, path, q=words)[1] <= before[path] + 1, path


def test_seats_and_people_are_narrowed_by_what_is_known_of_a_seat(full):
    with scope(full.county.pk):
        left = seat(full.village, Office.VICE_CHAIR, "史慧敏", employment="seconded",
                    origin="appointed")  # fmt: skip
        services.end_appointment(appointment=left, on=TODAY, departure="moved", by=None)
        Person.rows.filter(pk=left.person_id).update(source_category="grid_worker")
        seat(full.other_village, Office.VICE_CHAIR, "潘玉兰", employment="seconded")
    county, town = signed_in(full.admin), signed_in(full.town_clerk)
    kept = {"departure": "moved", "origin": "appointed", "employment": "seconded"}
    for name, value in kept.items():
        both = {"employment": 2}.get(name, 1)
        assert count(county, "members/appointment", **{f"{name}__exact": value})[0] == both, name
        assert count(county, "members/person", **{name: value})[0] == both, name
        assert count(town, "members/person", **{name: value})[0] == 1, name
    where = {"person__source_category__exact": "grid_worker"}
    assert count(county, "members/appointment", **where)[0] == 1
    with scope(full.county.pk):
        Appointment.rows.filter(pk=left.pk).update(decided_by="东县妇联")
    assert count(county, "members/appointment", decided="1")[0] == 1
    assert count(county, "members/appointment", decided="0")[0] == 2


FILTERS = {
    "members/congressterm": ("members.congressterm", "org__level__exact=village"),
    "members/womenscongress": ("members.womenscongress", "state__exact=preparing"),
    "members/womensgroup": ("members.womensgroup", "standing=1"),
    "members/committeeseat": ("members.committeeseat", "body__exact=party"),
    "members/transfer": ("members.transfer", "state__exact=asked"),
    "members/talent": ("members.talent", "live=1"),
    "members/appointment": ("members.appointment", "origin__exact=elected"),
}


@pytest.mark.parametrize("path", FILTERS)
def test_a_shared_filter_is_a_tab_everywhere_and_widens_nothing(full, path):
    label, query = FILTERS[path]
    with scope(full.county.pk):
        drives.term(full.other_village)
        drives.preparing(full.other_village)
        group(full.other_village)
        her = seat(full.other_village, Office.CHAIR, "潘玉兰").person
        drives.committee_seat(full.other_village, her)
        services.add_talent(person=her, org=full.other_village, on=TODAY, by=None)
        services.ask_transfer(person=her, target=full.other_town, by=full.admin, at=NOW)
    county, town = signed_in(full.admin), signed_in(full.town_clerk)
    facts = {"name": "县里共用", "is_shared": "on"}
    kept = county.post(f"/desk/orgs/savedfilter/add/?list={label}&{query}", facts)
    assert kept.url == f"/desk/{path}/?{query}"
    with scope(full.county.pk):
        assert SavedFilter.rows.get().query == query
    name, value = query.split("=")
    page = town.get(f"/desk/{path}/", {name: value})
    assert "县里共用" in page.content.decode()
    assert page.context_data["cl"].result_count == 1
    assert count(county, path, **{name: value})[0] == 2


def test_an_address_filters_by_what_the_list_declares_only(full):
    """The village of whoever is called for, a caller's address and a number's key stay hidden."""
    with scope(full.county.pk):
        her = person(full.village, "柳芳菲", phone="10099990123")
    desk = signed_in(full.town_clerk)
    hidden = {
        "members/transfer": ("org", "org__id__exact", "org_id", "org__in", "note__contains", "pk"),
        "members/person": ("phone_tail__startswith", "phone_key__gt", "appointments", "id"),
        "orgs/record": ("address__startswith", "changes__icontains", "grant_id", "doer"),
        "orgs/org": ("lft__gte", "code__regex", "nothing"),
    }
    for path, names in hidden.items():
        for name in names:
            answer = desk.get(f"/desk/{path}/", {name: str(her.org_id)})
            assert (answer.status_code, answer.url) == (302, f"/desk/{path}/?e=1"), name
    for path in ("members/person/?political_status__exact=party&office=chair",
                 "members/transfer/?state__exact=asked&waits=mine", "orgs/record/?days=7",
                 "members/congressterm/?org__level__exact=village&state=over"):  # fmt: skip
        assert desk.get(f"/desk/{path}").status_code == 200, path


@pytest.mark.parametrize("path", LISTS)
def test_a_search_that_finds_nothing_says_so_in_every_list(east, path):
    page = signed_in(east.admin).get(f"/desk/{path}/", {"q": "查无此词"}).content.decode()
    assert "没有找到，换个词试试。" in page
    assert "登记第一位" not in page


def test_a_number_in_the_search_box_leads_to_the_page_for_numbers(east):
    page = signed_in(east.admin).get("/desk/members/person/", {"q": "0101"}).content.decode()
    assert '<a href="/desk/members/person/find/">按手机号查找</a>' in page


def test_people_are_narrowed_by_township(east):
    with scope(east.county.pk):
        person(east.village, "本镇甲")
        person(east.town, "本镇乙")
        person(east.other_village, "外镇甲")
    asked = {"town": east.town.pk}
    page = signed_in(east.admin).get("/desk/members/person/", asked)
    assert page.context_data["cl"].result_count == 2
    assert "外镇甲" not in page.content.decode()
    whole = signed_in(east.admin).get("/desk/members/person/", {"town": "x"})
    assert whole.context_data["cl"].result_count == 3
    clerk = signed_in(east.town_clerk)
    far = clerk.get("/desk/members/person/", {"town": east.other_town.pk})
    assert "外镇甲" not in far.content.decode()
