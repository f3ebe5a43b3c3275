"""The file a backup is kept in: one tar with a signed manifest, the dump and the media files.

The keys are kept apart, in a second file beside it, so that whoever finds the one has nothing
to read the sealed values with. The manifest names the hash of every other member and is signed
with a key derived from the index key: an altered file and another system's are refused.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import json
import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.conf import settings

FORMAT = 1
MANIFEST, SIGNATURE, DUMP, MEDIA = "manifest.json", "manifest.sig", "database.dump", "media/"
BAD = "这个文件不是本系统的备份，或者已经损坏。没有做任何改动。"
OTHER_KEYS = "这份备份要用另外的密钥才能读：请先按 .keys 文件设置密钥。没有做任何改动。"
Manifest = dict[str, Any]


class NotABackup(ValueError):
    """A file that must not be restored; the text says why, in Chinese."""


def write(file: Path, dump: Path, facts: Manifest) -> Manifest:
    """Write ``dump``, the media files and a manifest with ``facts`` to ``file``, whole or not."""
    draft = file.with_name(file.name + ".part")
    members = {DUMP: dump} | {f"{MEDIA}{name}": path for name, path in _media()}
    try:
        with _private(draft) as out:
            with tarfile.open(fileobj=out, mode="w") as tar:
                hashes = {name: _add(tar, name, path) for name, path in members.items()}
                manifest = facts | {"format": FORMAT, "keys": fingerprints(), "members": hashes}
                text = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
                _add_bytes(tar, MANIFEST, text)
                _add_bytes(tar, SIGNATURE, _signature(text).encode())
            out.flush()
            os.fsync(out.fileno())
        os.replace(draft, file)
    finally:
        draft.unlink(missing_ok=True)
    return manifest


def write_keys(file: Path) -> None:
    """Write the keys as the environment names them, for the owner's eyes only."""
    keys = ",".join(f"{v}:{suite}:{key.hex()}" for v, (suite, key) in settings.DATA_KEYS.items())
    lines = [
        f"FULIAN_DATA_KEYS={keys}",
        f"FULIAN_INDEX_KEY={settings.INDEX_KEY.hex()}",
        f"FULIAN_CONTEXT_KEY={settings.CONTEXT_KEY.hex()}",
    ]
    with _private(file) as out:
        out.write("".join(f"{line}\n" for line in lines).encode())


def fingerprints() -> dict[str, str]:
    """Return by version what each data key is recognised by; it does not give the key away."""
    return {str(v): _mac(key, b"fulian data key") for v, (_, key) in settings.DATA_KEYS.items()}


@contextmanager
def opened(file: Path) -> Iterator[tuple[tarfile.TarFile, Manifest]]:
    """Give the archive and its manifest once every member was found to be as it was written.

    Raises ``NotABackup``.
    """
    try:
        tar = tarfile.open(file, "r:")  # noqa: SIM115 - closed below
    except (OSError, tarfile.TarError) as bad:
        raise NotABackup(BAD if file.exists() else f"没有文件 {file}。") from bad
    with tar:
        try:
            manifest = _checked(tar)
        except (OSError, tarfile.TarError, KeyError, ValueError) as bad:
            raise bad if isinstance(bad, NotABackup) else NotABackup(BAD) from bad
        yield tar, manifest


def extract_dump(tar: tarfile.TarFile, to: Path) -> Path:
    """Write the dump to the folder ``to``; return where."""
    tar.extract(DUMP, to, filter="data")
    return to / DUMP


def extract_media(tar: tarfile.TarFile, manifest: Manifest) -> int:
    """Put the media files back; return how many. Files that came later stay."""
    names = [name for name in manifest["members"] if name.startswith(MEDIA)]
    for name in names:
        target = settings.MEDIA_ROOT / name.removeprefix(MEDIA)
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_name(f".{target.name}.part")
        with draft.open("wb") as out:
            out.writelines(_chunks(_member(tar, name)))
        os.replace(draft, target)
    return len(names)


def _media() -> Iterator[tuple[str, Path]]:
    for path in sorted(settings.MEDIA_ROOT.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield path.relative_to(settings.MEDIA_ROOT).as_posix(), path


def _private(file: Path) -> IO[bytes]:
    return os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _add(tar: tarfile.TarFile, name: str, path: Path) -> str:
    with path.open("rb") as source:
        info = tarfile.TarInfo(name)
        info.size, info.mode = os.fstat(source.fileno()).st_size, 0o600
        digest = hashlib.sha256()
        tar.addfile(info, _Tee(source, digest))
        return digest.hexdigest()


def _add_bytes(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(content), 0o600
    tar.addfile(info, io.BytesIO(content))


def _checked(tar: tarfile.TarFile) -> Manifest:
    text = _member(tar, MANIFEST).read()
    manifest: Manifest = json.loads(text)
    told = _member(tar, SIGNATURE).read().decode()
    if not hmac.compare_digest(told, _signature(text)):
        raise NotABackup(OTHER_KEYS if _has_other_keys(manifest) else BAD)
    if _has_other_keys(manifest):
        raise NotABackup(OTHER_KEYS)
    names = [member.name for member in tar.getmembers()]
    if sorted(names) != sorted([MANIFEST, SIGNATURE, *manifest["members"]]):
        raise NotABackup(BAD)
    for name, told in manifest["members"].items():
        digest = hashlib.sha256()
        for chunk in _chunks(_member(tar, name)):
            digest.update(chunk)
        if digest.hexdigest() != told:
            raise NotABackup(BAD)
    return manifest


def _has_other_keys(manifest: Manifest) -> bool:
    ours = fingerprints().items()
    return not dict(manifest["keys"]).items() <= ours


def _member(tar: tarfile.TarFile, name: str) -> IO[bytes]:
    found = tar.extractfile(name)
    if found is None:
        raise NotABackup(BAD)
    return found


def _chunks(source: IO[bytes]) -> Iterator[bytes]:
    while chunk := source.read(1 << 20):
        yield chunk


def _signature(text: bytes) -> str:
    return _mac(bytes.fromhex(_mac(settings.INDEX_KEY, b"fulian backup")), text)


def _mac(key: bytes, text: bytes) -> str:
    return hmac.new(key, text, hashlib.sha256).hexdigest()


class _Tee(io.RawIOBase):
    """Reads a file for tar and feeds the same bytes to a hash."""

    def __init__(self, source: IO[bytes], digest: Any) -> None:
        self.source, self.digest = source, digest

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes."""
        chunk = self.source.read(size)
        self.digest.update(chunk)
        return chunk
