"""Writing letters in tests, and looking at them through somebody's own seat."""

from __future__ import annotations

import itertools
from datetime import timedelta

from fulian.scoping import scope
from homes import services
from homes.queries import letters as reads
from orgs import services as ground
from orgs.models import Role
from orgs.queries import hats
from tests.conftest import NOW, TODAY

DAY = timedelta(days=1)
KEYS = itertools.count()


def written(cast, text="巷口的路灯坏了，晚上不敢走", *, org=None, kind="message", at=NOW, **more):
    key = more.pop("form_key", f"key{next(KEYS)}")
    return services.write_letter(
        org=org or cast.village, kind=kind, text=text, form_key=key, at=at, **more
    )


def wearing(user, cast):
    found = hats.grant_hat(user, cast.county, None, TODAY)
    assert found
    user.hat = found[0]
    return user


def seen(user, cast, number, on=TODAY):
    """Return the letter as the account sees it through its own seat, None for nothing."""
    her = wearing(user, cast)
    with scope(cast.county.pk, under=type(cast.village).rows.get(pk=her.hat.org), by=her):
        return reads.letter_of(her, number, on)


def town_chair(cast):
    grant = ground.grant_access(
        org=cast.town, role=Role.CHAIR, phone="10009000007", holder="镇主席", on=TODAY, by=None
    )
    grant.accepted_at = NOW
    grant.save()
    return grant.user
