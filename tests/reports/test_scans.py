"""The signed paper beside a frozen report: filed, replaced, given out to who may see it, moved."""

from __future__ import annotations

import zlib
from datetime import timedelta
from io import BytesIO

import pytest
from django.conf import settings as conf
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from fulian.scoping import scope
from orgs.models import Record
from reports import services
from reports.models import ReportScan
from reports.queries.canonical import faults_of
from reports.queries.scans import content_of, scans_of
from reports.rules import scans as laws
from tests.conftest import NOW, signed_in
from tests.reports import makers
from tests.reports.makers import PAPER
from tests.reports.test_report_pages import LIST, said

LATER = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def frozen(east):
    with scope(east.county.pk):
        return makers.frozen(east)


@pytest.fixture
def file(east, frozen, django_capture_on_commit_callbacks):
    def filed(data=PAPER, called="签字.pdf", at=NOW, **facts):
        with django_capture_on_commit_callbacks(execute=True), scope(east.county.pk):
            return services.file_scan(
                report=frozen, data=data, called=called, by=east.admin, at=at, **facts
            )

    return filed


def picture(form="JPEG", size=(60, 90), **facts):
    out = BytesIO()
    Image.new("RGB", size, "white").save(out, form, **facts)
    return out.getvalue()


def sent(data=PAPER, name="签字.pdf", **facts):
    return {"file": SimpleUploadedFile(name, data), **facts}


def test_a_scan_lies_beside_the_report_and_changes_nothing_of_it(east, frozen, file):
    scan = file()
    with scope(east.county.pk):
        frozen.refresh_from_db()
        assert not faults_of(frozen)
        assert content_of(scan) == PAPER
        assert scan.file.startswith(f"{east.county.pk}/")
        assert scan.file.endswith(".pdf")
        assert (scan.called, scan.size) == ("签字.pdf", len(PAPER))
        assert Record.rows.get(act="reports.file_scan").changes[0]["after"]["digest"] == scan.digest
    assert not list(conf.MEDIA_ROOT.rglob("*.part"))


def test_a_replaced_scan_is_kept_as_ended_with_the_reason(east, frozen, file):
    first = file()
    for reason in ("", " \0 ", "长" * 201):
        with pytest.raises(ValidationError, match="原因"):
            file(PAPER + b"\n%%EOF", at=LATER, reason=reason)
    second = file(PAPER + b"\n%%EOF", at=LATER, reason="第 2 页漏扫")
    with scope(east.county.pk):
        now, then = scans_of(frozen)
        assert (now.pk, then.pk) == (second.pk, first.pk)
        assert (now.ended_at, then.ended_at, now.reason) == (None, LATER, "第 2 页漏扫")
        assert content_of(then) == PAPER


def test_the_same_scan_is_filed_once(east, file):
    file()
    with pytest.raises(ValidationError, match="已经存过"):
        file(at=LATER, reason="再传一次")
    shot = picture()
    file(shot, "a.jpg", at=LATER, reason="换成照片")
    with pytest.raises(ValidationError, match="已经存过"):
        file(shot, "b.jpg", at=LATER, reason="又点了一次")
    with scope(east.county.pk):
        assert ReportScan.rows.count() == 2


def test_an_open_report_has_no_scan(east):
    with scope(east.county.pk):
        report = makers.report(east)
        with pytest.raises(ValidationError, match="还没有定稿"):
            services.file_scan(report=report, data=PAPER, called="a.pdf", by=east.admin, at=NOW)
    desk = signed_in(east.admin)
    assert "签字扫描件" not in said(desk.get(f"{LIST}{report.pk}/"))
    assert desk.post(f"{LIST}{report.pk}/scan/", sent()).status_code == 404


PACKED = b"2 0 obj<</Type /Obj#53tm /N 1>>\nstream\r\n"
PROGRAM = zlib.compress(b"<</S/JavaScript/JS(app.alert(1))>>")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "是空的"),
        (b"<html><script>alert(1)</script>", "只能存 PDF"),
        (b"MZ\x90\x00" * 40, "只能存 PDF"),
        (b"PK\x03\x04" * 40, "只能存 PDF"),
        (b"\xff\xd8\xff\xe0 no picture", "不是能打开的照片"),
        (PAPER[:-8], "不完整"),
        (PAPER.replace(b"/Type", b"/Encrypt 9 0 R/Type"), "加了密码"),
        (PAPER.replace(b"/Type", b"/OpenAction<</S/JavaScript>>/Type"), "带有程序或者附件"),
        (PAPER.replace(b"/Type", b"/OpenAction<</S/Java#53cript>>/Type"), "带有程序或者附件"),
        (PAPER.replace(b"/Type", b"/Names<</EmbeddedFiles 3 0 R>>/Type"), "带有程序或者附件"),
        (PAPER.replace(b"trailer", PACKED + PROGRAM + b"endstream trailer"), "带有程序或者附件"),
        (b"%PDF-1.4" + b"\0" * laws.SCAN_BYTES + b"%%EOF", "太大"),
    ],
)  # fmt: skip
def test_anything_but_plain_paper_is_refused(east, file, data, says):
    with pytest.raises(ValidationError, match=says):
        file(data)
    with scope(east.county.pk):
        assert not ReportScan.rows.exists()
    assert not [one for one in conf.MEDIA_ROOT.rglob("*") if one.is_file()]


