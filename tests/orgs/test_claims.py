"""Codes on paper: made, printed once, taken up once, and whatever else one may try with them."""

import re
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fulian.consequences import preview_of
from fulian.scoping import scope
from members import services as members
from members.models import Appointment, Office
from orgs import services
from orgs.models import AccessGrant, ClaimCode, FailedLogin, Org, Record, Role, User
from orgs.queries import hats
from orgs.rules.claims import CLAIM_LETTERS, CLAIM_TRIES
from tests.conftest import PASSWORD, TODAY, plant, signed_in
from tests.orgs.test_races import together
from tests.people import person, seat

PHONE = "10099990001"
WRONG, LOCKED = "认领码不对", "已经锁定"


def words(answer):
    return answer.content.decode()


def seated(cast, who="admin"):
    user = getattr(cast, who)
    with scope(cast.county.pk):
        user.hat = hats.grant_hat(user, cast.county, None, timezone.localdate())[0]
    return user


def made(cast, *, under=None, role=Role.CHAIR, who="admin", **more):
    """Return the codes of a sheet by organisation."""
    maker = seated(cast, who)
    with scope(cast.county.pk):
        sheet = services.make_claims(
            under=under or cast.village, role=role, by=maker, at=timezone.now(), **more
        )
        return {one.org.pk: one.code for one in sheet}


def take(org, code, *, phone=PHONE, password=PASSWORD, address="10.0.0.1", client=None, **more):
    given = {"code": code, "name": "白春燕", "phone": phone, "password": password,
             "again": password, **more}  # fmt: skip
    return (client or Client()).post(f"/code/{org.code}/", given, REMOTE_ADDR=address)


def grants_of(cast, phone=PHONE):
    with scope(cast.county.pk):
        user = User.objects.filter(county=cast.county, phone_key=services.phone_key(phone)).first()
        return list(AccessGrant.rows.filter(user=user)) if user else []


def code_row(cast):
    with scope(cast.county.pk):
        return ClaimCode.rows.order_by("-pk").first()


def set_code(cast, **facts):
    with scope(cast.county.pk):
        ClaimCode.rows.update(**facts)


def test_a_sheet_has_a_code_for_every_village_below(east):
    sheet = made(east, under=east.town)
    with scope(east.county.pk):
        villages = set(Org.rows.filter(parent=east.town).values_list("pk", flat=True))
        rows = list(ClaimCode.rows.all())
    assert set(sheet) == villages
    assert all(len(c) == 8 and set(c) <= set(CLAIM_LETTERS) for c in sheet.values())
    assert not {r.code_key for r in rows} & set(sheet.values())
    assert {(r.expires_at - r.made_at).days for r in rows} == {20}
    assert len(made(east, under=east.root)) == 4
    assert list(made(east, under=east.root, orgs=[east.village])) == [east.village.pk]
    assert east.village.pk not in made(east, under=east.town, only_empty=True)


def test_code_lets_in_once_as_what_it_was_printed_for(east):
    code = made(east)[east.village.pk]
    typed = f" {code[:4].lower()}-{code[4:]} "
    client = Client()
    answer = take(east.village, typed, client=client)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.get(f"/org/{east.village.code}/").status_code == 200
    (grant,) = grants_of(east)
    assert (grant.role, grant.org_id, grant.holder) == (Role.CHAIR, east.village.pk, "白春燕")
    assert code_row(east).grant_id == grant.pk
    assert "已经用过了" in words(take(east.village, code, phone="10099990002"))
    assert not grants_of(east, "10099990002")
    assert take(east.village, code).status_code == 302  # the same tap, again
    login = Client().post("/login/", {"phone": PHONE, "password": PASSWORD})
    assert login.status_code == 302


def test_the_printed_address_fills_the_code_in_and_judges_nothing(east):
    code = made(east)[east.village.pk]
    for secret in (code, "AAAAAAAA"):
        page = words(Client().get(f"/code/{east.village.code}/{secret}/"))
        assert f'value="{secret}"' in page
        assert east.village.title in page
    assert not FailedLogin.objects.exists()
    nowhere = Client().get("/code/430424999999/AAAAAAAA/")
    assert nowhere.status_code == 200


