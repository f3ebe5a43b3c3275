"""Finding people in every way one types, within reach, through indexes the walls let be used."""

from __future__ import annotations

import pytest
from django.db import connection

from fulian.scoping import scope
from members import services
from members.identity import given_of, sound_of, spelled
from members.models import Office, Person
from members.queries import people
from orgs.queries.naming import LAST
from tests.conftest import signed_in
from tests.people import person, seat

DESK = "/desk/members/"
PHONE = "10099990101"
NAMES = ("白莲", "张小云", "张晓", "单雨桐", "欧阳静", "白春燕")


def called(typed):
    """Return the names of those in reach who are found by ``typed``."""
    return {her.name for her in people.named(Person.objects.all(), typed)}


@pytest.fixture
def here(east):
    with scope(east.county.pk):
        for n, name in enumerate(NAMES):
            person(east.village, name, phone=f"1009999010{n + 1}")
        yield east


def test_the_sound_of_a_name_is_filled_with_the_name(here):
    her = Person.rows.get(name="欧阳静")
    assert sound_of("欧阳静") == {
        "given": her.given, "pinyin": her.pinyin, "letters": her.letters, "initials": her.initials,
    }  # fmt: skip
    assert (her.given, her.letters, her.initials) == ("静", "ouyangjing", "oyj")
    services.update_person(person=her, name="柳静", by=None)
    her.refresh_from_db()
    assert (her.given, her.letters, her.initials) == ("静", "liujing", "lj")
    assert [given_of(name) for name in ("欧阳", "单雨桐", "单于静", "静", "")] == [
        "阳", "雨桐", "静", "", "",
    ]  # fmt: skip
    assert spelled("")["initials"] == ""


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("bl", {"白莲"}), ("zxy", {"张小云"}), ("zx", {"张小云", "张晓"}),
        ("b", {"白莲", "白春燕"}),
        ("zhangxiao", {"张小云", "张晓"}), ("Zhang Xiao", {"张小云", "张晓"}), ("xy", set()),
        ("ouyang", {"欧阳静"}), ("oyj", {"欧阳静"}), ("shanyut", {"单雨桐"}), ("dan", set()),
        ("张小", {"张小云"}), ("小云", {"张小云"}), ("云", set()), ("张 小", {"张小云"}),
        ("静", {"欧阳静"}),
        ("430424", set(NAMES)), ("430424100", set(NAMES)), ("430424100000", set(NAMES)),
        ("430424101", set()), ("430424100200", set(NAMES)), ("430424100201", set()),
        ("430223", set()), ("430424100200 zx", {"张小云", "张晓"}),
        ("430424100200 张", {"张小云", "张晓"}), ("Ou Yang", {"欧阳静"}), ("zx 小云", {"张小云"}),
        ("z%", set()), ("z_y", set()), ("\U0010ffff", set()), ("", set(NAMES)),
    ],
)  # fmt: skip
def test_by_name_pinyin_initials_and_code(here, typed, found):
    assert called(typed) == found


def test_only_what_is_in_reach(here, west):
    person(here.other_village, "张小雨", phone=PHONE)
    with scope(west.county.pk):
        person(west.village, "张小燕", phone=PHONE)
    with scope(here.county.pk, under=here.town):
        for typed in ("zx", "zhang", "张", "4304241"):
            assert called(typed) <= set(NAMES), typed
        tail = people.numbered(Person.objects.all(), PHONE[-4:])
        assert {p.name for p in tail} == {"白莲"}
        assert not called(here.other_village.code)


@pytest.mark.parametrize(
    ("column", "index"),
    [("letters", "person_by_letters"), ("initials", "person_by_initials"),
     ("phone_key", "person_by_phone"), ("phone_tail", "person_by_tail"),
     ("name", "person_by_name")],
)  # fmt: skip
def test_the_walls_let_the_index_answer(here, column, index):
    """A comparison that is not leakproof would be asked of every row of the county."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
    rows = Person.rows.filter(**{f"{column}__gte": "bai", f"{column}__lt": "bai" + LAST})
    plan = rows.order_by(column).values("pk").explain()
    line = next(line for line in plan.splitlines() if "Index Cond" in line)
    assert f"{column})::text >= 'bai'" in line.replace("person.", ""), plan
    assert index in plan, plan


def test_no_pattern_is_asked_of_the_letters(here, django_assert_num_queries):
    with django_assert_num_queries(1) as seen:
        list(people.women(["zxy"])["zxy"])
    sql = seen[0]["sql"].lower()
    assert "like" not in sql
    assert "~" not in sql
    assert "replace" not in sql


def test_at_the_desk(east, west):
    with scope(east.county.pk):
        seat(east.village, Office.CHAIR, "张小云")
        person(east.other_village, "白莲", phone=PHONE)
    desk, town = signed_in(east.admin), signed_in(east.town_clerk)
    for typed, names in {"zxy": {"张小云"}, "bl": {"白莲"}, east.village.code: {"张小云"},
                         "430424101": {"白莲"}, "4304": set()}.items():  # fmt: skip
        page = desk.get(f"{DESK}person/", {"q": typed}).content.decode()
        assert {name for name in ("张小云", "白莲") if f">{name}<" in page} == names, typed
        page = town.get(f"{DESK}person/", {"q": typed}).content.decode()
        assert ">白莲<" not in page
    ask = "/desk/autocomplete/?app_label=members&model_name=appointment&field_name=person&term="
    assert [one["id"] for one in town.get(f"{ask}zxy").json()["results"]]
    assert town.get(f"{ask}bl").json()["results"] == []
    assert "没有找到" in town.post(f"{DESK}person/find/", {"number": PHONE[-4:]}).content.decode()
    assert "白莲" not in signed_in(west.admin).get(f"{DESK}person/", {"q": "bl"}).content.decode()
