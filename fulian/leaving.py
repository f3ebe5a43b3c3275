"""The file in which a county leaves: a zip anybody can open, its secrets under a passphrase.

Tables are lines of JSON, one a row. Phones, ID numbers and whatever else was sealed stand in it as
``{"§locked": …}``; the manifest names every member's hash and a hash over all rows of each table,
and is signed with a key of the passphrase: an altered file and a wrong passphrase are refused.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import zipfile
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from django.core.exceptions import ValidationError

from fulian.database.county import PLAIN, Row, canonical

FORMAT = 1
LOCKED = "§locked"
MANIFEST, SIGNATURE, TABLES, FILES = "manifest.json", "manifest.sig", "tables/", "files/"
LETTERS = "346789ACDEFHJKMNPQRTWXY"
MODULUS = 1 << 256
MOST = 64 << 30  # bytes unpacked
BAD = "这个文件不是整县导出，或者已经损坏。没有做任何改动。"
WRONG = "口令不对，或者文件被改动过。没有做任何改动。"


Make = Callable[[], bytes]
_workbooks: dict[str, Make] = {}


def offers_workbook(name: str) -> Callable[[Make], Make]:
    """Register a workbook for people to read that goes into the file as ``name``."""

    def keep(make: Make) -> Make:
        _workbooks[name] = make
        return make

    return keep


def workbooks() -> dict[str, Make]:
    """Return the workbooks by name."""
    return dict(_workbooks)


def new_passphrase() -> str:
    """Return five groups of five letters none of which looks like another: 113 bits."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(5)) for _ in range(5))


@dataclass(frozen=True, slots=True)
class Lock:
    """Two keys of one passphrase: one locks values, one signs."""

    salt: bytes
    keys: bytes

    @classmethod
    def of(cls, passphrase: str, salt: bytes | None = None) -> Lock:
        """Return the lock of ``passphrase``; a new one without ``salt``."""
        salt = salt or os.urandom(16)
        plain = "".join(c for c in passphrase.upper() if c.isalnum()).encode()
        return cls(salt, Scrypt(salt=salt, length=64, n=2**15, r=8, p=1).derive(plain))

    def lock(self, text: str) -> str:
        """Return ``text`` locked."""
        nonce = os.urandom(12)
        locked = AESGCM(self.keys[:32]).encrypt(nonce, text.encode(), None)
        return b64encode(nonce + locked).decode()

    def unlock(self, locked: str) -> str:
        """Return what was locked; refuse what was not locked with this passphrase."""
        whole = b64decode(locked)
        try:
            return AESGCM(self.keys[:32]).decrypt(whole[:12], whole[12:], None).decode()
        except InvalidTag as wrong:
            raise ValidationError(WRONG, code="wrong_passphrase") from wrong

    def sign(self, content: bytes) -> str:
        """Return the signature of ``content``."""
        return hmac.new(self.keys[32:], content, hashlib.sha256).hexdigest()


class Sum:
    """How many rows, and one hash over all of them in whatever order; it gives no row away."""

    def __init__(self, lock: Lock) -> None:
        self.lock, self.count, self.total = lock, 0, 0

    def add(self, row: Row) -> Row:
        """Count ``row``, and return it."""
        self.count += 1
        self.total = (self.total + int(self.lock.sign(canonical(row)), 16)) % MODULUS
        return row

    @property
    def told(self) -> list[Any]:
        """What the manifest says of the table."""
        return [self.count, f"{self.total:064x}"]


