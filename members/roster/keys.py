"""The key of an exported row: sealed for its county, so that nobody can make or move one.

It says whose row it is, in which version, and what every cell said; the last as short digests, by
which an edited cell is told from one that the county has changed since.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b

from fulian import crypto

COLUMN = "members_person.row_key"
KEY_HEAD = "行码"
DIGEST = 3  # bytes: one changed cell in sixteen million would be taken for an untouched one


@dataclass(frozen=True, slots=True)
class RowKey:
    """Person and seat (0 for none) with their versions, and a digest of every exported cell."""

    person: int
    version: int
    seat: int
    seat_version: int
    said: Mapping[str, bytes]

    def still_says(self, column: str, text: str) -> bool:
        """Say whether the cell of ``column`` was exported with this text."""
        return self.said.get(column) == digest(text)


def digest(text: str) -> bytes:
    """Return what stands for a cell's text inside a key."""
    return blake2b(text.encode(errors="replace"), digest_size=DIGEST).digest()


def sealed_key(
    *, county: int, person: tuple[int, int], seat: tuple[int, int], texts: Iterable[str]
) -> str:
    """Return the key of a row: numbers and versions, and its ``texts`` in column order."""
    told = base64.b85encode(b"".join(map(digest, texts))).decode()
    plain = ".".join(map(str, (*person, *seat))) + f".{told}"
    return base64.b64encode(crypto.seal(plain, county=county, column=COLUMN)).decode()


def opened_key(text: str, *, county: int, columns: Iterable[str]) -> RowKey | None:
    """Return what a key says; None for one that was altered, or made in another county."""
    try:
        sealed = base64.b64decode(text.strip().encode(), validate=True)
        plain = crypto.unseal(sealed, county=county, column=COLUMN)
        *numbers, told = plain.split(".", 4)
        person, version, seat, seat_version = map(int, numbers)
        digests = base64.b85decode(told)
    except (binascii.Error, crypto.SealBroken, UnicodeError, ValueError):
        return None
    parts = [digests[n : n + DIGEST] for n in range(0, len(digests), DIGEST)]
    said = dict(zip(columns, parts, strict=False))
    return RowKey(person, version, seat, seat_version, said)
