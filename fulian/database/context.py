"""The open scope, and how it is told to PostgreSQL.

Apart from ``fulian.scoping`` because Django loads the database backend while the first
model class is being made: nothing the backend imports may define a model.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from contextvars import ContextVar, Token
from dataclasses import dataclass

from django.conf import settings

# Seconds a signed context is believed, so that a copied one goes stale. It is compared with the
# moment the transaction began, so the longest transaction is not cut short; what it has to cover
# is a wait for the pooler and clocks that disagree.
LIFETIME = 5 * 60


class ScopeMissing(RuntimeError):
    """A query ran before anyone said whose data it is about."""


@dataclass(frozen=True, slots=True)
class Scope:
    """One county, who acts in it, and the organisation on top of the subtree when narrower.

    ``glass`` is one row that is opened in an emergency: its table and its key, ``table:key``.
    """

    county: int
    user: int = 0
    under: int | None = None
    glass: str = ""


_current: ContextVar[Scope | None] = ContextVar("scope", default=None)


def current() -> Scope:
    """Return the open scope, or raise ``ScopeMissing``."""
    if (found := _current.get()) is None:
        raise ScopeMissing("open fulian.scoping.scope() before touching county data")
    return found


def opened_scope() -> Scope | None:
    """Return the open scope, or None."""
    return _current.get()


def enter(here: Scope) -> Token[Scope | None]:
    """Make ``here`` the open scope. Only ``scoping.scope`` calls this."""
    return _current.set(here)


def leave(token: Token[Scope | None]) -> None:
    """Make the scope before ``token`` the open one again."""
    _current.reset(token)


def sign(said: str) -> str:
    """Return the signature the database asks for beside the context ``said``."""
    return hmac.new(settings.CONTEXT_KEY, said.encode(), hashlib.sha256).hexdigest()


def stamp() -> str:
    """Return the statements that tell a transaction its context; the empty one without a scope.

    Literals only: ``SET LOCAL`` takes no parameters, and it reaches Citus nodes where
    ``set_config()`` does not. ``app.at`` ties the context to this very transaction, so that a
    setting somebody left behind on a pooled connection answers nothing.
    """
    if (here := _current.get()) is None:
        return "SET LOCAL app.ctx = ''; SET LOCAL app.sig = ''"
    said = f"{here.county:d}|{here.user:d}|{int(time.time()) + LIFETIME:d}|{here.glass}"
    return (
        f"SET LOCAL app.ctx = '{said}'; SET LOCAL app.sig = '{sign(said)}'; "
        "SELECT set_config('app.at', transaction_timestamp()::text, true)"
    )
