"""What another name or another kind of an organisation touches: shown before it is given."""

from __future__ import annotations

from copy import copy
from datetime import date

from fulian.consequences import Effect, preview_of
from orgs.models import AccessGrant, ClaimCode, Org, OrgStatus
from orgs.queries.hats import live


def renaming_affects(*, org: Org, on: date) -> list[Effect]:
    """Return where another name of ``org`` shows from the day ``on``, and what keeps the old."""
    below = Org.rows.filter(parent=org, status=OrgStatus.ACTIVE).count()
    return _told([
        Effect("公开页", 1, "显示新名称，网址和代码不变"),
        Effect("账号授权", _grants(org, on), "身份里显示新名称，登录不变"),
        Effect("下级组织", below, "上级显示新名称"),
        Effect("还没用的认领码", _claims(org, on), "纸上印的是旧名称，照样能用"),
        *preview_of("orgs.rename_org", org=org, on=on),
    ])  # fmt: skip


def converting_affects(*, org: Org, kind: str, on: date) -> list[Effect]:
    """Return where another ``kind`` of ``org`` shows from the day ``on``, and what it changes."""
    then = copy(org)
    then.kind = kind
    return _told([
        Effect("公开页", 1, f"改称{then.title}，网址和代码不变"),
        Effect("账号授权", _grants(org, on), f"身份里改称{then.title}，登录不变"),
        Effect("还没用的认领码", _claims(org, on), f"纸上印的是{org.title}，照样能用"),
        *preview_of("orgs.convert_org", org=org, kind=kind, on=on),
    ])  # fmt: skip


def _grants(org: Org, on: date) -> int:
    return AccessGrant.rows.filter(live(on), org=org).count()


def _claims(org: Org, on: date) -> int:
    waiting = ClaimCode.rows.filter(org=org, used_at__isnull=True, revoked_at__isnull=True)
    return waiting.filter(expires_at__date__gte=on).count()


def _told(effects: list[Effect]) -> list[Effect]:
    return [effect for effect in effects if effect.count]