def test_five_wrong_tries_lock_whoever_types_them(east):
    code = made(east)[east.village.pk]
    for n in range(5):
        assert WRONG in words(take(east.village, f"AAAA333{n}", phone=f"1009999000{n}"))
    assert LOCKED in words(take(east.village, code))
    assert code_row(east).tries == 5
    assert not grants_of(east)
    fresh = made(east)[east.village.pk]
    assert take(east.village, fresh).status_code == 302


def test_a_stranger_s_wrong_tries_spend_nobody_s_code(east):
    codes = made(east, under=east.town)
    for n in range(6):
        take(east.village, "AAAA3333", address="10.9.9.9", phone="10099990009")
        take(east.village, "AAAA3333", address=f"10.9.9.{n}", phone="10099990009")
    assert take(east.village, codes[east.village.pk]).status_code == 302


def test_a_code_that_is_searched_for_locks_for_everybody(east):
    code = made(east)[east.village.pk]
    set_code(east, tries=CLAIM_TRIES - 1)
    assert WRONG in words(take(east.village, "AAAA3333", address="10.0.1.2"))
    assert LOCKED in words(take(east.village, code))
    assert LOCKED in words(take(east.village, "AAAA4444", address="10.0.1.3"))
    assert not grants_of(east)


def test_a_spent_code_does_not_wash_away_wrong_tries(east):
    spent = made(east)[east.village.pk]
    made(east)
    for n in range(4):
        assert WRONG in words(take(east.village, f"AAAA333{n}"))
    assert "已经作废" in words(take(east.village, spent))
    assert LOCKED in words(take(east.village, "AAAA4444"))


def test_what_does_not_exist_is_refused_and_locked_in_the_same_words(east, west):
    made(east)
    codes = [east.village.code, east.other_village.code, "430424999999", "999999999999"]
    for k, org_code in enumerate(codes):
        org = SimpleNamespace(code=org_code)
        answers = [take(org, f"AAAA333{n}", address=f"10.{k}.0.1") for n in range(6)]
        said = [(WRONG in words(a), LOCKED in words(a)) for a in answers]
        assert said == [(True, False)] * 5 + [(False, True)], org_code


def test_spent_codes_say_plainly_why(east):
    code = made(east)[east.village.pk]
    set_code(east, expires_at=timezone.now())
    assert "已经过期" in words(take(east.village, code))
    newer = made(east)[east.village.pk]
    assert "已经作废" in words(take(east.village, code))
    clerk = seated(east)
    with scope(east.county.pk):
        claim = ClaimCode.rows.get(revoked_at__isnull=True)
        services.revoke_claim(claim=claim, by=clerk, at=timezone.now())
        with pytest.raises(ValidationError, match="用过或作废"):
            services.revoke_claim(claim=claim, by=clerk, at=timezone.now())
    assert "已经作废" in words(take(east.village, newer))
    assert not grants_of(east)


def test_a_code_dies_with_what_its_maker_held(east):
    code = made(east, who="town_clerk")[east.village.pk]
    with scope(east.county.pk):
        services.end_access(grant=east.town_clerk_grant, on=timezone.localdate(), by=None)
    assert "不再负责" in words(take(east.village, code))
    assert not grants_of(east)
    code = made(east)[east.village.pk]
    with scope(east.county.pk):
        services.close_org(org=east.village, on=timezone.localdate(), by=None)
    assert "已经撤销" in words(take(east.village, code))


def test_one_gives_only_what_one_holds_and_only_downward(east, west):
    for who, under, role in [
        ("town_clerk", east.other_town, Role.CHAIR),
        ("town_clerk", east.root, Role.CHAIR),
        ("town_clerk", east.town, Role.COUNTY_ADMIN),
        ("admin", east.root, Role.COUNTY_ADMIN),
        ("chair", east.village, Role.CHAIR),
        ("auditor", east.village, Role.CHAIR),
        ("officer", east.village, Role.REPRESENTATIVE),
    ]:
        with pytest.raises(ValidationError):
            made(east, under=under, role=role, who=who)
    maker = seated(east)
    with scope(west.county.pk), pytest.raises(ValidationError):
        services.make_claims(under=west.village, role=Role.CHAIR, by=maker, at=timezone.now())
    assert made(east, role=Role.OFFICER, who="chair")


def test_a_code_opens_nothing_elsewhere(east, west):
    code = made(east, under=east.town)[east.village.pk]
    assert WRONG in words(take(east.other_village, code))
    assert WRONG in words(take(west.village, code))
    assert not grants_of(east)


