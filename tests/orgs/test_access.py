"""Letting people in and out."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from fulian.scoping import scope
from orgs import rules, services
from orgs.models import AccessGrant, Doorway, HelpRequest, Level, Record, Role, User
from orgs.queries import hats
from tests.conftest import NOW, TODAY


@pytest.fixture
def in_east(east):
    with scope(east.county.pk):
        for who in ("admin", "town_clerk", "chair", "officer", "auditor", "clerk"):
            user = getattr(east, who)
            user.hat = hats.hats_of(user, TODAY)[0]
        yield east


def let_in(place, by, role=Role.OFFICER, phone="10009000001", **more):
    return services.grant_access(
        org=place, role=role, phone=phone, holder="丙", on=TODAY, by=by, **more
    )


def test_grant_keeps_the_phone_sealed(in_east):
    grant = let_in(in_east.village, in_east.admin, phone="+86 100-0900-0001")
    stored = AccessGrant.objects.get(pk=grant.pk)
    assert b"10009000001" not in bytes(stored.phone)
    assert (stored.plain_phone, stored.masked_phone) == ("10009000001", "100****0001")
    line = Record.objects.filter(act="orgs.grant_access").latest("pk")
    assert "10009000001" not in str(line.changes)
    assert "丙" not in str(line.changes) + line.target_name


@pytest.mark.parametrize(
    ("by", "role", "place", "code"),
    [("town_clerk", Role.COUNTY_STAFF, "root", "not_grantable"),
     ("town_clerk", Role.OFFICER, "other_village", "not_downward"),
     ("chair", Role.CHAIR, "village", "not_grantable"),
     ("chair", Role.OFFICER, "town", "not_downward"),
     ("officer", Role.OFFICER, "village", "not_grantable"),
     ("auditor", Role.OFFICER, "village", "not_grantable"),
     ("admin", Role.OPERATOR, "root", "not_grantable"),
     ("admin", Role.COUNTY_ADMIN, "village", "role_level"),
     ("admin", Role.TOWNSHIP_STAFF, "village", "role_level")],
)  # fmt: skip
def test_grant_refused(in_east, by, role, place, code):
    before = AccessGrant.objects.count()
    with pytest.raises(ValidationError) as refusal:
        let_in(getattr(in_east, place), getattr(in_east, by), role)
    assert refusal.value.code == code
    assert AccessGrant.objects.count() == before


def test_grant_from_inside_a_subtree(in_east):
    with scope(in_east.county.pk, under=in_east.town):
        assert let_in(in_east.village, in_east.town_clerk).org == in_east.village


def test_same_grant_twice_and_separate_duties(in_east):
    let_in(in_east.village, in_east.admin)
    with pytest.raises(ValidationError, match="已经有同样的授权"):
        let_in(in_east.village, in_east.admin)
    with pytest.raises(ValidationError, match="不能由同一人担任"):
        let_in(in_east.root, in_east.admin, Role.COUNTY_AUDITOR, in_east.admin_phone)
    with pytest.raises(ValidationError, match="结束日期"):
        let_in(in_east.town, in_east.admin, until=TODAY - timedelta(days=1))


def test_nobody_gives_more_than_she_holds():
    """The permissions of a role one may give are within one's own (design: delegation)."""
    for giver, roles in rules.GRANTABLE.items():
        if giver == Role.COUNTY_STAFF:
            continue  # opens a seat by seating its holder; another's link lets her in
        for role in roles:
            if role in (Role.MACHINE, Role.OVERSEER):
                continue
            assert _may(role) <= _may(giver), (giver, role)


def _may(role):
    from types import SimpleNamespace

    from fulian.permissions import RuleBackend, permissions

    hat = SimpleNamespace(role=role, may=(), also=frozenset())
    user = SimpleNamespace(hat=hat, is_active=True, is_operator=False, is_authenticated=True)
    return {p for p in permissions() if p.startswith("orgs.") and RuleBackend().has_perm(user, p)}


def test_end_access_is_felt_at_once(in_east):
    services.end_access(grant=in_east.chair_grant, on=TODAY, by=in_east.admin)
    assert hats.hats_of(in_east.chair, TODAY) == []
    with pytest.raises(ValidationError, match="已经结束"):
        services.end_access(grant=in_east.chair_grant, on=TODAY, by=in_east.admin)


def test_last_admin_stays(in_east):
    with pytest.raises(ValidationError, match="最后一位"):
        services.end_access(grant=in_east.admin_grant, on=TODAY, by=in_east.admin)
    second = let_in(in_east.root, in_east.admin, Role.COUNTY_ADMIN)
    code = services.issue_link(grant=second, at=NOW, by=in_east.admin)
    services.claim(code=code, password="long-enough-1", address="", at=NOW)
    services.end_access(grant=in_east.admin_grant, on=TODAY, by=in_east.admin)


def test_new_link_kills_the_old_one(in_east):
    first = services.issue_link(grant=in_east.chair_grant, at=NOW, by=in_east.admin)
    second = services.issue_link(grant=in_east.chair_grant, at=NOW, by=in_east.admin)
    assert services.doorway(code=first, at=NOW) is None
    assert services.doorway(code=second, at=NOW).user == in_east.chair
    assert services.doorway(code=second, at=NOW + timedelta(hours=24)) is None
    assert second not in str(list(Doorway.objects.values()))


def test_reveal_asks_for_a_reason(in_east):
    with pytest.raises(ValidationError, match="事由"):
        services.reveal_phone(grant=in_east.chair_grant, reason=" ", by=in_east.admin)
    shown = services.reveal_phone(grant=in_east.chair_grant, reason="核对", by=in_east.admin)
    assert shown == in_east.chair_phone
    assert Record.objects.latest("pk").reason == "核对"


def test_help_is_asked_once_and_answered_by_a_link(in_east):
    for _ in range(2):
        services.ask_for_help(phone=in_east.chair_phone, at=NOW)
    services.ask_for_help(phone="10009999999", at=NOW)
    assert HelpRequest.objects.get().grant == in_east.chair_grant
    services.issue_link(grant=in_east.chair_grant, at=NOW, by=in_east.admin)
    assert HelpRequest.objects.get().answered_at == NOW


def test_application_is_bound_and_ended(in_east):
    application, secret = services.register_application(name="民政", on=TODAY, by=in_east.admin)
    assert application.county == in_east.county
    assert secret not in application.client_secret
    (hat,) = hats.hats_of(application.user, TODAY)
    assert hat.role == Role.MACHINE
    services.end_application(application=application, on=TODAY, by=in_east.admin)
    assert hats.hats_of(application.user, TODAY) == []


def test_role_levels_cover_the_desk():
    assert rules.LEVELS[Role.COUNTY_ADMIN] == {Level.COUNTY}
    assert User(pk=1).has_perm("orgs.view_org") is False


def test_undo_that_the_database_refuses_says_why(in_east):
    services.end_access(grant=in_east.officer_grant, on=TODAY, by=in_east.admin)
    ended = Record.objects.filter(act="orgs.end_access").latest("pk")
    let_in(in_east.village, in_east.admin, phone=in_east.officer_phone)
    with pytest.raises(ValidationError, match="已经有同样的授权"):
        services.undo(batch=ended.batch, at=NOW, on=TODAY, by=in_east.admin)
    assert AccessGrant.objects.get(pk=in_east.officer_grant.pk).until == TODAY
