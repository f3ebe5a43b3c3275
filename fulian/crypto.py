"""Personal values at rest: sealed per county and column, found again by a keyed index.

A sealed value begins with the version of the key that made it, so keys can be changed without a
stop: new values use the newest, old ones open as long as their key is listed. County and column
are part of what is authenticated: a value that was altered, or moved to another row's county or
column, is an error and is never shown. Two suites stand behind one interface: AES-256-GCM with
HMAC-SHA256, and SM4-GCM with HMAC-SM3 where a certified national suite is asked for.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE = 12
TAG = 16


class SealBroken(ValueError):
    """A sealed value was altered, moved, or made with a key that is not here."""


@dataclass(frozen=True, slots=True)
class Suite:
    """A cipher with its key size in bytes, and the hash its index uses."""

    cipher: type[algorithms.AES256] | type[algorithms.SM4]
    size: int
    digest: type[hashes.SHA256] | type[hashes.SM3]


SUITES = {
    "aes": Suite(algorithms.AES256, 32, hashes.SHA256),
    "sm4": Suite(algorithms.SM4, 16, hashes.SM3),
}


def seal(text: str, *, county: int, column: str) -> bytes:
    """Return ``text`` sealed for one column of one county with the newest key."""
    version = max(settings.DATA_KEYS)
    nonce = os.urandom(NONCE)
    encryptor = Cipher(_cipher(version, county), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(_bound(county, column))
    sealed = encryptor.update(text.encode()) + encryptor.finalize()
    return bytes([version]) + nonce + encryptor.tag + sealed


def unseal(sealed: bytes, *, county: int, column: str) -> str:
    """Return the text of ``sealed``; raise ``SealBroken`` when it is not what was sealed here."""
    sealed = bytes(sealed)
    if len(sealed) < 1 + NONCE + TAG:
        raise SealBroken("cut short")
    version, nonce = sealed[0], sealed[1 : 1 + NONCE]
    tag, body = sealed[1 + NONCE : 1 + NONCE + TAG], sealed[1 + NONCE + TAG :]
    if version not in settings.DATA_KEYS:
        raise SealBroken(f"no key of version {version}")
    decryptor = Cipher(_cipher(version, county), modes.GCM(nonce, tag)).decryptor()
    decryptor.authenticate_additional_data(_bound(county, column))
    try:
        return (decryptor.update(body) + decryptor.finalize()).decode()
    except InvalidTag as broken:
        raise SealBroken("altered or moved") from broken


def seal_facts(told: Mapping[str, Any], *, county: int, column: str) -> bytes:
    """Encrypt several answers as one value of a column."""
    return seal(json.dumps(told, ensure_ascii=False, default=str), county=county, column=column)


def unseal_facts(sealed: bytes | memoryview[int], *, county: int, column: str) -> dict[str, Any]:
    """Return the answers ``seal_facts`` encrypted; raise as ``unseal`` does."""
    found: dict[str, Any] = json.loads(unseal(bytes(sealed), county=county, column=column))
    return found


def new_lock() -> str:
    """Return a key of one row, as text: thrown away, it takes along what it locks."""
    return os.urandom(32).hex()


def lock(text: str, key: str) -> bytes:
    """Return ``text`` under the ``key`` of one row."""
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(bytes.fromhex(key)).encrypt(nonce, text.encode(), None)


def unlock(locked: bytes, key: str) -> str:
    """Return the text of ``locked``; raise ``SealBroken`` without its key."""
    try:
        return AESGCM(bytes.fromhex(key)).decrypt(locked[:NONCE], locked[NONCE:], None).decode()
    except (InvalidTag, ValueError) as broken:
        raise SealBroken("the row's own key is gone") from broken


def blind_index(text: str, *, county: int, column: str) -> str:
    """Return a keyed hash by which ``text`` is found again; ``county`` 0 is the platform's own."""
    suite = SUITES[settings.DATA_KEYS[max(settings.DATA_KEYS)][0]]
    mac = hmac.HMAC(settings.INDEX_KEY, suite.digest())
    mac.update(_bound(county, column) + b"|" + text.encode())
    return mac.finalize().hex()[:40]


def normal_phone(text: str) -> str:
    """Return the digits of a mobile number: full-width digits, spaces, dashes and +86 taken off."""
    digits = "".join(str(int(c)) for c in text if c.isdecimal())
    return digits[2:] if len(digits) == 13 and digits.startswith("86") else digits


def is_phone(text: str) -> bool:
    """Say whether ``text`` is a normalised mobile number of the mainland."""
    return re.fullmatch(r"1\d{10}", text) is not None


def mask_phone(text: str) -> str:
    """Return ``138****1234``."""
    return f"{text[:3]}****{text[-4:]}"


def mask_id(text: str) -> str:
    """Return ``430421********1225``."""
    return f"{text[:6]}{'*' * (len(text) - 10)}{text[-4:]}"


def mask_name(text: str) -> str:
    """Return ``王**``: the first character, and not how many follow."""
    return f"{text[:1]}**" if text else ""


def _bound(county: int, column: str) -> bytes:
    return f"{county}|{column}".encode()


@lru_cache(maxsize=8192)
def _derived(suite: str, master: bytes, county: int) -> bytes:
    kdf = HKDF(hashes.SHA256(), SUITES[suite].size, None, f"seal|{suite}|{county}".encode())
    return kdf.derive(master)


def _cipher(version: int, county: int) -> algorithms.AES256 | algorithms.SM4:
    suite, master = settings.DATA_KEYS[version]
    return SUITES[suite].cipher(_derived(suite, master, county))
