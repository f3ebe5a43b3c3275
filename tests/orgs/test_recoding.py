"""撤县设区: a county's code and name change; the old ones lead on for ever, at every face."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from fulian.management.plain import Refused
from fulian.scoping import scope
from orgs import services
from orgs.models import County, FormerCode, Org, Record
from orgs.queries import hats, tree
from reports.models import QuarterLeaf
from reports.queries.canonical import faults_of
from reports.services import compile_report, freeze_report
from tests.conftest import signed_in
from tests.orgs.test_api import codes, machine_of, refused
from tests.reports.planting import Planter

DAY = timezone.localdate


def recode(cast, code="430499", name="东区", on=None, by=None):
    with scope(cast.county.pk):
        return services.recode_county(code=code, name=name, on=on or DAY(), by=by)


def undo(cast, act="orgs.recode_county", by=None):
    with scope(cast.county.pk):
        line = Record.rows.filter(act=act, leads=True).latest("pk")
        return services.undo(batch=line.batch, at=timezone.now(), on=DAY(), by=by)


def all_codes(cast):
    with scope(cast.county.pk):
        return dict(Org.rows.values_list("pk", "code"))


def test_everything_is_recoded_and_nothing_else(east, west):
    with scope(east.county.pk):
        unit = services.found_org(parent=east.village, name="巾帼园", on=DAY(), by=None)
    before, other = all_codes(east), all_codes(west)
    county = recode(east)
    assert (county.code, county.name, county.former_codes) == ("430499", "东区", ["430424"])
    assert all_codes(east) == {pk: f"430499{code[6:]}" for pk, code in before.items()}
    assert all_codes(west) == other
    with scope(east.county.pk):
        assert dict(FormerCode.rows.values_list("org", "code")) == before
        root = Org.rows.get(parent__isnull=True)
        assert (root.name, root.title) == ("东区", "东区妇联")
        was = {s.org: s.name for s in tree.standing_on(DAY() - timedelta(days=1))}
        assert was[root.pk] == "东县"
        assert tree.broken_nodes() == []
        new = services.found_org(parent=Org.rows.get(pk=unit.pk), name="甲", on=DAY(), by=None)
        assert new.code == "430499100200-1-1"


def test_old_codes_lead_on_everywhere(east, west):
    machine = machine_of(east)
    recode(east)
    old = east.village.code
    found = machine.get(f"/api/v1/orgs/{old}/").json()
    assert (found["code"], found["asked_code"]) == ("430499100200", old)
    assert len(codes(machine.get("/api/v1/orgs/", {"parent": east.town.code}))) == 2
    for path in (f"/o/{old}/", f"/o/{east.root.code}/"):
        led = Client().get(path)
        assert (led.status_code, led.url) == (301, path.replace("430424", "430499"))
        assert Client().get(led.url).status_code == 200
    led = signed_in(east.chair).get(f"/org/{old}/")
    assert (led.status_code, led.url) == (301, "/org/430499100200/")
    assert tree.county_of_code(old) == tree.county_of_code("430499000000") == east.county
    assert Client().get("/o/430424999000/").status_code == 404
    assert refused(machine.get("/api/v1/orgs/430424999000/"), 404)
    assert machine.get("/api/v1/me/").json()["county"] == {"code": "430499", "title": "东区"}


def test_twice_and_back(east):
    recode(east)
    recode(east, "430498", "东新区")
    machine = machine_of(east)
    for code in (east.village.code, "430499100200", "430498100200"):
        assert machine.get(f"/api/v1/orgs/{code}/").json()["code"] == "430498100200"
    undo(east)
    undo_first = all_codes(east)
    assert set(undo_first.values()) == {f"430499{c[6:]}" for c in undo_first.values()}
    assert County.objects.get(pk=east.county.pk).former_codes == ["430424"]


def test_undo_puts_back_codes_and_name(east, operator):
    before = all_codes(east)
    recode(east, by=operator)
    undo(east)
    assert all_codes(east) == before
    county = County.objects.get(pk=east.county.pk)
    assert (county.code, county.name, county.former_codes) == ("430424", "东县", [])
    with scope(east.county.pk):
        assert not FormerCode.rows.exists()
        assert Org.rows.get(parent__isnull=True).name == "东县"


def test_what_was_founded_since_stands_in_the_way(east):
    recode(east)
    with scope(east.county.pk):
        town = Org.rows.get(pk=east.town.pk)
        services.rename_org(org=town, name="改名镇", on=DAY(), by=None)  # this does not
        new = services.found_org(parent=town, name="新村", code="430499100299", on=DAY(), by=None)
    with pytest.raises(ValidationError, match=f"{new.title}：改代码以后新建的"):
        undo(east)
    undo(east, "orgs.found_org")
    undo(east)
    with scope(east.county.pk):
        assert Org.rows.get(pk=east.town.pk).name == "改名镇"


@pytest.mark.parametrize("code", ["", "43042", "4304999", "430400", "43049x", "４３０４９９",
                                  "043049", "430424", "430223", "430223 ", "'; --"])  # fmt: skip
def test_codes_that_can_be_none(east, west, code):
    before = all_codes(east)
    with pytest.raises(ValidationError):
        recode(east, code)
    assert all_codes(east) == before


def test_codes_that_were_in_use(east, west, operator):
    recode(east)
    for cast, code in ((east, "430424"), (west, "430424"), (west, "430499")):
        with pytest.raises(ValidationError):
            recode(cast, code)
    with pytest.raises(ValidationError, match="已改为 430499"):
        services.open_county(code="430424", on=DAY(), at=timezone.now(), by=operator)


def test_only_the_platform(east):
    east.admin.hat = hats.hats_of(east.admin, DAY())[0]
    with pytest.raises(ValidationError, match="只能由平台运维员"):
        recode(east, by=east.admin)
    with pytest.raises(ValidationError, match="不能早于现状"):
        recode(east, on=DAY().replace(year=2025))
    recode(east)
    with pytest.raises(ValidationError, match="没有做这件事的权限"):
        undo(east, by=east.admin)
    with scope(east.county.pk):
        line = Record.rows.get(act="orgs.recode_county")
    desk = signed_in(east.admin)
    shown = desk.get(f"/desk/orgs/record/{line.pk}/")
    assert shown.status_code == 200
    assert "撤销这项操作" not in shown.content.decode()


def test_an_operator_takes_it_back_at_the_desk(east, operator):
    recode(east, by=operator)
    visitor = signed_in(operator)
    visitor.post(f"/desk/orgs/county/{east.county.pk}/enter/", {"reason": "改回代码"})
    with scope(east.county.pk):
        line = Record.rows.get(act="orgs.recode_county")
    assert "东区" in visitor.get(f"/desk/orgs/record/{line.pk}/undo/").content.decode()
    assert visitor.post(f"/desk/orgs/record/{line.pk}/undo/", {"reason": ""}).status_code == 302
    assert County.objects.get(pk=east.county.pk).code == "430424"


def test_a_final_report_stays_genuine(east):
    """It was written with the codes of its day; after two changes it is still the same report."""
    with scope(east.county.pk):
        Planter(1).all()
        report = compile_report(quarter="2026Q3", at=timezone.now())
        report = freeze_report(report=report, at=timezone.now())
        assert faults_of(report) == []
    recode(east)
    recode(east, "430498", "东新区")
    with scope(east.county.pk):
        assert faults_of(report) == []
        QuarterLeaf.rows.filter(org=east.village).update(org_1_n=7)
        assert faults_of(report) == ["“指标值”与定稿时不同。"]


def test_the_command(east, capsys):
    call_command("recode_county", "430424", "430499", "--name", "东区", "--yes")
    assert "已把东县（430424）改为东区（430499）" in capsys.readouterr().out
    assert County.objects.get(pk=east.county.pk).code == "430499"
    for wrong in (
        ["430424", "430498"], ["430499", "430499"], ["430499", "12"], ["", "430498"],
        ["430499", "430498", "--on", "昨天"], ["430499", "430498", "--on", "2999-01-01"],
        ["430499", "430498", "--on", "2020-01-01"],
    ):  # fmt: skip
        with pytest.raises(Refused):
            call_command("recode_county", *wrong, "--yes")
    call_command("recode_county", "430499", "430498", "--on", str(DAY()), "--yes")
    assert County.objects.get(pk=east.county.pk).name == "东区"