def test_a_known_phone_gives_its_own_password(east):
    signed_in(east.officer)
    code = made(east)[east.village.pk]
    other = "another-good-password"
    answer = take(east.village, code, phone=east.officer_phone, password=other)
    assert "原来的密码" in words(answer)
    assert code_row(east).tries == 0
    assert take(east.village, code, phone=east.officer_phone).status_code == 302
    roles = {g.role for g in grants_of(east, east.officer_phone)}
    assert roles == {Role.OFFICER, Role.CHAIR}
    assert not Client().login(username=east.officer_phone, password=other)


def test_nobody_steps_into_a_seat_by_typing_its_phone(east):
    """The administrator has a seat but no password yet: a village's code must not choose one."""
    code = made(east)[east.village.pk]
    answer = take(east.village, code, phone=east.admin_phone)
    assert "还没有设过密码" in words(answer)
    assert not User.objects.get(pk=east.admin.pk).password
    assert code_row(east).used_at is None


def test_guessing_a_password_behind_a_good_code_is_limited(east):
    signed_in(east.officer)
    code = made(east)[east.village.pk]
    said = [
        words(take(east.village, code, phone=east.officer_phone, password=f"guess-number-{n}"))
        for n in range(6)
    ]
    assert all("原来的密码" in text for text in said[:5])
    assert "密码错误次数太多" in said[5]


def test_weak_password_spends_nothing(east):
    code = made(east)[east.village.pk]
    for _ in range(7):
        assert take(east.village, code, password="12345678").status_code == 200
    assert take(east.village, code).status_code == 302


def test_access_hangs_on_the_seat_and_ends_with_it(east):
    maker = seated(east)
    with scope(east.county.pk):
        held = members.appoint(
            person=person(east.village, phone=PHONE), org=east.village, office=Office.CHAIR,
            on=TODAY, by=maker,
        )  # fmt: skip
        waiting = held.grant_id
    code = made(east)[east.village.pk]
    client = Client()
    assert take(east.village, code, client=client).status_code == 302
    (grant,) = grants_of(east)
    assert (grant.pk, grant.accepted_at is not None) == (waiting, True)
    assert client.get(f"/org/{east.village.code}/").status_code == 200
    with scope(east.county.pk):
        held = Appointment.rows.get(pk=held.pk)
        members.end_appointment(
            appointment=held, on=timezone.localdate(), departure="moved", by=None
        )
    assert client.get(f"/org/{east.village.code}/").status_code != 200


def test_a_code_taken_up_with_a_new_phone_ends_the_access_of_the_old(east):
    maker, client, new = seated(east), Client(), "10099990002"
    with scope(east.county.pk):
        held = members.appoint(
            person=person(east.village, phone=PHONE), org=east.village, office=Office.CHAIR,
            on=TODAY, by=maker,
        )  # fmt: skip
    take(east.village, made(east)[east.village.pk], client=client)
    with scope(east.county.pk):
        members.update_person(person=held.person, phone=new, by=None)
    assert take(east.village, made(east)[east.village.pk], phone=new).status_code == 302
    (old,), (now,) = grants_of(east), grants_of(east, new)
    assert (old.until, now.until) == (timezone.localdate(), None)
    assert client.get(f"/org/{east.village.code}/").status_code != 200
    with scope(east.county.pk):
        members.end_appointment(
            appointment=Appointment.rows.get(pk=held.pk), on=timezone.localdate(),
            departure="moved", by=None,
        )  # fmt: skip
    assert not any(one.until is None for one in [*grants_of(east), *grants_of(east, new)])


def test_what_a_code_does_to_the_seat_is_told_before(east):
    with scope(east.county.pk):
        held = seat(east.village, Office.CHAIR, who=person(east.village, phone=PHONE))
        members.update_person(person=held.person, phone="10099990002", by=None)
        facts = {"org": east.village, "role": Role.CHAIR, "holder": "甲", "on": TODAY, "by": None}
        other = services.grant_access(phone="10099990002", **facts)
        told = preview_of("orgs.take_up_claim", grant=other, on=TODAY)
    assert {(e.what, e.count) for e in told} >= {("任职", 1), ("账号授权", 1)}


