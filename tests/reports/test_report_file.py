"""A published report as a signed file: by command, at the county's own desk, proved elsewhere."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command

from reports import services
from reports.queries.totals import file_of, own_key
from tests.conftest import NOW, signed_in
from tests.reports.parcels import KEY
from tests.reports.test_oversight import QUARTER, published, refused


@pytest.fixture
def both(east, west):
    return SimpleNamespace(east=east, west=west, east_row=published(east), west_row=published(west))


def test_file_of_one_installation_is_taken_in_by_another(both, settings, monkeypatch, tmp_path):
    """Sent by this one; received as if by another, which knows its key and has no such county."""
    file, key = file_of(both.east_row), own_key()
    monkeypatch.setattr("reports.services.oversight.own_key", lambda: KEY)
    monkeypatch.setattr("reports.services.oversight.own_fingerprint", lambda: "another")
    monkeypatch.setattr("reports.services.oversight._is_here", lambda said: False)
    services.register_source(called="衡阳", prefix="4304", key=key, at=NOW, by=None)
    refused("twice", services.take_in, file=file, at=NOW, by=None)
    altered = file.replace(b'"version":1}', b'"version":2}')
    assert altered != file
    refused("altered", services.take_in, file=altered, at=NOW, by=None)


def test_command_writes_the_file_of_a_published_report(both, tmp_path, capsys):
    target = tmp_path / "report.json"
    call_command("report_file", "430424", QUARTER, str(target))
    assert both.east_row.digest in capsys.readouterr().out
    assert target.read_bytes() == file_of(both.east_row)
    with pytest.raises(CommandError, match="还没有发布"):
        call_command("report_file", "430424", "2026Q2", str(target))
    with pytest.raises(CommandError, match="没有代码"):
        call_command("report_file", "110101", QUARTER)


def test_county_desk_downloads_its_own_and_nobody_elses(both):
    admin = signed_in(both.east.admin)
    listed = admin.get("/desk/reports/publishedreport/").content.decode()
    assert "东县" in listed
    assert "西县" not in listed
    mine = admin.get(f"/desk/reports/publishedreport/{both.east_row.pk}/file/")
    assert mine.content == file_of(both.east_row)
    for path in ("", "file/"):
        other = f"/desk/reports/publishedreport/{both.west_row.pk}/{path}"
        assert admin.get(other).status_code == 404
