"""A roster against its county: what is refused row by row, and what is written, and taken back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from fulian.scoping import scope
from members import services
from members.models import Appointment, Office, Person, RosterImport
from members.queries import roster as reads
from orgs import services as ground
from orgs.models import AccessGrant, Org, Record, User
from orgs.queries import hats
from tests.conftest import NOW, TODAY, plant
from tests.members.sheets import PHONE, id_number, line, sheet
from tests.people import SINCE, group, person, seat

State = RosterImport.State


def seated(cast, who):
    """Let somebody act in her seat."""
    user = getattr(cast, who)
    user.hat = hats.grant_hat(user, cast.county, getattr(cast, f"{who}_grant").pk, TODAY)[0]
    return user


@pytest.fixture
def here(east):
    with scope(east.county.pk):
        seated(east, "admin")
        yield east


def previewed(cast, *rows, by="admin", org=None):
    data = sheet(*[line(cast, **row) for row in rows])
    user = seated(cast, by)
    return services.preview_roster(
        data=data, filename="名单.xlsx", org=org or cast.root, by=user, at=NOW
    )


def written(cast, *rows, only_right=False):
    roster = previewed(cast, *rows)
    services.confirm_roster(roster=roster, by=cast.admin, at=NOW, only_right=only_right)
    services.write_roster(roster=roster, at=NOW)
    roster.refresh_from_db()
    return roster


def problems(cast, *rows, **kwargs):
    found = reads.problems_of(previewed(cast, *rows, **kwargs))
    assert all(says.endswith("。") for _, _, says in found)
    return found


def counts():
    return [model.rows.count() for model in (Person, Appointment, AccessGrant)]


def test_nothing_is_written_before_it_is_confirmed(here):
    before = counts(), User.objects.count()
    roster = previewed(here, {}, {"姓名": "沈秋月", "手机号": PHONE.format(2)}, {"职务": "会长"})
    assert (roster.total, roster.wrong, roster.state) == (3, 1, State.PREVIEWED)
    assert reads.problems_of(roster)[0][:2] == [4, "职务"]
    assert (counts(), User.objects.count()) == before
    assert "沈秋月".encode() not in bytes(roster.sheet)
    assert services.write_roster(roster=roster, at=NOW) == 0
    assert (counts(), User.objects.count()) == before


def test_written_as_appointed_one_by_one(here):
    """The roster leaves what registering and appointing leave, but for the keys of the rows."""
    facts = {"name": "沈秋月", "phone": PHONE.format(3), "id_number": id_number(3),
             "birth_on": date(1980, 1, 1), "education": "bachelor"}  # fmt: skip
    she = services.register_person(org=here.village, by=here.admin, **facts)
    one = services.appoint(
        person=she, org=here.village, office="vice_chair", on=SINCE, by=here.admin,
        employment="part_time", at=NOW,
    )  # fmt: skip
    told = {"姓名": "陶晓岚", "手机号": PHONE.format(4), "身份证号": id_number(4),
            "职务": "兼职副主席", "任职日期": "2026.1.1", "文化程度": "本科"}  # fmt: skip
    roster = written(here, told)
    two = Appointment.rows.select_related("person", "grant", "org").get(person__name="陶晓岚")
    assert (roster.state, roster.written, roster.sheet) == (State.DONE, 1, None)
    different = {"id", "person_id", "grant_id"}
    assert _facts(one, different) == _facts(two, different)
    different = {
        "id", "name", "given", "pinyin", "letters", "initials", "phone", "phone_key", "phone_tail",
        "id_number", "id_key",
    }  # fmt: skip
    assert _facts(she, different) == _facts(two.person, different)
    assert (two.person.plain_phone, two.person.plain_id_number) == (PHONE.format(4), id_number(4))
    assert two.person.pinyin == "tao xiao lan"
    assert _facts(one.grant, {"id", "user_id", "holder", "phone"}) == _facts(
        two.grant, {"id", "user_id", "holder", "phone"}
    )
    assert (two.grant.plain_phone, two.grant.holder) == (PHONE.format(4), "陶晓岚")
    assert two.grant.user.phone_key == ground.phone_key(PHONE.format(4))


def test_whom_a_roster_seats_belongs_to_the_term_that_is_kept(here):
    term = services.begin_term(
        org=here.village, number=3, by=None, starts_on=date(2025, 1, 1), ends_on=date(2030, 1, 1)
    )
    group(here.village, "一组")
    leads = {"姓名": "沈秋月", "职务": "妇女小组长", "妇女小组": "一组", "手机号": PHONE.format(2)}
    written(here, {"姓名": "单雨桐", "职务": "主席"}, leads)
    assert dict(Appointment.rows.values_list("office", "term")) == {
        "chair": term.pk, "group_leader": None,
    }  # fmt: skip


def _facts(row, without):
    row.refresh_from_db()
    return {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields
            if f.attname not in without}  # fmt: skip


def test_one_person_in_two_seats_is_one_person(here):
    up = {"村（社区）": "", "职务": "执委", "身份证号": id_number()}
    roster = written(
        here, {"职务": "主席", "身份证号": id_number()}, up, {"姓名": "沈秋月", "手机号": ""}
    )
    assert roster.written == 3
    assert Person.rows.count() == 2
    chair = Person.rows.get(name="白春燕")
    places = set(chair.appointments.values_list("org__code", "office"))
    assert places == {(here.village.code, "chair"), (here.town.code, "executive_member")}
    assert Appointment.rows.get(person__name="沈秋月").grant is None


def test_somebody_registered_is_not_registered_again(here):
    by_id = person(here.village, "沈秋月", id_number=id_number(2), phone=PHONE.format(2))
    by_phone = person(here.other_village, "陶晓岚", phone=PHONE.format(3))
    written(
        here,
        {"姓名": "沈秋月", "手机号": "", "身份证号": id_number(2)},
        {"姓名": "陶晓岚", "手机号": PHONE.format(3)},
    )
    assert Person.rows.count() == 2
    held = Appointment.rows.select_related("grant")
    assert held.get(person=by_id).grant.plain_phone == PHONE.format(2)
    assert held.get(person=by_phone).grant.holder == "陶晓岚"


def test_an_account_that_is_there_keeps_its_seat(here):
    written(here, {"职务": "主席", "手机号": here.chair_phone})
    assert Appointment.rows.get().grant_id == here.chair_grant.pk


def test_a_group_leader_leads_a_group_that_is_there(here):
    one = group(here.village, "第1组")
    written(here, {"职务": "妇女小组长", "妇女小组": "第１组"})
    held = Appointment.rows.get()
    assert (held.group_id, held.grant_id) == (one.pk, None)


SAME = {"姓名": "沈秋月", "手机号": PHONE.format(2)}
WRONG = [
    ([{"村（社区）": "无此村"}], "村（社区）", "没有找到这个村"),
    ([{"乡镇": "无此镇"}], "乡镇", "没有找到这个乡镇"),
    ([{"乡镇": ""}], "乡镇", "同名的村"),
    ([{"乡镇": "", "村（社区）": ""}], "乡镇", "请填写乡镇"),
    ([{"村（社区）": "430424999999"}], "村（社区）", "没有找到这个代码"),
    ([{"任职日期": "2026-12-01"}], "任职日期", "不能晚于今天"),
    ([{"出生日期": "2026-01-06"}], "出生日期", "早于任职日期"),
    ([{"村（社区）": "", "职务": "妇女小组长", "妇女小组": "一组"}], "职务", "只设在村"),
    ([{"任职方式": "兼职"}], "任职方式", "只有副主席"),
    ([{"职务": "妇女小组长"}], "妇女小组", "要写明妇女小组"),
    ([{"职务": "妇女小组长", "妇女小组": "九组"}], "妇女小组", "没有这个妇女小组"),
    ([{"妇女小组": "一组"}], "妇女小组", "只有妇女小组长"),
    ([{}, {}], "职务", "与第 2 行重复：同一个人在班子里只任一职"),
    ([{}, {"职务": "主席"}], "职务", "与第 2 行重复"),
    ([{"职务": "妇女代表"}, {"职务": "妇女代表"}], "职务", "与第 2 行重复：同一个人同一职务"),
    ([{"职务": "主席"}, SAME | {"职务": "主席"}], "职务", "与第 2 行重复：一个组织只有一位主席"),
    ([{}, {"姓名": "沈秋月", "职务": "妇女代表"}], "手机号", "第 2 行是另一个姓名"),
    ([{"身份证号": id_number()}, SAME | {"身份证号": id_number()}], "身份证号", "另一个姓名"),
    ([{"身份证号": id_number()}, {"身份证号": id_number(2), "职务": "妇女代表"}], "身份证号",
     "身份证号却不同"),
    ([{"身份证号": id_number()},
      {"身份证号": id_number(), "职务": "妇女代表", "手机号": PHONE.format(5)}], "手机号",
     "手机号却不同"),
    ([{}, {"身份证号": id_number(), "职务": "妇女代表"}], "姓名", "要填得一样"),
    ([{"手机号": ""}, {"手机号": "", "职务": "妇女代表"}], "姓名", "与第 2 行同名"),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "head", "says"), WRONG, ids=[w[2] for w in WRONG])
def test_a_row_that_does_not_fit(here, rows, head, says):
    found = problems(here, *rows)
    assert [(row, column) for row, column, _ in found] == [(len(rows) + 1, head)]
    assert says in found[0][2]


def test_what_the_county_holds_already(here):
    who = person(here.village, "沈秋月", id_number=id_number(2), phone=PHONE.format(2))
    she = seat(here.village, Office.CHAIR, who=who)
    seat(here.village, Office.REPRESENTATIVE, who=she.person)
    seat(here.village, Office.GROUP_LEADER, "陶晓岚", group=group(here.village))
    person(here.village, "姜雨桐", phone=PHONE.format(6))
    for _ in range(2):
        person(here.village, "邹静怡", phone=PHONE.format(7))
    known = SAME | {"身份证号": id_number(2)}
    wrong = [
        ({"职务": "主席"}, "职务", "已经有主席"),
        (known, "职务", "已经是这个组织的主席"),
        (SAME | {"手机号": "", "身份证号": id_number(2), "职务": "妇女代表"}, "职务",
         "已经是这个组织的妇女代表"),
        ({"职务": "妇女小组长", "妇女小组": "一组"}, "妇女小组", "已经有组长"),
        (known | {"村（社区）": "", "姓名": "白雪"}, "身份证号", "登记在另一个姓名下"),
        (known | {"村（社区）": "", "手机号": PHONE.format(5)}, "手机号", "手机号与这里的不同"),
        (SAME | {"村（社区）": "", "身份证号": id_number(5)}, "身份证号", "身份证号与这里的不同"),
        ({"手机号": PHONE.format(6)}, "手机号", "登记在另一个人名下"),
        ({"姓名": "邹静怡", "手机号": PHONE.format(7)}, "手机号", "不止一人"),
        ({"姓名": "沈秋月", "手机号": "", "职务": "妇女代表"}, "姓名", "已经有同名的人任职"),
    ]  # fmt: skip
    for row, head, says in wrong:
        found = problems(here, row)
        assert [column for _, column, _ in found] == [head], (row, found)
        assert says in found[0][2]


def test_closed_places_and_old_grants(here):
    grant = ground.grant_access(
        org=here.village, role="officer", phone=PHONE.format(8), holder="甲", on=SINCE, by=None
    )
    ground.end_access(grant=grant, on=TODAY, by=None)
    ((_, head, says),) = problems(here, {"姓名": "甲", "手机号": PHONE.format(8)})
    assert (head, "上一次授权到2026年11月22日为止" in says) == ("任职日期", True)
    ground.close_org(org=here.village, on=TODAY, by=None)
    ((_, head, says),) = problems(here, {})
    assert (head, "已经撤销" in says) == ("村（社区）", True)


def test_places_by_code_and_by_any_of_their_names(here):
    rows = [
        {"乡镇": "", "村（社区）": here.village.code},
        {"乡镇": here.town.code, "村（社区）": here.village.name, "职务": "妇女代表"},
        {"乡镇": here.town.title, "村（社区）": "", "职务": "妇女代表"},
        {"乡镇": here.root.title, "村（社区）": "", "职务": "妇女代表"},
        {"乡镇": "", "村（社区）": here.other_village.code, "职务": "妇女代表"},
    ]
    assert problems(here, *rows) == []
    ((_, head, says),) = problems(
        here, {"乡镇": here.other_town.name, "村（社区）": here.village.code}
    )
    assert (head, "对不上" in says) == ("乡镇", True)


def test_two_of_one_name_need_a_code(here):
    twin = ground.found_org(
        parent=here.town, name="孪生社区", on=TODAY, by=None, code="430424100003"
    )
    Org.rows.filter(pk=twin.pk)
    ground.rename_org(org=twin, name=here.village.short_name, short_name="别名", on=TODAY, by=None)
    ((_, head, says),) = problems(here, {})
    assert (head, "12 位代码" in says) == ("村（社区）", True)


def test_one_roster_at_a_time_and_only_her_own(here):
    first = previewed(here, {})
    second = previewed(here, {})
    first.refresh_from_db()
    assert (first.state, first.sheet, first.problems) == (State.CANCELLED, None, None)
    clerk = seated(here, "clerk")
    with pytest.raises(ValidationError, match="由上传的人确认"):
        services.confirm_roster(roster=second, by=clerk, at=NOW)
    services.cancel_roster(roster=second, by=clerk, at=NOW)
    for act in (services.cancel_roster, services.confirm_roster):
        with pytest.raises(ValidationError, match="不能再改"):
            act(roster=second, by=here.admin, at=NOW)
    assert services.write_roster(roster=second, at=NOW) == 0


def test_only_what_is_right_when_she_says_so(here):
    roster = previewed(here, {}, {"职务": "会长"})
    with pytest.raises(ValidationError, match="1 行有问题"):
        services.confirm_roster(roster=roster, by=here.admin, at=NOW)
    services.confirm_roster(roster=roster, by=here.admin, at=NOW, only_right=True)
    assert services.write_roster(roster=roster, at=NOW) == 1
    none = previewed(here, {"职务": "会长"})
    with pytest.raises(ValidationError, match="没有可以写入的行"):
        services.confirm_roster(roster=none, by=here.admin, at=NOW, only_right=True)


def test_one_batch_written_once_and_taken_back_whole(here):
    before = counts()
    roster = written(here, {"职务": "主席"}, SAME, {"姓名": "姜雨桐", "手机号": ""})
    assert services.write_roster(roster=roster, at=NOW) == 0
    assert counts() == [before[0] + 3, before[1] + 3, before[2] + 2]
    lead = reads.lead_of(roster)
    assert lead is not None
    assert Record.rows.filter(batch=roster.batch, leads=True).get() == lead
    ground.ask_for_help(phone=PHONE.format(1), at=timezone.now())
    ground.undo(batch=roster.batch, at=timezone.now(), on=TODAY, by=here.admin)
    assert counts() == before
    assert reads.is_undone(roster)
    again = written(here, {"职务": "主席"})
    assert again.written == 1


def test_undo_is_refused_when_somebody_was_changed_since(here):
    roster = written(here, {})
    services.update_person(person=Person.rows.get(), by=here.admin, occupation="教师")
    with pytest.raises(ValidationError, match="后来改过"):
        ground.undo(batch=roster.batch, at=timezone.now(), on=TODAY, by=here.admin)


def test_rosters_are_tended(here):
    old, kept = previewed(here, {}), None
    assert services.tend_rosters(at=NOW + timedelta(days=6)) == 0
    assert services.tend_rosters(at=NOW + timedelta(days=8)) == 1
    old.refresh_from_db()
    assert (old.state, old.sheet) == (State.CANCELLED, None)
    kept = previewed(here, {})
    services.confirm_roster(roster=kept, by=here.admin, at=NOW)
    assert services.tend_rosters(at=NOW + timedelta(days=8)) == 1
    kept.refresh_from_db()
    assert kept.state == State.CONFIRMED


def test_of_two_counties_each_sees_its_own(here):
    west = plant("430223", "西县", "0200")
    ((_, head, says),) = problems(here, {"乡镇": west.town.short_name,
                                         "村（社区）": west.village.short_name})  # fmt: skip
    assert (head, "不在您的范围内" in says) == ("乡镇", True)
    ((_, head, _),) = problems(here, {"乡镇": "", "村（社区）": west.village.code})
    assert head == "村（社区）"
