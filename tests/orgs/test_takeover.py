"""Nobody takes over an account by granting it a seat and asking for its link."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from fulian.scoping import scope
from orgs import services
from orgs.models import Record, Role, User
from orgs.queries import hats
from orgs.services.access import phone_key
from tests.conftest import NOW, TODAY, signed_in

HERS, CHOSEN = "her-own-secret-1", "chosen-by-another-1"
PC = {"User-Agent": "Mozilla/5.0 (Windows NT 10.0)"}


def seated(user):
    user.hat = hats.hats_of(user, TODAY)[0]
    return user


def link_by(giver, county, place, role, phone):
    """Return the one-time code ``giver`` gets for ``phone`` after granting it a seat."""
    with scope(county.pk, by=giver):
        grant = services.grant_access(
            org=place, role=role, phone=phone, holder="甲", on=TODAY, by=giver
        )
        return services.issue_link(grant=grant, at=NOW, by=giver)


def claim(code, password):
    return services.claim(code=code, password=password, address="192.0.2.1", at=NOW)


def asks(code):
    return services.may_choose_password(services.doorway(code=code, at=NOW), TODAY)


@pytest.fixture
def target(east, west):
    for user in (east.admin, east.auditor, east.chair):
        user.set_password(HERS)
        user.save()
    return east


def test_another_county_makes_another_account(target, west):
    code = link_by(seated(west.admin), west.county, west.village, Role.OFFICER, target.admin_phone)
    theirs = claim(code, CHOSEN)
    assert theirs != target.admin
    target.admin.refresh_from_db()
    assert target.admin.check_password(HERS)
    client = Client(headers=PC)
    client.post("/login/", {"phone": target.admin_phone, "password": CHOSEN})
    assert client.get(f"/org/{target.village.code}/").status_code == 404


def test_account_prepared_below_opens_no_seat_granted_above(target):
    """A clerk makes an account, chooses its password; the county then makes it its auditor."""
    clerk, admin = seated(target.town_clerk), seated(target.admin)
    claim(link_by(clerk, target.county, target.village, Role.OFFICER, "10009000005"), CHOSEN)
    code = link_by(admin, target.county, target.root, Role.COUNTY_AUDITOR, "10009000005")
    bait = User.objects.get(phone_key=phone_key("10009000005"), county=target.county)
    assert [h.role for h in hats.hats_of(bait, TODAY)] == [Role.OFFICER]  # not taken up
    assert not asks(code)  # an auditor's password is not the administrator's to set


def test_from_below(target):
    clerk = seated(target.town_clerk)
    code = link_by(clerk, target.county, target.village, Role.OFFICER, target.admin_phone)
    assert not asks(code)
    with pytest.raises(ValidationError, match="密码不对"):
        claim(code, CHOSEN)
    assert claim(code, HERS) == target.admin  # she herself takes the seat up
    assert len(hats.hats_of(target.admin, TODAY)) == 2


def test_seat_gained_after_the_link_was_made(target):
    with scope(target.county.pk):
        clerk, admin = seated(target.town_clerk), seated(target.admin)
        code = services.issue_link(grant=target.officer_grant, at=NOW, by=clerk)
        assert asks(code)
        services.grant_access(
            org=target.root, role=Role.COUNTY_STAFF, phone=target.officer_phone, holder="乙",
            on=TODAY, by=admin,
        )  # fmt: skip
    assert not asks(code)


def test_link_dies_with_its_givers_seat(target):
    with scope(target.county.pk):
        clerk = seated(target.town_clerk)
        code = services.issue_link(grant=target.chair_grant, at=NOW, by=clerk)
        services.end_access(grant=target.town_clerk_grant, on=TODAY, by=None)
    with pytest.raises(ValidationError, match="用过或者过期"):
        claim(code, CHOSEN)


def test_link_weakens_when_her_place_leaves_the_givers_reach(target):
    with scope(target.county.pk):
        clerk = seated(target.town_clerk)
        code = services.issue_link(grant=target.chair_grant, at=NOW, by=clerk)
        services.move_org(org=target.village, parent=target.other_town, on=TODAY, by=None)
    assert not asks(code)


def test_auditor_is_not_opened_by_whom_she_watches(target, operator):
    with scope(target.county.pk):
        code = services.issue_link(grant=target.auditor_grant, at=NOW, by=seated(target.admin))
        assert not asks(code)
        code = services.issue_link(grant=target.auditor_grant, at=NOW, by=operator)
        assert asks(code)


def test_auditor_is_not_opened_by_ending_her_seat_first(target):
    admin = seated(target.admin)
    with scope(target.county.pk, by=admin):
        services.end_access(grant=target.auditor_grant, on=TODAY, by=admin)
    code = link_by(admin, target.county, target.village, Role.REPRESENTATIVE, target.auditor_phone)
    assert not asks(code)


def test_operator_opening_a_county_takes_no_account_of_another(target, operator):
    opened = services.open_county(
        code="430412", on=TODAY, at=NOW, by=operator, admin_phone=target.admin_phone
    )
    assert claim(opened.code, CHOSEN) != target.admin
    target.admin.refresh_from_db()
    assert target.admin.check_password(HERS)


def test_her_own_administrator_resets(target):
    with scope(target.county.pk):
        code = services.issue_link(grant=target.chair_grant, at=NOW, by=seated(target.town_clerk))
    assert claim(code, CHOSEN) == target.chair
    target.chair.refresh_from_db()
    assert target.chair.check_password(CHOSEN)


def test_new_seat_before_eight_in_the_morning(target):
    code = link_by(seated(target.admin), target.county, target.village, Role.OFFICER, "10009000001")
    assert asks(code)
    assert hats.hats_of(claim(code, CHOSEN), TODAY)


def test_page_asks_for_her_own_password(target, client):
    clerk = seated(target.town_clerk)
    with scope(target.county.pk, by=clerk):
        grant = services.grant_access(
            org=target.village, role=Role.OFFICER, phone=target.admin_phone, holder="甲", on=TODAY,
            by=clerk,
        )  # fmt: skip
        from django.utils import timezone

        code = services.issue_link(grant=grant, at=timezone.now(), by=clerk)
    page = f"/claim/{code}/"
    assert "请输入原来的密码" in client.get(page).content.decode()
    refused = client.post(page, {"password": CHOSEN, "again": CHOSEN})
    assert "密码不对" in refused.content.decode()
    assert client.post(page, {"password": HERS}).status_code == 302


def test_two_counties_one_password_one_login(target, west):
    with scope(west.county.pk):
        theirs = services.grant_access(
            org=west.village, role="officer", phone=target.chair_phone, holder="甲", on=TODAY,
            by=None,
        )  # fmt: skip
    theirs.user.set_password(HERS)
    theirs.user.save()
    client = Client(headers=PC)
    client.post("/login/", {"phone": target.chair_phone, "password": HERS})
    page = client.get("/me/").content.decode()
    assert west.village.title in page
    assert target.village.title in page
    key = f"{target.county.pk}-{target.chair_grant.pk}"
    assert client.post("/me/hats/", {"hat": key}).status_code == 302
    assert client.get(f"/org/{target.village.code}/").status_code == 200
    assert client.get(f"/org/{west.village.code}/").status_code == 404


def test_guessing_is_counted_by_network_and_at_every_door(target):
    def code_of(act):
        with pytest.raises(ValidationError) as refusal:
            act()
        return refusal.value.code

    tries = [
        code_of(lambda n=n: services.sign_in(
            phone=target.admin_phone, password="x", address=f"2001:db8::{n}", at=NOW))
        for n in range(6)
    ]  # fmt: skip
    assert tries[-1] == "locked"
    change = {"user": target.chair, "old": "x", "new": CHOSEN, "at": NOW}
    assert [code_of(lambda: services.change_password(**change)) for _ in range(6)][-1] == "locked"


def test_dead_links_lock_no_passwords(target):
    for n in range(55):
        with pytest.raises(ValidationError):
            claim(f"dead{n}", CHOSEN)
    assert services.sign_in(
        phone=target.chair_phone, password=HERS, address="192.0.2.1", at=NOW
    ) == [target.chair]


def test_help_asked_in_her_name_is_not_recorded_as_hers(target):
    services.ask_for_help(phone=target.chair_phone, at=NOW + timedelta(hours=1))
    with scope(target.county.pk):
        assert Record.objects.get(act="orgs.ask_for_help").user_id is None


def test_forgotten_passwords_are_asked_a_few_at_a_time(target, client):
    for n in range(12):
        assert client.post("/forgot/", {"phone": f"1000900{n:04d}"}).status_code == 302
    client.post("/forgot/", {"phone": target.chair_phone})
    with scope(target.county.pk):
        assert not Record.objects.filter(act="orgs.ask_for_help").exists()


def test_token_tries_are_counted(target, client):
    asked = {"grant_type": "client_credentials"}
    answers = [client.post("/oauth/token/", asked) for _ in range(62)]  # a new minute may begin
    assert answers[0].status_code == 401
    refused = [one for one in answers if one.status_code == 429]
    assert refused
    assert refused[0]["Retry-After"] == "60"


def test_nothing_typed_is_a_server_error(target):
    client = signed_in(target.admin)
    client.raise_request_exception = False
    for path in (
        "/desk/autocomplete/?app_label=orgs&model_name=org&field_name=parent&term=%00",
        "/desk/orgs/accessgrant/?holder__regex=((",
        "/desk/orgs/org/add/?parent=" + "9" * 5000,
        "/desk/orgs/accessgrant/add/?org=" + "9" * 5000,
        "/desk/orgs/record/?q=9999-12-31",
    ):
        assert client.get(path).status_code < 500, path
    boxes = {"members/committeeseat/add": ("org", "person"), "members/congressterm/begin-many":
             ("under",), "orgs/org/add": ("parent",)}  # fmt: skip
    for path, names in boxes.items():
        for typed in ("\0", "村", "-1", "9" * 30):
            answer = client.post(f"/desk/{path}/", dict.fromkeys(names, typed))
            assert answer.status_code == 200, (path, typed)
    assert client.post("/letters/", {"size": "1", "once": "\0"}).status_code < 500
