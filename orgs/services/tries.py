"""Wrong tries at a door: counted before they are judged, in the database, by keyed hashes."""

from __future__ import annotations

from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from django.core.exceptions import ValidationError
from django.db import connection, transaction

from fulian import crypto
from orgs.models import FailedLogin

LOCKED_FOR = timedelta(minutes=15)
ACCOUNT_TRIES = 5
ADDRESS_TRIES = 50
LOCKED = "密码错误次数太多，请 15 分钟后再试，或请管理员发一个一次性链接。"


def address_key(address: str, door: str = "login") -> str:
    """Return the keyed hash of an address at one door; of its network for IPv6.

    Doors are counted apart: dead links must not lock a town hall's passwords.
    """
    try:
        found = ip_address(address)
        wide = str(ip_network(f"{found}/64", strict=False) if found.version == 6 else found)
    except ValueError:
        wide = ""
    return crypto.blind_index(wide, county=0, column=f"orgs_failedlogin.{door}")


@transaction.atomic
def count_try(*, account_key: str, address_key: str, at: datetime, said: str = LOCKED) -> None:
    """Write down a try; refuse it when there were too many, without counting it again."""
    with connection.cursor() as cursor:  # one address at a time, or a volley would not be counted
        cursor.execute("SELECT pg_advisory_xact_lock(2, hashtext(%s))", [address_key])
    this = FailedLogin.objects.create(account_key=account_key, address_key=address_key, at=at)
    recent = FailedLogin.objects.filter(at__gt=at - LOCKED_FOR, pk__lte=this.pk)
    here = list(recent.filter(address_key=address_key).values_list("account_key", flat=True))
    if len(here) > ADDRESS_TRIES or here.count(account_key) > ACCOUNT_TRIES:
        raise ValidationError(said, code="locked")


def forget_tries(account_key: str, address_key: str) -> None:
    """Forget the wrong tries of one account from one address: she was right in the end."""
    FailedLogin.objects.filter(account_key=account_key, address_key=address_key).delete()
