"""People: what may be written of them, how they are found, and who looked at a number."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from fulian.scoping import scope
from members import services
from members.identity import checked_id, checked_phone, pinyin_of
from members.models import Office, Person
from members.queries import people
from orgs.models import Record
from tests.conftest import TODAY
from tests.people import person, seat


def numbered(stem):
    """Return a stem of 17 digits with its check character (GB 11643)."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(d) * w for d, w in zip(stem, weights, strict=True))
    return stem + "10X98765432"[total % 11]


WHOLE = numbered("43042419700101002")


@pytest.fixture
def here(east):
    with scope(east.county.pk):
        yield east


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("430424970230002", "15 位的旧身份证号"),
        ("4.30424E+17", "科学计数"),
        (numbered("43042419970230002"), "出生日期不存在"),
        (WHOLE[:-1] + "5", "最后一位不对"),
        ("4304241970", "应当是 18 位"),
        ("身份证", "应当是 18 位"),
    ],
)
def test_id_numbers_that_are_none(typed, says):
    with pytest.raises(ValidationError, match=says):
        checked_id(typed)


@pytest.mark.parametrize("typed", ["1.3E+10", "1380000", "12345678901234", "电话", "23800138000"])
def test_phones_that_are_none(here, typed):
    with pytest.raises(ValidationError, match="11 位数字"):
        person(here.village, phone=typed)
    assert not Person.rows.exists()


def test_full_width_digits_are_read(here):
    wide = "".join(chr(ord(c) + 0xFEE0) for c in WHOLE)
    assert checked_id(wide) == WHOLE
    assert checked_phone("１００ ９９９９-０００１") == "10099990001"
    her = person(here.village, phone="+86 100 9999 0001", id_number=wide)
    assert (her.masked_phone, her.masked_id_number) == (
        "100****0001",
        f"430424********{WHOLE[-4:]}",
    )
    assert her.birth_on == date(1970, 1, 1)


def test_one_id_number_is_one_person(here):
    person(here.village, id_number=WHOLE)
    with pytest.raises(ValidationError, match="已经登记过"):
        person(here.other_village, "沈秋月", id_number=WHOLE)
    for name in ("", "  "):
        with pytest.raises(ValidationError):
            person(here.village, name)
    with pytest.raises(ValidationError):
        person(here.village, "陶晓岚", political_status="x")
    assert Person.rows.count() == 1


def test_surnames_are_read_as_surnames():
    assert pinyin_of("单雨桐") == "shan yu tong"
    assert pinyin_of("曾春燕") == "zeng chun yan"
    assert pinyin_of("尉迟静") == "yu chi jing"
    assert pinyin_of("白春燕") == "bai chun yan"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("春", {"白春燕"}), ("bai", {"白春燕"}), ("baichun", {"白春燕"}), ("Bai Chun", {"白春燕"}),
        ("bcy", {"白春燕"}), ("syt", {"单雨桐"}), ("yu", set()), ("村", {"白春燕", "单雨桐"}),
        ("100200 单", {"单雨桐"}), ("没有", set()), ("%", set()), ("_", set()),
    ],
)  # fmt: skip
def test_search_by_name_and_pinyin(here, typed, found):
    person(here.village, "白春燕")
    person(here.village, "单雨桐")
    typed = typed.replace("100200", here.village.short_name)
    assert {p.name for p in people.named(Person.objects.all(), typed)} == found


def test_search_by_numbers_uses_keys_only(here, django_assert_num_queries):
    her = person(here.village, phone="10099990001", id_number=WHOLE)
    person(here.village, "沈秋月", phone="10099990002")

    def found(typed):
        with django_assert_num_queries(1) as seen:
            rows = list(people.numbered(Person.objects.all(), typed))
        assert "LIKE" not in seen[0]["sql"]
        assert "10099990001" not in seen[0]["sql"]
        return rows

    for typed in ("10099990001", "100 9999 0001", "0001", WHOLE, WHOLE.lower()):
        assert found(typed) == [her], typed
    for typed in ("123", "00001", "10099990009", "白春燕"):
        assert not people.numbered(Person.objects.all(), typed), typed


def test_numbers_found_in_the_own_county_only(here, west):
    person(here.village, phone="10099990001")
    with scope(west.county.pk):
        assert not people.numbered(Person.objects.all(), "10099990001")
        assert not people.numbered(Person.objects.all(), "0001")


def test_a_look_at_a_number_is_recorded_without_it(here):
    her = person(here.village, phone="10099990001")
    whole = services.reveal_person(person=her, field="phone", reason="通知开会", by=here.admin)
    assert whole == "10099990001"
    line = Record.rows.get(act="members.reveal_person")
    assert (line.target_id, line.reason, line.user_id) == (her.pk, "通知开会", here.admin.pk)
    assert "10099990001" not in str(line.changes) + line.target_name
    assert her.name not in line.target_name
    for facts, says in (
        ({"field": "phone", "reason": "  "}, "写明查看的事由"),
        ({"field": "name", "reason": "看"}, "只能查看"),
    ):
        with pytest.raises(ValidationError, match=says):
            services.reveal_person(person=her, by=here.admin, **facts)
    assert Record.rows.filter(act="members.reveal_person").count() == 1


def test_who_only_once_sat_here_is_not_revealed(here):
    her = person(here.other_village, "陶晓岚", phone="10099990001")
    held = seat(here.village, Office.CHAIR, who=her)
    ask = {"person": her, "field": "phone", "reason": "通知开会", "by": here.town_clerk}
    with scope(here.county.pk, under=here.town, by=here.town_clerk):
        assert services.reveal_person(**ask) == "10099990001"
        services.end_appointment(appointment=held, on=TODAY, departure="moved", by=None)
        assert her in Person.objects.all()
        with pytest.raises(ValidationError, match="由她现在所在的妇联查看"):
            services.reveal_person(**ask)
    with scope(here.county.pk):
        assert services.reveal_person(**ask | {"by": here.admin}) == "10099990001"


def test_corrections_keep_what_is_not_named(here):
    her = person(here.village, phone="10099990001", occupation="教师")
    services.update_person(person=her, name="单雨桐", by=None)
    fresh = Person.rows.get()
    assert (fresh.pinyin, fresh.plain_phone, fresh.occupation) == (
        "shan yu tong", "10099990001", "教师"
    )  # fmt: skip
    services.update_person(person=her, phone="", by=None)
    fresh = Person.rows.get()
    assert (fresh.plain_phone, fresh.phone_key, fresh.phone_tail) == ("", "", "")


def test_reach_is_by_place_or_by_seat(here):
    near, far = person(here.village), person(here.other_village, "沈秋月")
    seat(here.town, Office.EXECUTIVE_MEMBER, who=far)
    hidden = person(here.other_village, "陶晓岚")
    with scope(here.county.pk, under=here.town):
        assert set(Person.objects.all()) == {near, far}
        assert hidden not in Person.objects.all()
    held = seat(here.village, Office.CHAIR, who=hidden)
    services.end_appointment(appointment=held, on=TODAY, departure="moved", by=None)
    with scope(here.county.pk, under=here.village):
        assert set(Person.objects.all()) == {near, hidden}
