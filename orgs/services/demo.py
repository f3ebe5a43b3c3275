"""What only a demonstration does; refused everywhere else."""

from __future__ import annotations

from collections.abc import Collection

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError

from fulian.demo_accounts import PASSWORD
from orgs.models import User
from orgs.services.recording import nothing_to_do, record, verb


@verb("orgs.give_demo_password", "设置演示密码")
def give_demo_password(*, users: Collection[int]) -> int:
    """Give the accounts that never had a password the public one; return how many.

    It is hashed once for all of them. Raises ``ValidationError`` where this is no demonstration.
    """
    if not settings.DEMO:
        raise ValidationError("只有演示环境（FULIAN_DEMO=1）才能这样做。", code="no_demo")
    fresh = User.objects.filter(pk__in=users, password="")
    if not fresh.exists():
        nothing_to_do()
        return 0
    count = fresh.update(password=make_password(PASSWORD))
    record(by=None, name=f"{count} 个演示账号")
    return count
