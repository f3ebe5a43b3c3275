"""What must hold before the site may serve: of the models, and of the database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, register
from django.db import ProgrammingError, connections

from fulian.database.outside import OUTSIDE
from fulian.database.walls import CONTEXT
from fulian.scoping import ScopedForeignKey, ScopedModel, scoped_links, scoped_models

RULES = (Path(__file__).parent / "database" / "lint.sql").read_text()
FUNCTIONS = dict(zip(("county", "actor", "glass"), CONTEXT.split("$$")[1::2], strict=True))
DEFINERS = ["app.county()"]


class WallsBroken(RuntimeError):
    """The database is not as it must be; nothing may be served from it."""


@register("walls")
def links_carry_the_county(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse a plain link to a scoped table: the database cannot hold it inside the county."""
    return [
        Error(f"{field} must be a ScopedForeignKey (and no many-to-many).", id="walls.E001")
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_fields
        if isinstance(field.related_model, type)
        and issubclass(field.related_model, ScopedModel)
        and not isinstance(field, ScopedForeignKey)
    ]


def breaches(using: str = "default") -> list[str]:
    """Return every broken rule of the schema, in words; nothing when the walls stand."""
    granted = OUTSIDE | {m._meta.db_table: m.grants for m in scoped_models()}
    names: dict[str, Any] = {
        "scoped": [model._meta.db_table for model in scoped_models()],
        "outside": list(OUTSIDE),
        "definers": DEFINERS,
        "functions": list(FUNCTIONS),
        "bodies": list(FUNCTIONS.values()),
        "walls": [f"{m._meta.db_table}:{m.wall}" for m in scoped_models() if m.wall],
        "links": [f"{model._meta.db_table}.{field.column}" for model, field in scoped_links()],
        "grants": [
            f"{table}:{right.strip()}"
            for table, rights in granted.items()
            for right in rights.split(",")
        ],
    }
    with connections[using].cursor() as cursor:
        try:
            cursor.execute(RULES, names)
        except ProgrammingError as unfinished:  # never migrated, or a restore that was cut short
            return [f"the walls are not finished, run manage.py migrate: {unfinished}"]
        return [breach for (breach,) in cursor.fetchall()]


def role_breaches(using: str = "default") -> list[str]:
    """Return why the account the site runs as must not serve; nothing when it is fulian_app."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT session_user, current_user")
        session, current = cursor.fetchone()
    if (session, current) == ("fulian_app", "fulian_app"):
        return []
    return [f"the site runs as {session}/{current}, it must run as fulian_app"]


def refuse_to_serve() -> None:
    """Raise ``WallsBroken`` with every breach; called once as a process starts."""
    if found := role_breaches() + breaches():
        raise WallsBroken("; ".join(found))
