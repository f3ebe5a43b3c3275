"""Keys that are derived and kept nowhere: public codes, receipts, and who somebody is on a list."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from django.conf import settings

from fulian import crypto
from fulian.database.county import PLAIN, derives
from fulian.scoping import current

LETTERS = "346789ACDEFHJKMNPQRTWXY"
LENGTH = 12  # of 23 letters: 54 bits
RECEIPT = 6  # digits


def public_code(county: int, activity: int) -> str:
    """Return the public code of an activity: the same whenever it is printed."""
    number, letters = _number(f"activity|{county}|{activity}"), []
    for _ in range(LENGTH):
        number, left = divmod(number, len(LETTERS))
        letters.append(LETTERS[left])
    return "".join(letters)


def is_code(text: str) -> bool:
    """Say whether ``text`` can be a public code."""
    return len(text) == LENGTH and set(text) <= set(LETTERS)


def digest_of(code: str) -> str:
    """Return the hash under which a public code is kept."""
    return hashlib.sha256(f"activity|{code}".encode()).hexdigest()


def receipt(county: int, signup: int, ticket: int | None) -> str:
    """Return the number by which a line on a list is cancelled."""
    return str(_number(f"signup|{county}|{signup}|{ticket}"))[-RECEIPT:]


def key_of(activity: int, name: str, tail: str) -> str:
    """Return the keyed hash of who she is on one activity's list, and on no other."""
    column = f"homes_signup.who.{activity}"
    return crypto.blind_index(f"{name}|{tail}", county=current().county, column=column)


def _number(said: str) -> int:
    return int.from_bytes(hmac.new(settings.INDEX_KEY, said.encode(), hashlib.sha256).digest())


@derives("homes_signup", "who")
def _who(row: dict[str, Any]) -> dict[str, Any]:
    """Return who an opened line is of: in another system the key is another."""
    if not row["name"]:
        return {"who": ""}
    tail = row["tail"][PLAIN] if row["tail"] else ""
    return {"who": key_of(row["activity_id"], row["name"][PLAIN], tail)}


@derives("homes_activity", "door")
def _door(row: dict[str, Any]) -> dict[str, Any]:
    """Return the door of an activity: in another system its public code is another."""
    return {"door": digest_of(public_code(current().county, row["id"]))}
