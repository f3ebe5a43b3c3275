"""Permissions: unknown is no, switched off is no, and a page asks before it answers."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory
from rest_framework.exceptions import MethodNotAllowed

from fulian import permissions
from fulian.permissions import Needs, RuleBackend, allow, anyone, needs
from orgs.models import User


@pytest.fixture(autouse=True)
def _rules(monkeypatch):
    monkeypatch.setattr(permissions, "_rules", {})

    @allow("toys.play", "toys.look")
    def may_play(user, obj):
        return user.name == "anna" and (obj is None or obj == "ball")

    @allow("toys.break")
    def may_break(user, obj):
        return False


def person(name="anna", *, active=True):
    account = SimpleNamespace(name=name, is_active=active)
    account.has_perm = lambda perm, obj=None: RuleBackend().has_perm(account, perm, obj)
    return account


def test_rule_answers():
    backend = RuleBackend()
    assert backend.has_perm(person(), "toys.play")
    assert backend.has_perm(person(), "toys.look", "ball")
    assert not backend.has_perm(person(), "toys.play", "doll")
    assert not backend.has_perm(person("bob"), "toys.play")
    assert permissions.permissions() == ["toys.break", "toys.look", "toys.play"]


def test_unknown_is_no():
    assert not RuleBackend().has_perm(person(), "toys.burn")
    assert not RuleBackend().has_perm(person(), "")


def test_switched_off_is_no():
    assert not RuleBackend().has_perm(person(active=False), "toys.play")
    assert not RuleBackend().has_perm(AnonymousUser(), "toys.play")


def test_module_perms():
    backend = RuleBackend()
    assert backend.has_module_perms(person(), "toys")
    assert not backend.has_module_perms(person("bob"), "toys")
    assert not backend.has_module_perms(person(), "toy")
    assert not backend.has_module_perms(person(), "x")


def test_two_rules_for_one_permission():
    with pytest.raises(ValueError, match="two rules for"):
        allow("toys.new", "toys.play")(lambda user, obj: True)
    assert not RuleBackend().has_perm(person(), "toys.new")


def test_get_user(db):
    awake, asleep = User.objects.create(), User.objects.create(is_active=False)
    backend = RuleBackend()
    assert backend.get_user(awake.pk) == awake
    assert backend.get_user(asleep.pk) is None
    assert backend.get_user(0) is None


@needs("toys.play")
def page(request, word="hello"):
    """A page."""
    return HttpResponse(word)


def test_page_asks_first():
    request = RequestFactory().get("/")
    request.user = person()
    assert page(request, word="x").content == b"x"
    request.user = person("bob")
    with pytest.raises(PermissionDenied):
        page(request)
    assert (page.needs, page.__name__) == ("toys.play", "page")


def test_page_for_anyone():
    @anyone
    def door(request):
        return HttpResponse("come in")

    assert door.needs is None
    assert door(None).content == b"come in"


@pytest.mark.parametrize(
    ("method", "who", "lets"),
    [("GET", "anna", True), ("HEAD", "anna", True), ("GET", "bob", False), ("PUT", "anna", False)],
)
def test_api_needs(method, who, lets):
    view = SimpleNamespace(needs={"GET": "toys.play", "PUT": "toys.break"})
    request = SimpleNamespace(method=method, user=person(who))
    assert Needs().has_permission(request, view) is lets


def test_api_method_that_the_view_does_not_name():
    view = SimpleNamespace(needs={"GET": "toys.play"})
    with pytest.raises(MethodNotAllowed):
        Needs().has_permission(SimpleNamespace(method="POST", user=person()), view)


def test_api_needs_somebody():
    view = SimpleNamespace(needs={"GET": "toys.play"})
    for method in ("GET", "POST"):
        assert not Needs().has_permission(SimpleNamespace(method=method, user=None), view)


def test_no_superuser(db):
    """There is no account that may do everything."""
    user = User.objects.create(is_operator=True)
    assert not hasattr(user, "is_superuser")
    assert not user.has_perm("toys.play2")
    assert not user.has_perm("no.such")