def test_a_picture_is_drawn_anew_and_stays_readable(file):
    exif = Image.Exif()
    exif[0x010F] = "SecretPhone"
    scan = file(picture(size=(3000, 4200), exif=exif), "照片.PNG")
    data = content_of(scan)
    assert b"SecretPhone" not in data
    with Image.open(BytesIO(data)) as kept:
        assert (kept.format, max(kept.size)) == ("JPEG", 2600)
    assert scan.called == "照片.jpg"


@pytest.mark.parametrize(
    ("called", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\桌面\\签字.exe", "签字.pdf"),
        ("<script>alert(1)</script>.pdf", "script.pdf"),
        ("a\0b\r\nSet-Cookie: x.pdf", "abSet-Cookie x.pdf"),
        ("\u202efdp.exe", "fdp.pdf"),
        ("", "签字扫描件.pdf"),
        ("...", "签字扫描件.pdf"),
        ("第三季度🎉.pdf", "第三季度🎉.pdf"),
        ("长" * 10_000, "长" * 76 + ".pdf"),
    ],
)
def test_a_hostile_file_name_is_made_plain(file, called, kept):
    assert file(called=called).called == kept


def test_nothing_is_filed_where_nothing_can_be_written(east, frozen, file):
    (conf.MEDIA_ROOT / str(east.county.pk)).write_text("a file where the folder should be")
    with pytest.raises(ValidationError, match="没有存上"):
        file()
    with scope(east.county.pk):
        assert scans_of(frozen) == []


def test_a_lost_or_altered_file_is_told(east, frozen, file):
    scan = file()
    (conf.MEDIA_ROOT / scan.file).write_bytes(PAPER + b" ")
    page = said(signed_in(east.admin).get(f"{LIST}{frozen.pk}/scans/{scan.pk}/"))
    assert "打不开" in page
    (conf.MEDIA_ROOT / scan.file).unlink()
    with scope(east.county.pk):
        assert content_of(scan) is None


def test_the_clerk_files_replaces_and_takes_out_a_scan_at_the_desk(
    east, frozen, django_capture_on_commit_callbacks
):
    desk, one = signed_in(east.clerk), f"{LIST}{frozen.pk}/"
    assert "存签字扫描件" in said(desk.get(one))
    assert "请先选择扫描件" in said(desk.post(one + "scan/", {}))
    assert "是空的" in said(desk.post(one + "scan/", sent(b"")))
    with django_capture_on_commit_callbacks(execute=True):
        assert desk.post(one + "scan/", sent()).url == f"{one}#scans"
    assert "签字.pdf" in said(desk.get(one))
    assert "必填" in said(desk.post(one + "scan/", sent(PAPER + b"%%EOF")))
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(one + "scan/", sent(PAPER + b"%%EOF", "<b>二.pdf", reason="<b>重扫"))
    page = said(desk.get(one))
    assert "&lt;b&gt;重扫" in page
    assert "已被替换" in page
    with scope(east.county.pk):
        scan = scans_of(frozen)[0]
    answer = desk.get(f"{one}scans/{scan.pk}/")
    assert answer.content == PAPER + b"%%EOF"
    assert answer["Content-Disposition"].startswith("attachment; filename*=UTF-8''b%E4%BA%8C.pdf")
    assert (answer["X-Content-Type-Options"], answer["Content-Type"]) == (
        "nosniff", "application/pdf",
    )  # fmt: skip
    for nonsense in ("0", "99999999999999999999", "a", "١", "-1"):
        assert desk.get(f"{one}scans/{nonsense}/").status_code == 404


def test_only_who_reaches_the_whole_county_sees_a_scan(east, west, frozen, file):
    scan = file()
    one = f"{LIST}{frozen.pk}/"
    assert signed_in(east.auditor).get(f"{one}scans/{scan.pk}/").status_code == 200
    assert signed_in(east.auditor).post(one + "scan/", sent()).status_code == 403
    for user in (east.town_clerk, east.chair, east.officer):
        assert signed_in(user).get(f"{one}scans/{scan.pk}/").status_code == 403
        assert signed_in(user).post(one + "scan/", sent()).status_code == 403
    assert "签字扫描件" not in said(signed_in(east.town_clerk).get(one))
    assert signed_in(west.admin).get(f"{one}scans/{scan.pk}/").status_code == 404
    assert signed_in(west.admin).post(one + "scan/", sent()).status_code == 404
    with scope(west.county.pk):
        other = makers.frozen(west)
    here = f"{LIST}{other.pk}/scans/{scan.pk}/"
    assert signed_in(west.admin).get(here).status_code == 404
    with scope(east.county.pk, under=east.town):
        assert not ReportScan.objects.exists()


def test_the_reports_page_asks_as_often_with_three_scans_as_with_one(east, frozen, file):
    desk, one, counts = signed_in(east.admin), f"{LIST}{frozen.pk}/", []
    file()
    desk.get(one)
    for n in range(3):
        with CaptureQueriesContext(connection) as seen:
            desk.get(one)
        counts.append(len(seen))
        file(PAPER + b"%%EOF" * (n + 1), at=NOW + timedelta(days=n), reason="重扫")
    assert len(set(counts)) == 1
