"""What other systems read of people and seats: any day, one county, nobody by name unasked."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from fulian.crypto import mask_name
from fulian.scoping import scope
from members import services
from members.models import Appointment, Office, Person, WomensCongress
from orgs import services as ground
from tests import copied
from tests.conftest import NOW
from tests.members import growing
from tests.members.drives import committee_seat, left, ready, term
from tests.orgs.test_api import refused, register, token_of
from tests.people import SINCE, committee, group, person, seat

READ, NAMED = "members:read", "members:read members:names"
PHONE, ID_NUMBER = "10099990101", "430424199003071220"
# Every list with the number of queries of a page: door, county, throttle and what it says.
LISTS = {
    "people": 7, "transfers": 7, "appointments": 7, "vacancies": 10, "forecast": 11,
    "womens-groups": 7, "committee-seats": 7, "terms": 7, "congresses": 9, "quota-gaps": 9,
    "training-coverage": 8, "trainings": 7, "commendations": 7, "funding": 7,
}  # fmt: skip
KEYED = {"quota-gaps": "org_code", "training-coverage": "org_code"}
NAMELESS = [called for called in LISTS if called not in ("people", "appointments")]


def today():
    return timezone.localdate()


def before(days=1):
    return (today() - timedelta(days=days)).isoformat()


def fill(cast):
    """Keep three of everything, at two villages and a town."""
    with scope(cast.county.pk, by=cast.admin):
        keep_all(cast)


def keep_all(cast):
    committee(cast.village)
    for n, org in enumerate((cast.village, cast.other_village, cast.town)):
        term(org, ends_on=today() + timedelta(days=20 + n))
        ready(org)
        committee_seat(org)
        growing.training(cast, f"维权{n}", org=org)
        growing.commendation(cast, f"称号{n}", person=None, org=org)
        growing.funding(cast, f"来源{n}", org=org)
        village = cast.other_village if org == cast.town else org
        seat(village, Office.GROUP_LEADER, "小组长", group=group(village, f"组{n}"))
        services.ask_transfer(
            person=person(org, "转移人"), by=cast.admin, at=NOW,
            target=cast.other_village if org == cast.village else cast.village,
        )  # fmt: skip
    seat(cast.other_village, Office.CHAIR, "欧阳慧")
    seat(cast.town, Office.EXECUTIVE_MEMBER, "史慧敏")


@pytest.fixture
def full(east, west):
    register(east, reads=("orgs:read", READ, "members:names"))
    copied.once("machines read the west", lambda: fill(west), west.county)
    copied.once("machines read the east", lambda: fill(east), east.county)
    return east


def calling(scopes):
    token = token_of(scope=scopes).json()["access_token"]
    return Client(headers={"Authorization": f"Bearer {token}"})


def read(machine, called, **query):
    answer = machine.get(f"/api/v1/{called}/", {"size": 200} | query)
    assert answer.status_code == 200, (called, answer.content.decode())
    return answer.json()["results"]


def test_every_list_says_what_its_document_says(full):
    said = Client().get("/api/v1/schema/?format=json").json()
    machine = calling(READ)
    for called in LISTS:
        told = said["paths"][f"/api/v1/{called}/"]["get"]
        page = told["responses"]["200"]["content"]["application/json"]["schema"]["$ref"]
        rows = said["components"]["schemas"][page.rpartition("/")[2]]["properties"]["results"]
        row = said["components"]["schemas"][rows["items"]["$ref"].rpartition("/")[2]]
        found = read(machine, called)
        assert len(found) >= 3, called
        assert found[0].keys() == row["properties"].keys(), called
        assert {"as_of", "org", "after", "size"} <= {one["name"] for one in told["parameters"]}


def test_who_may_not(full):
    for called in LISTS:
        refused(Client().get(f"/api/v1/{called}/"), 401)
        refused(calling("orgs:read").get(f"/api/v1/{called}/"), 403)
        refused(calling("members:names").get(f"/api/v1/{called}/"), 403)


def test_nonsense_is_refused_and_the_neighbour_is_nobody(full, west):
    machine = calling(READ)
    tomorrow = (today() + timedelta(days=1)).isoformat()
    for called in LISTS:
        for query in (f"as_of={tomorrow}", "as_of=2026-02-30", "organ=1", "size=0", "phone=1"):
            refused(machine.get(f"/api/v1/{called}/?{query}"), 400)
        codes = {row["org_code"] for row in read(machine, called)} - {None}
        assert all(code.startswith("430424") for code in codes), called
        theirs, none = (
            machine.get(f"/api/v1/{called}/?org={code}")
            for code in (west.village.code, "430424999000")
        )
        assert theirs.json() == none.json() == {"results": [], "next": None}, called
    for query in ("days=31", "heading=x"):
        refused(machine.get(f"/api/v1/forecast/?{query}"), 400)


def test_pages_are_the_whole(full):
    machine = calling(READ)
    for called in LISTS:
        key = KEYED.get(called, "id")
        whole, found, after = read(machine, called), [], {}
        while after is not None:
            answer = machine.get(f"/api/v1/{called}/", {"size": 2} | after).json()
            found += answer["results"]
            after = {"after": answer["next"]} if answer["next"] is not None else None
        assert found == whole, called
        assert [row[key] for row in found] == sorted({row[key] for row in found}), called


@pytest.mark.parametrize("called", LISTS)
def test_the_number_of_queries_does_not_grow(full, called, django_assert_num_queries):
    machine = calling(READ)
    for size in (1, 3):
        with django_assert_num_queries(LISTS[called]):
            machine.get(f"/api/v1/{called}/", {"size": size})


def test_codes_of_before(full):
    machine = calling(READ)
    old = full.village.code
    first = {called: len(read(machine, called, org=old)) for called in LISTS}
    assert min(first.values()) >= 1, first
    with scope(full.county.pk):
        ground.recode_county(code="430499", name="东区", on=today(), by=None)
    for called, count in first.items():
        for code in (old, "430499100200"):
            rows = read(machine, called, org=code)
            assert len(rows) == count, called
            assert "430499100200" in str(rows[0]), called


def test_nobody_is_named(full):
    with scope(full.county.pk):
        her = Person.objects.filter(name="白春燕甲").get()
        services.update_person(
            person=her, phone=PHONE, id_number=ID_NUMBER, reason="核对", by=None,
        )  # fmt: skip
        names = {*Person.rows.values_list("name", flat=True)}
    for scopes in (READ, NAMED):
        machine = calling(scopes)
        for called in LISTS:
            text = machine.get(f"/api/v1/{called}/?size=200").content.decode()
            for secret in (PHONE, PHONE[-4:], ID_NUMBER, "03-07", "****", "pinyin"):
                assert secret not in text, (called, secret)
            if scopes == READ or called in NAMELESS:
                assert not [name for name in names if name in text], called
    assert "白春燕甲" in str(read(calling(NAMED), "people"))
    assert "白春燕甲" in str(read(calling(NAMED), "appointments"))


def test_people(full):
    with scope(full.county.pk):
        keep = seat(full.village, Office.REPRESENTATIVE, "欧阳慧").person
        drop = person(full.village, "欧阳慧")
        services.merge_people(keep=keep, drop=drop, by=full.admin, on=today(), reason="重复")
        services.update_person(
            person=keep, birth_on=SINCE.replace(year=1990), education="college",
            source_category="resident", political_status="party", by=None,
        )  # fmt: skip
        bare = person(full.village, "没有任职")
    rows = {row["id"]: row for row in read(calling(READ), "people")}
    assert drop.pk not in rows
    assert rows[keep.pk] == {
        "id": keep.pk, "org_code": full.village.code, "name": "欧**", "birth_year": 1990,
        "political_status": "party", "education": "college", "source_category": "resident",
        "seats": None,
    }  # fmt: skip
    assert rows[bare.pk]["name"] == "没**"
    assert {row["seats"] for row in rows.values()} == {None}  # one more on a day tells whose it is
    named = {row["id"]: row for row in read(calling(NAMED), "people")}
    assert named[keep.pk] == rows[keep.pk] | {"name": "欧阳慧", "seats": 1}
    assert named[bare.pk]["seats"] == 0
    with scope(full.county.pk):
        held = Appointment.objects.get(person=keep)
        services.end_appointment(appointment=held, on=today(), departure="moved", by=None)
    machine = calling(NAMED)
    past = {row["id"]: row["seats"] for row in read(machine, "people", as_of=before())}
    assert past[keep.pk] == 1
    assert bare.pk not in past
    assert {r["id"]: r["seats"] for r in read(machine, "people")}[keep.pk] == 0
    assert read(machine, "people", as_of="2025-12-31") == []


def test_a_name_masked():
    masked = {"王芳": "王**", "欧阳娜娜": "欧**", "王": "王**", "": ""}
    assert {name: mask_name(name) for name in masked} == masked


def test_seats_say_how_and_why(full):
    with scope(full.county.pk):
        begun = services.found_group(org=full.village, name="新组", on=SINCE, by=None)
        leader = seat(full.village, Office.GROUP_LEADER, "姜雨桐", group=begun)
        services.end_appointment(appointment=leader, on=today(), departure="moved", by=None)
        Appointment.objects.filter(pk=leader.pk).update(
            decided_by="镇妇联", letter_on=SINCE, expected_until=today(), leads_women=22
        )
    machine = calling(READ)
    assert leader.pk not in {row["id"] for row in read(machine, "appointments")}
    rows = {row["id"]: row for row in read(machine, "appointments", as_of=before())}
    row = rows[leader.pk]
    assert (row["group"], row["group_name"]) == (begun.pk, "新组")
    assert (row["until"], row["departure"]) == (today().isoformat(), "moved")
    assert (row["decided_by"], row["letter_on"], row["leads_women"]) == ("镇妇联", "2026-01-01", 22)
    assert (row["expected_until"], row["name"]) == (today().isoformat(), "姜**")


def test_groups_and_their_leaders_of_a_day(full):
    with scope(full.county.pk):
        gone = group(full.village, "旧组")
        services.close_group(group=gone, on=today(), by=None)
        empty = group(full.village, "空组")
    machine = calling(READ)
    assert gone.pk not in {row["id"] for row in read(machine, "womens-groups")}
    past = {row["id"]: row for row in read(machine, "womens-groups", as_of=before())}
    assert past[gone.pk]["closed_on"] == today().isoformat()
    assert read(machine, "womens-groups", as_of="2025-12-31") == []
    assert [r["id"] for r in read(machine, "womens-groups", has_leader="false")] == [empty.pk]
    assert len(read(machine, "womens-groups", has_leader="true")) == 3
    assert read(machine, "womens-groups", kind="grid") == []


def test_committee_seats_of_a_day(full):
    with scope(full.county.pk):
        gone = committee_seat(full.village, person(full.village, "陶晓岚"), body="villagers")
        services.end_committee_seat(seat=gone, on=today(), by=None)
    machine = calling(READ)
    assert gone.pk not in {row["id"] for row in read(machine, "committee-seats")}
    (row,) = read(machine, "committee-seats", as_of=before(), body="villagers")
    assert row == {
        "id": gone.pk, "org_code": full.village.code, "body": "villagers",
        "since": "2026-01-01", "until": today().isoformat(),
    }  # fmt: skip


def test_congresses_as_they_stood(full):
    machine = calling(READ)
    row = read(machine, "congresses", org=full.village.code)[0]
    assert (row["state"], row["number"], row["candidates"]) == ("preparing", 4, 5)
    assert (row["delegates_due"], row["ballots_valid"], row["elected"]) == (40, 40, None)
    assert [step["step"] for step in row["steps"]][-2:] == ["congress", "count"]
    with scope(full.county.pk):
        held = WomensCongress.objects.get(org=full.village).held_on
    early = (held - timedelta(days=1)).isoformat()
    assert row["id"] not in {one["id"] for one in read(machine, "congresses", as_of=early)}
    assert len(read(machine, "congresses", state="preparing")) == 3
    assert read(machine, "congresses", state="done") == []


def test_a_congress_before_its_result(full):
    with scope(full.county.pk):
        congress = ready(full.other_town)
        services.close_congress(congress=congress, on=today(), by=full.admin)
    machine = calling(READ)
    (now,) = read(machine, "congresses", org=full.other_town.code)
    assert (now["state"], now["elected"], now["steps"][-1]["step"]) == ("done", 5, "result")
    (past,) = read(machine, "congresses", org=full.other_town.code, as_of=before())
    assert (past["state"], past["elected"], past["steps"][-1]["step"]) == (
        "preparing", None, "count"
    )  # fmt: skip
    assert len(read(machine, "congresses", state="done", as_of=before())) == 0
    seat_now = read(machine, "appointments", org=full.other_town.code, office="chair")[0]
    assert (seat_now["term_number"], seat_now["origin"]) == (4, "elected")


def test_vacancies_and_who_waits(full):
    with scope(full.county.pk):
        gone = left(full.village, on=today(), name="傅雪晴")
    machine = calling(READ)
    rows = read(machine, "vacancies", org=full.village.code, office="executive_member")
    (waits,) = [row for row in rows if row["awaits_substitute"]]
    assert (waits["opened_on"], waits["days"]) == (today().isoformat(), 0)
    past = read(machine, "vacancies", org=full.village.code, as_of=before())
    assert not [row for row in past if row["awaits_substitute"]]
    with scope(full.county.pk):
        services.substitute(
            replaces=gone, person=person(full.village, "柳芳菲"), on=today(), by=None
        )
    assert not [row for row in read(machine, "vacancies") if row["awaits_substitute"]]
    levels = {row["org_code"] for row in read(machine, "vacancies", level="township")}
    assert full.town.code in levels
    assert full.village.code not in levels


def test_what_falls_empty_soon(full):
    with scope(full.county.pk):
        her = person(full.village, "多任者")
        for org, office in (
            (full.village, Office.REPRESENTATIVE), (full.town, Office.REPRESENTATIVE),
            (full.other_village, Office.REPRESENTATIVE), (full.town, Office.CHAIR),
        ):  # fmt: skip
            seat(org, office, who=her)
    machine = calling(READ)
    by = {row["heading"]: row for row in read(machine, "forecast", days=30)}
    assert by["ending"]["on"] is not None
    assert by["lone"]["org_code"] in {full.town.code, full.other_village.code}
    assert (by["busy"]["count"], by["busy"]["seats"], by["busy"]["org_code"]) == (4, [], None)
    (busy,) = read(calling(NAMED), "forecast", heading="busy")
    assert len(busy["seats"]) == 4
    assert busy["id"] == f"busy.{min(busy['seats']):012}"
    assert by["busy"]["id"] != busy["id"]  # a key that names one of her seats would tell whose
    assert len(read(machine, "forecast", days=30, heading="ending")) == 3
    assert read(machine, "forecast", days=30, heading="ending", as_of=before(60)) == []
    assert len(read(machine, "forecast", days=90, heading="ending", as_of=before(60))) == 3


def test_training_commendation_and_money(full):
    with scope(full.county.pk):
        trained = growing.attended(full, topic="骨干培训", on=today())
        growing.commendation(full, "给个人的")
        growing.funding(full, "明年的", year=today().year + 1)
        growing.funding(full, "分角", due=Decimal("10.50"), received=Decimal(0))
    machine = calling(READ)
    cover = {row["org_code"]: row for row in read(machine, "training-coverage")}[full.village.code]
    assert (cover["numerator"], cover["denominator"]) == (1, 8)
    past = read(machine, "training-coverage", as_of=before())
    assert {row["numerator"] for row in past} == {0}
    sessions = {row["id"]: row for row in read(machine, "trainings")}
    row = sessions[trained.session_id]
    assert (row["attended"], row["hours"], row["topic"]) == (1, "1.5", "骨干培训")
    assert trained.session_id not in {r["id"] for r in read(machine, "trainings", as_of=before())}
    (given,) = read(machine, "commendations", is_personal="true")
    assert (given["title"], given["given_by"]) == ("给个人的", "市妇联")
    lines = {row["source"]: row for row in read(machine, "funding")}
    assert "明年的" not in lines
    assert (lines["分角"]["due"], lines["分角"]["received"]) == ("10.50", "0.00")
    assert read(machine, "funding", year=2025) == []


def test_transfers_without_whom(full):
    machine = calling(READ)
    row = read(machine, "transfers", org=full.town.code)[0]
    assert (row["org_code"], row["state"], row["answered_on"]) == (full.town.code, "asked", None)
    asked = row["asked_on"]
    assert len(read(machine, "transfers", org=full.village.code)) == 3
    assert read(machine, "transfers", as_of="2026-01-01") == []
    assert asked <= today().isoformat()
    assert len(read(machine, "transfers", state="asked")) == 3
    assert read(machine, "transfers", state="accepted") == []
