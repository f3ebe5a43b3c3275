"""Who may do what. Every face asks through ``user.has_perm``; the answer lives in rules.py."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.permissions import BasePermission

Rule = Callable[[Any, Any], bool]
View = Callable[..., HttpResponseBase]
_rules: dict[str, Rule] = {}


def allow(*names: str) -> Callable[[Rule], Rule]:
    """Register a rule under the permission ``names`` it answers for."""

    def keep(rule: Rule) -> Rule:
        if taken := _rules.keys() & set(names):
            raise ValueError(f"two rules for {taken}")
        _rules.update(dict.fromkeys(names, rule))
        return rule

    return keep


def permissions() -> list[str]:
    """Return every permission that has a rule."""
    return sorted(_rules)


class RuleBackend(BaseBackend):
    """Answers permissions from the rules. Unknown means no."""

    def get_user(self, user_id: Any) -> Any:
        """Return the account of a session, with its county, when it is still switched on."""
        from django.contrib.auth import get_user_model  # noqa: PLC0415 -- models are not ready yet

        accounts = get_user_model()._default_manager.select_related("county")
        return accounts.filter(pk=user_id, is_active=True).first()

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Say whether the rule named ``perm`` lets this account."""
        rule = _rules.get(perm)
        return bool(rule and user_obj.is_active and rule(user_obj, obj))

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        """Say whether anything at all in ``app_label`` is allowed."""
        return any(self.has_perm(user_obj, p) for p in _rules if p.startswith(f"{app_label}."))


def needs(perm: str) -> Callable[[View], View]:
    """Page decorator: the account must hold ``perm``; the test suite checks every page has one."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.has_perm(perm):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.needs = perm  # type: ignore[attr-defined]  # read by the tests
        return guarded

    return guard


def anyone(view: View) -> View:
    """Page decorator: this page is open to whoever comes, signed in or not."""
    view.needs = None  # type: ignore[attr-defined]  # read by the tests
    return view


def anonymous(view: View) -> View:
    """Page decorator: open to whoever comes, and no log line says who came."""
    view.is_anonymous = True  # type: ignore[attr-defined]  # read by the middleware
    return anyone(view)


class Needs(BasePermission):
    """API: the view names its permission in ``needs``."""

    def has_permission(self, request: Any, view: Any) -> bool:
        """Say whether the caller holds what the view asks for this method.

        Raises ``MethodNotAllowed`` for a method the view does not name.
        """
        method = "GET" if request.method == "HEAD" else request.method
        if request.user and method not in view.needs:
            raise MethodNotAllowed(method)
        return bool(request.user and request.user.has_perm(view.needs[method]))
