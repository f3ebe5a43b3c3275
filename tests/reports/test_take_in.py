"""A signed report of another installation: taken in whole or refused; nothing by halves."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from fulian import signing
from orgs.models import PlatformRecord
from reports import services
from reports.catalogue import BY_ID, INDICATORS
from reports.models import PublishedReport, ReportSource
from reports.queries.totals import own_key
from reports.rules.parcels import MOST_BYTES
from tests.conftest import NOW, signed_in
from tests.reports.parcels import KEY, PRIVATE, STRANGER, content, parcel, place, public

HIDDEN = next(one.id for one in INDICATORS if one.is_sensitive)


@pytest.fixture
def source(db):
    return services.register_source(
        called="长沙市工作台", prefix="4301", key=KEY, at=NOW, by=None
    )  # fmt: skip


def take(file, **facts):
    return services.take_in(file=file, at=NOW, by=None, **facts)


def refused(why, file, **facts):
    before = list(PublishedReport.objects.values_list("pk", flat=True))
    records = PlatformRecord.objects.count()
    with pytest.raises(ValidationError) as refusal:
        take(file, **facts)
    assert refusal.value.code == why
    (said,) = refusal.value.messages
    assert any("一" <= c <= "鿿" for c in said)
    assert "<" not in said
    assert list(PublishedReport.objects.values_list("pk", flat=True)) == before
    assert PlatformRecord.objects.count() == records
    return said


def test_taken_in_when_signed_by_a_registered_key(source):
    row = take(parcel())
    assert (row.county_code, row.county_name, row.quarter, row.version) == (
        "430121", "长沙县", "2026Q3", 1,
    )  # fmt: skip
    assert row.totals == {"I-ORG-1": [3, 4]}
    assert row.source == source
    assert PublishedReport.objects.get().received_at == NOW
    assert PlatformRecord.objects.filter(act="reports.take_in").count() == 1


def test_refused_when_nobody_registered_the_key(source):
    said = refused("unknown_key", parcel(by=STRANGER))
    assert signing.fingerprint(public(STRANGER)) in said


def test_refused_when_the_source_was_ended(source):
    services.end_source(source=source, at=NOW, by=None)
    refused("unknown_key", parcel())


def test_refused_when_another_signed_under_the_registered_fingerprint(source):
    forged = json.loads(parcel(by=STRANGER))
    forged["signature"]["key"] = source.fingerprint
    refused("altered", json.dumps(forged).encode())


@pytest.mark.parametrize(
    ("old", "new"),
    [(b"[3,4]", b"[4,4]"), (b"2026Q3", b"2026Q2"), (b'"version":1', b'"version":2'),
     (b"430121000000", b"430122000000"), ("长沙县".encode(), "宁乡县".encode())],
)  # fmt: skip
def test_refused_when_anything_was_altered_on_the_way(source, old, new):
    assert old in parcel()
    refused("altered", parcel().replace(old, new))


def test_refused_when_the_sum_is_of_another_content(source):
    told = json.loads(parcel())
    told["payload"]["sha256"] = "0" * 64
    told["signature"]["value"] = _signed(told["payload"])
    refused("altered", signing.canonical(told))


@pytest.mark.parametrize(
    "file",
    [b"", b"[]", b"{}", b"null", b"\xff\xfe", b"not json", b"[" * 200_000, b'{"payload":1}',
     b'{"payload":{"totals":{},"sha256":1},"signature":{"key":"a","value":"b"}}',
     b'{"payload":[],"signature":[]}', b"PK\x03\x04" + b"\0" * 200, b"1" * 5000],
)  # fmt: skip
def test_refused_when_it_is_no_report(source, file):
    refused("not_a_report", file)


def test_refused_when_it_is_ten_megabytes(source):
    said = refused("too_large", b" " * 10 * 1024 * 1024 + parcel())
    assert "4 MB" in said
    refused("too_large", b"x" * (MOST_BYTES + 1))


def test_refused_when_nested_deeply_and_signed(source):
    deep = b'{"payload":{"totals":{"a":' + b"[" * 900 + b"]" * 900 + b'},"sha256":"x"},'
    deep += b'"signature":{"key":"' + source.fingerprint.encode() + b'","value":"eA=="}}'
    refused("altered", deep)


@pytest.mark.parametrize(
    ("why", "other"),
    [
        ("other_form", {"form": "fulian-report-9"}),
        ("other_form", {"people": [{"name": "王芳"}]}),
        ("not_its_own", {"county": "430424"}),
        ("not_its_own", {"other_codes": ["430424"]}),
        ("not_a_report", {"county": "43012"}),
        ("not_a_report", {"county": "43%121"}),
        ("not_a_report", {"county": 430121}),
        ("not_a_report", {"name": "<script>alert(1)</script>"}),
        ("not_a_report", {"name": "县\x00"}),
        ("not_a_report", {"name": "县\u202e"}),
        ("not_a_report", {"name": "县" * 10_000}),
        ("not_a_report", {"report": "b" * 63}),
        ("not_a_report", {"version": 0}),
        ("not_a_report", {"version": True}),
        ("not_a_report", {"version": 10**30}),
        ("not_a_report", {"other_codes": "430121"}),
        ("bad_quarter", {"quarter": "2026Q5"}),
        ("quarter_not_over", {"quarter": "2026Q4", "taken_on": "2026-12-31"}),
        ("other_day", {"taken_on": "2026-09-29"}),
        ("bad_time", {"published_at": "2026-09-01T00:00:00+00:00"}),
        ("bad_time", {"published_at": "2099-01-01T00:00:00+00:00"}),
        ("bad_time", {"published_at": "2026-10-20T01:00:00"}),
        ("bad_time", {"published_at": "yesterday"}),
        ("other_catalogue", {"indicators": {"I-XXX-9": 1}}),
        ("other_catalogue", {"indicators": {"I-ORG-1": 99}}),
        ("other_catalogue", {"indicators": []}),
        ("other_catalogue", {"indicators": {"I-ORG-1": [1]}}),
        ("other_catalogue", {"indicators": {"I-ORG-1": {"a": 1}}}),
        ("bad_figures", {"places": [place("430424000000", "衡东县妇联", "county", {})]}),
        (
            "bad_figures",
            {
                "places": [
                    place("430121000000", "长沙县妇联", "county", {}),
                    place("430424112000", "白莲镇妇联", "township", {}),
                ]
            },
        ),
        ("bad_figures", {"places": []}),
        ("bad_figures", {"places": [place("430121100000", "街道", "township", {})]}),
        ("bad_figures", {"places": [place("430121100200", "某村", "village", {})]}),
    ],
)
def test_refused_when_signed_but_wrong(source, why, other):
    refused(why, parcel(**other))


@pytest.mark.parametrize(
    "figures",
    [{"I-ORG-1": [5, 4]}, {"I-ORG-1": [-1, 4]}, {"I-ORG-1": [1]}, {"I-ORG-1": ["1", "4"]},
     {"I-ORG-1": [True, True]}, {"I-ORG-1": [1.5, 4]}, {"I-ORG-1": [1, 10**20]},
     {"I-ORG-1": None}, {"I-NONE-1": [1, 2]}, [], {"I-ORG-1": {"missing": [1]}}],
)  # fmt: skip
def test_refused_when_a_number_can_be_none(source, figures):
    assert not BY_ID["I-ORG-1"].is_sensitive
    refused("bad_figures", parcel(places=[place("430121000000", "长沙县", "county", figures)]))


def test_hidden_number_is_taken_in_when_it_is_sensitive(source):
    row = take(parcel(places=[place("430121000000", "长沙县", "county", {HIDDEN: None})]))
    assert row.totals == {HIDDEN: None}


def test_refused_when_the_same_comes_twice(source):
    take(parcel())
    refused("twice", parcel())


def test_refused_when_an_older_version_comes_later(source):
    take(parcel(version=2))
    refused("older", parcel(version=1))


def test_refused_when_one_version_has_two_contents(source):
    take(parcel())
    refused("same_version", parcel(report="c" * 64))


def test_newer_version_is_taken_in_beside_the_older(source):
    take(parcel())
    take(parcel(version=2))
    assert PublishedReport.objects.count() == 2


def test_older_version_under_a_former_code_is_refused(source):
    take(parcel(county="430122", other_codes=["430121"], version=3))
    refused("older", parcel(version=2))


def test_refused_when_another_quarter_was_asked_for(source):
    refused("other_quarter", parcel(), quarter="2026Q2")
    refused("bad_quarter", parcel(), quarter="夏天")
    assert take(parcel(), quarter="2026Q3").quarter == "2026Q3"


def test_refused_when_the_county_is_kept_here(east):
    services.register_source(called="别处", prefix="43", key=KEY, at=NOW, by=None)
    refused("at_home", parcel(county=east.county.code))
    refused("at_home", parcel(other_codes=[east.county.code]))


def test_refused_when_it_is_our_own_file(source):
    told = json.loads(parcel())
    told["signature"]["key"] = signing.fingerprint(own_key())
    refused("own_file", signing.canonical(told))


@pytest.mark.parametrize(
    ("why", "facts"),
    [("bad_key", {"key": "x"}), ("bad_key", {"key": KEY + "\n"}), ("bad_key", {"key": "钥" * 44}),
     ("not_a_realm", {"prefix": "4"}), ("not_a_realm", {"prefix": ""}),
     ("not_a_realm", {"prefix": "43%"}), ("not_a_realm", {"prefix": "４３"})],
)  # fmt: skip
def test_source_is_refused_when_key_or_codes_can_be_none(db, why, facts):
    told = {"called": "别处", "prefix": "4301", "key": KEY} | facts
    with pytest.raises(ValidationError) as refusal:
        services.register_source(**told, at=NOW, by=None)
    assert refusal.value.code == why
    assert not ReportSource.objects.exists()


def test_own_key_is_not_registered(db):
    with pytest.raises(ValidationError, match="自己的公钥"):
        services.register_source(called="自己", prefix="43", key=own_key(), at=NOW, by=None)


def test_key_is_registered_once(source):
    with pytest.raises(ValidationError, match="已经登记过"):
        services.register_source(called="又一次", prefix="43", key=KEY, at=NOW, by=None)
    services.end_source(source=source, at=NOW, by=None)
    with pytest.raises(ValidationError, match="已经停用"):
        services.end_source(source=source, at=NOW, by=None)
    services.register_source(called="又一次", prefix="43", key=KEY, at=NOW, by=None)


def test_command_takes_in_and_refuses_in_one_line(source, tmp_path, capsys):
    file = tmp_path / "430121.json"
    file.write_bytes(parcel())
    call_command("take_in", str(file))
    assert "已收下长沙县2026年第3季度第 1 版" in capsys.readouterr().out
    with pytest.raises(CommandError, match="已经收过"):
        call_command("take_in", str(file))
    with pytest.raises(CommandError, match="读不了文件"):
        call_command("take_in", str(tmp_path / "absent.json"))
    file.write_bytes(b"x" * 10 * 1024 * 1024)
    with pytest.raises(CommandError, match="文件太大"):
        call_command("take_in", str(file))


def test_page_takes_in_and_says_what_is_wrong(source, operator):
    browser = signed_in(operator)
    address = "/desk/reports/publishedreport/add/"

    def sent(body):
        return browser.post(address, {"file": SimpleUploadedFile("r.json", body), "quarter": ""})

    said = sent(parcel().replace(b"[3,4]", b"[4,4]"))
    assert said.status_code == 200
    assert "签名不对" in said.content.decode()
    assert "请先选择文件" in browser.post(address, {"quarter": ""}).content.decode()
    assert "文件太大" in sent(b"x" * 10 * 1024 * 1024).content.decode()
    done = sent(parcel())
    assert done.status_code == 302
    page = browser.get(done.url).content.decode()
    assert "长沙市工作台" in page
    assert "下载签名文件" not in page
    assert "已经收过" in sent(parcel()).content.decode()


def _signed(facts):
    import base64

    return base64.b64encode(PRIVATE.sign(signing.canonical(facts))).decode()


def test_time_of_the_taking_in_is_an_argument(source):
    early = NOW - timedelta(days=60)
    with pytest.raises(ValidationError) as refusal:
        services.take_in(file=parcel(), at=early, by=None)
    assert refusal.value.code == "quarter_not_over"
    assert content()["quarter"] == "2026Q3"
