"""Nobody takes over an account by granting it a seat and asking for its link."""

import pytest
from django.core.exceptions import ValidationError

from fulian.scoping import scope
from orgs import services
from orgs.models import Role
from orgs.queries import hats
from orgs.services.access import may_choose_password
from tests.conftest import NOW, TODAY

HERS, CHOSEN = "her-own-secret-1", "chosen-by-another-1"


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
    return may_choose_password(services.doorway(code=code, at=NOW), TODAY)


@pytest.fixture
def target(east, west):
    for user in (east.admin, east.auditor, east.chair):
        user.set_password(HERS)
        user.save()
    return east


def test_by_another_county(target, west):
    code = link_by(
        seated(west.admin), west.county, west.village, Role.OFFICER, target.admin_phone
    )
    assert not asks(code)
    with pytest.raises(ValidationError, match="密码不对"):
        claim(code, CHOSEN)
    assert claim(code, HERS) == target.admin  # she herself accepts the seat
    target.admin.refresh_from_db()
    assert target.admin.check_password(HERS)


def test_by_another_county_before_she_ever_came(east, west):
    code = link_by(seated(west.admin), west.county, west.village, Role.OFFICER, east.admin_phone)
    with pytest.raises(ValidationError):
        claim(code, CHOSEN)


def test_from_below(target):
    clerk = seated(target.town_clerk)
    code = link_by(clerk, target.county, target.village, Role.OFFICER, target.admin_phone)
    with pytest.raises(ValidationError, match="密码不对"):
        claim(code, CHOSEN)


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


def test_auditor_is_not_opened_by_whom_she_watches(target, operator):
    with scope(target.county.pk):
        code = services.issue_link(grant=target.auditor_grant, at=NOW, by=seated(target.admin))
        assert not asks(code)
        code = services.issue_link(grant=target.auditor_grant, at=NOW, by=operator)
        assert asks(code)


def test_operator_is_not_opened_by_a_county(target, operator):
    code = link_by(
        seated(target.admin), target.county, target.village, Role.OFFICER, "10003000001"
    )
    assert not asks(code)


def test_her_own_administrator_resets(target):
    with scope(target.county.pk):
        code = services.issue_link(grant=target.chair_grant, at=NOW, by=seated(target.town_clerk))
    assert claim(code, CHOSEN) == target.chair
    target.chair.refresh_from_db()
    assert target.chair.check_password(CHOSEN)


def test_page_asks_for_her_own_password(target, west, client):
    code = link_by(
        seated(west.admin), west.county, west.village, Role.OFFICER, target.admin_phone
    )
    page = f"/claim/{code}/"
    assert "请输入原来的密码" in client.get(page).content.decode()
    refused = client.post(page, {"password": CHOSEN, "again": CHOSEN})
    assert "密码不对" in refused.content.decode()
    assert client.post(page, {"password": HERS}).status_code == 302