class Writer:
    """Writes the file, whole or not at all."""

    def __init__(self, file: Path, lock: Lock) -> None:
        self.file, self.lock = file, lock
        self.draft = file.with_name(f"{file.name}.part")
        out = os.open(self.draft, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        self.out = os.fdopen(out, "w+b")
        self.zip = zipfile.ZipFile(self.out, "w", zipfile.ZIP_DEFLATED)
        self.hashes: dict[str, str] = {}
        self.sums: dict[str, list[Any]] = {}

    def table(self, name: str, rows: Iterable[Row]) -> None:
        """Write one table, its secrets locked."""
        total, digest = Sum(self.lock), hashlib.sha256()
        with self.zip.open(f"{TABLES}{name}.jsonl", "w", force_zip64=True) as out:
            for row in rows:
                line = canonical(_turned(total.add(row), PLAIN, LOCKED, self.lock.lock)) + b"\n"
                digest.update(line)
                out.write(line)
        self.hashes[f"{TABLES}{name}.jsonl"] = digest.hexdigest()
        self.sums[name] = total.told

    def member(self, name: str, content: bytes) -> None:
        """Write one member as it is."""
        self.zip.writestr(name, content)
        self.hashes[name] = hashlib.sha256(content).hexdigest()

    def close(self, facts: dict[str, Any]) -> None:
        """Sign and finish: only now is there a file."""
        manifest = facts | {"format": FORMAT, "salt": self.lock.salt.hex(), "rows": self.sums}
        text = canonical(manifest | {"members": self.hashes})
        self.zip.writestr(MANIFEST, text)
        self.zip.writestr(SIGNATURE, self.lock.sign(text))
        self.zip.close()
        self.out.flush()
        os.fsync(self.out.fileno())
        self.out.close()
        os.replace(self.draft, self.file)


class Reader:
    """Reads the file once every member was found to be as it was written."""

    def __init__(self, file: Path, passphrase: str) -> None:
        try:
            self.zip = zipfile.ZipFile(file)
            text = self.zip.read(self._small(MANIFEST))
            self.manifest: dict[str, Any] = json.loads(text)
            self.lock = Lock.of(passphrase, bytes.fromhex(self.manifest["salt"]))
            signed = self.zip.read(self._small(SIGNATURE)).decode()
        except (OSError, KeyError, ValueError, zipfile.BadZipFile) as bad:
            raise ValidationError(BAD, code="bad_file") from bad
        if not hmac.compare_digest(signed.encode(), self.lock.sign(text).encode()):
            raise ValidationError(WRONG, code="wrong_passphrase")
        self._check()

    def rows(self, table: str) -> Iterator[Row]:
        """Return the rows of one table, their secrets opened."""
        with self.zip.open(f"{TABLES}{table}.jsonl") as lines:
            for line in lines:
                yield _turned(json.loads(line), LOCKED, PLAIN, self.lock.unlock)

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Return the files by name."""
        for name in self.manifest["members"]:
            if name.startswith(FILES):
                yield name.removeprefix(FILES), self.zip.read(name)

    def _small(self, name: str) -> str:
        if self.zip.getinfo(name).file_size > 64 << 20:
            raise ValueError(name)
        return name

    def _check(self) -> None:
        told = self.manifest["members"]
        names = [one.filename for one in self.zip.infolist()]
        whole = sorted([*told, MANIFEST, SIGNATURE]) == sorted(names)
        small = sum(one.file_size for one in self.zip.infolist()) <= MOST
        if not whole or not small or any(".." in n.split("/") or n[:1] == "/" for n in names):
            raise ValidationError(BAD, code="bad_file")
        for name, wanted in told.items():
            if self._hash(name) != wanted:
                raise ValidationError(BAD, code="bad_file")

    def _hash(self, name: str) -> str:
        digest = hashlib.sha256()
        try:
            with self.zip.open(name) as source:
                while chunk := source.read(1 << 20):
                    digest.update(chunk)
        except (zipfile.BadZipFile, OSError, ValueError) as bad:
            raise ValidationError(BAD, code="bad_file") from bad
        return digest.hexdigest()


def _turned(value: Any, old: str, new: str, turn: Any) -> Any:
    """Return ``value`` with every ``{old: text}`` in it turned into ``{new: turn(text)}``."""
    if isinstance(value, dict):
        if old in value and len(value) == 1:
            return {new: turn(value[old])}
        return {k: _turned(v, old, new, turn) for k, v in value.items()}
    return [_turned(v, old, new, turn) for v in value] if isinstance(value, list) else value
