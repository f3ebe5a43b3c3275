"""The signed paper of a report: what may be filed as its scan, and when."""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Iterator

from django.core.exceptions import ValidationError

from reports.models import QuarterlyCoverageReport, ReportScan

SCAN_BYTES = 10 * 1024 * 1024
LONGEST = 80  # characters of a file's name
PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
TOO_LARGE = "文件太大，最多 10 MB。扫描时分辨率选 200 就够清楚。"
BAD_TYPE = "只能存 PDF，或者 JPG、PNG 图片。"
# Too long to stand by chance among the bytes of a picture.
ACTIVE = (b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/RichMedia")
MOST_UNPACKED = 4 * 1024 * 1024  # of one packed list of objects
MOST_LISTS = 200
AHEAD = 400  # of a packed list, where it says that it is one
HEX = re.compile(rb"#([0-9A-Fa-f]{2})")
STREAM = re.compile(rb"(?<!end)stream\r?\n")


def check_may_file(report: QuarterlyCoverageReport) -> None:
    """Refuse the scan of a report whose numbers may still change."""
    if report.is_open:
        raise ValidationError(
            f"{report}报告还没有定稿。定稿以后再打印、签字、存扫描件。", code="not_frozen"
        )


def check_size(data: bytes) -> None:
    """Refuse an empty file, and one that is too large."""
    if not data:
        raise ValidationError("这个文件是空的。", code="empty")
    if len(data) > SCAN_BYTES:
        raise ValidationError(
            "文件太大，最多 10 MB。扫描时选 150 到 200 dpi 就够清楚。", code="too_large"
        )


def kind_of(data: bytes) -> str:
    """Return what a file is by what it holds, whatever it is called; refuse all but paper."""
    if data.startswith(PICTURES):
        return ReportScan.Kind.JPEG
    if data.startswith(b"%PDF-"):
        check_pdf(data)
        return ReportScan.Kind.PDF
    raise ValidationError(BAD_TYPE, code="bad_type")


def check_pdf(data: bytes) -> None:
    """Refuse a PDF that is cut short, locked, or more than paper: programs, files within it."""
    if b"%%EOF" not in data[-2048:]:
        raise ValidationError("这个 PDF 不完整，请重新扫描或者重新导出。", code="cut_short")
    for part in _readable(data):
        plain = _spelled(part)
        if b"/Encrypt" in plain:
            raise ValidationError("这个 PDF 加了密码，请去掉密码再存。", code="locked")
        if any(word in plain for word in ACTIVE):
            raise ValidationError(
                "这个 PDF 里带有程序或者附件，不能存。请重新扫描成普通的 PDF 或图片。",
                code="active_content",
            )


def clean_name(called: str, kind: str) -> str:
    """Return a file's name fit to show and to save under: no path, no hidden signs, its own end."""
    last = re.split(r"[/\\]", called)[-1]
    shown = "".join(c for c in last if unicodedata.category(c)[0] not in "CZ" or c == " ")
    stem = re.sub(r'[<>:"|?*%;]', "", shown).strip(" .").rpartition(".")
    base = (stem[0] or stem[2]).strip(" .") or "签字扫描件"
    return f"{base[: LONGEST - 4]}.{kind}"


def check_is_new(digest: str, known: ReportScan | None) -> None:
    """Refuse the very file that is filed already."""
    if known is not None and known.digest == digest:
        raise ValidationError("这份扫描件已经存过了。", code="filed")


def _readable(data: bytes) -> Iterator[bytes]:
    """Return what a reader of a PDF finds: what stands in it, and its packed lists of objects."""
    yield data
    lists = 0
    for found in STREAM.finditer(data):
        if b"/ObjStm" not in _spelled(data[max(found.start() - AHEAD, 0) : found.start()]):
            continue
        lists += 1
        if lists > MOST_LISTS:
            raise ValidationError(BAD_TYPE, code="bad_type")
        try:
            yield zlib.decompressobj().decompress(data[found.end() :], MOST_UNPACKED)
        except zlib.error:
            continue


def _spelled(part: bytes) -> bytes:
    """Return names as they are meant: a PDF may write any sign of one as ``#`` and its number."""
    return HEX.sub(lambda found: bytes([int(found[1], 16)]), part)