def test_a_seat_without_access_gets_the_code_s(east):
    with scope(east.county.pk):
        held = seat(east.village, Office.CHAIR)
        members.update_person(person=held.person, phone=PHONE, by=None)
        assert Appointment.rows.get(pk=held.pk).grant_id is None
    code = made(east)[east.village.pk]
    take(east.village, code)
    with scope(east.county.pk):
        (grant,) = grants_of(east)
        assert Appointment.rows.get(pk=held.pk).grant_id == grant.pk
        assert Record.rows.filter(act="orgs.take_up_claim", target="members.appointment").exists()


@pytest.mark.django_db(transaction=True)
def test_two_at_once_one_wins():
    cast = plant("430424", "东县", "0100")
    code = made(cast)[cast.village.pk]

    def work(k):
        return services.take_up_claim(
            org_code=cast.village.code, code=code, name="甲", phone=f"1009999000{k}",
            password=PASSWORD, address=f"10.0.0.{k}", at=timezone.now(),
        )  # fmt: skip

    answers = together(work, 3)
    assert sum(isinstance(a, User) for a in answers) == 1, answers
    refused = [a for a in answers if not isinstance(a, User)]
    assert all("已经用过" in a.message for a in refused)
    assert sum(len(grants_of(cast, f"1009999000{k}")) for k in range(3)) == 1


def test_desk_makes_prints_once_and_revokes(east):
    desk = signed_in(east.town_clerk)
    page = words(desk.get(f"/desk/orgs/claimcode/add/?org={east.town.pk}"))
    assert "县管理员" not in re.findall(r"<option[^>]*>([^<]*)", page)
    facts = {"under": east.town.pk, "role": "chair", "once": "c1"}
    first, second = (desk.post("/desk/orgs/claimcode/add/", facts) for _ in range(2))
    assert first.url == second.url
    sheet = words(desk.get(first.url))
    codes = re.findall(r"desk-slip-code\">(\w{4}) (\w{4})<", sheet)
    assert len(codes) == 2
    assert sheet.count("<svg") >= 2
    assert f"testserver/code/ ，填组织代码 {east.village.code} 和认领码" in sheet
    assert take(east.village, "".join(codes[0])).status_code == 302
    assert desk.post(first.url).status_code == 302
    assert desk.get(first.url).status_code == 302
    listed = words(desk.get("/desk/orgs/claimcode/"))
    assert "已用过" in listed
    assert not any("".join(pair) in listed for pair in codes)
    other = code_row(east)
    assert desk.post(f"/desk/orgs/claimcode/{other.pk}/revoke/", {"reason": ""}).status_code == 302
    assert "已作废" in words(desk.get(f"/desk/orgs/claimcode/{other.pk}/"))
    stranger = {"under": east.other_town.pk, "role": "chair"}
    assert "不在您的范围内" in words(desk.post("/desk/orgs/claimcode/add/", stranger))


def test_whoever_cannot_scan_types_the_organisation(east):
    visitor = Client(REMOTE_ADDR="10.0.0.77")
    assert 'href="/code/"' in words(visitor.get("/login/"))
    for code in (f" {east.village.code[:6]} {east.village.code[6:]}", "430424999999"):
        answer = visitor.post("/code/", {"org": code})
        assert answer.url == f"/code/{code.replace(' ', '')}/"  # whether there is one or not
    assert "12 位数字" in words(visitor.post("/code/", {"org": "43042"}))
    tried = [visitor.post("/code/", {"org": east.village.code}) for _ in range(20)]
    assert "请求太频繁" in words(tried[-1])


def test_list_asks_the_same_with_one_and_three(east):
    desk = signed_in(east.admin)
    desk.get("/desk/orgs/claimcode/")
    counts = []
    for under in (east.village, east.root):
        made(east, under=under)
        with CaptureQueriesContext(connection) as asked:
            assert desk.get("/desk/orgs/claimcode/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 12


def test_codes_stand_in_no_record_and_no_log(east, caplog):
    code = made(east)[east.village.pk]
    with caplog.at_level("INFO"):
        Client().get(f"/code/{east.village.code}/{code}/")
        take(east.village, code)
    assert code not in "".join(str(r.__dict__) for r in caplog.records)
    with scope(east.county.pk):
        lines = list(Record.rows.values_list("changes", "target_name", "reason"))
    assert code not in str(lines)
