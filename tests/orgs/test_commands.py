"""The management commands: what they say, what they change, and how they refuse."""

from __future__ import annotations

import subprocess
import sys
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from fulian.demo_accounts import ACCOUNTS, API_CLIENT, PASSWORD
from fulian.management.plain import Refused
from fulian.scoping import scope
from orgs import services
from orgs.management.commands.open_county import Command as OpenCounty
from orgs.models import (
    AccessGrant,
    Application,
    County,
    Level,
    Org,
    OrgHistory,
    OrgSuccession,
    PlatformRecord,
    Record,
    Role,
    User,
)
from orgs.queries import hats, tree
from orgs.queries.divisions import proposal_for
from orgs.services.demo import give_demo_password
from tests.conftest import NOW, TODAY


def command(name, *args):
    said = StringIO()
    call_command(name, *map(str, args), stdout=said, stderr=StringIO())
    return said.getvalue()


def opened(code="430424"):
    return County.objects.get(code=code, opened_at__isnull=False)


def test_open_county_shows_counts_and_opens(db):
    said = command("open_county", "430424", "--yes")
    assert "乡级：共 19 个，计入总数 17 个" in said
    assert "村级：共 257 个，计入总数 257 个" in said
    assert "写入 277 个组织" in said
    with scope(opened().pk):
        assert Org.rows.count() == 277


def test_open_county_dry_run_writes_nothing(db):
    assert "没有写入" in command("open_county", "430424", "--dry-run")
    assert not County.objects.exists()


def test_open_county_twice_changes_nothing(db):
    command("open_county", "430424", "--yes")
    with scope(opened().pk):
        before = Record.rows.count()
    assert "已经开通，没有做任何改动" in command("open_county", "430424", "--yes")
    with scope(opened().pk):
        assert (Org.rows.count(), Record.rows.count()) == (277, before)


def test_open_county_without_some_and_with_an_administrator(db):
    said = command(
        "open_county", "430424", "--yes", "--without", "430424401000", "430424403000",
        "--admin-phone", "10005000001", "--admin-name", "某某",
    )  # fmt: skip
    assert "/claim/" in said
    with scope(opened().pk):
        assert Org.rows.filter(level=Level.TOWNSHIP).count() == 17
        assert AccessGrant.rows.get().role == Role.COUNTY_ADMIN


@pytest.mark.parametrize(
    ("answer", "opens"), [("是", True), ("y", True), ("", False), ("no", False)]
)
def test_open_county_asks(db, monkeypatch, answer, opens):
    monkeypatch.setattr("builtins.input", lambda _: answer)
    if opens:
        command("open_county", "430223")
        assert opened("430223")
    else:
        with pytest.raises(Refused, match="没有确认"):
            command("open_county", "430223")
        assert not County.objects.exists()


@pytest.mark.parametrize(
    ("code", "says"),
    [("4304", "6 位"), ("abc", "6 位"), ("430400", "下面的县"), ("430424112000", "430424"),
     ("999999", "没有代码"), ("43042a", "6 位")],
)  # fmt: skip
def test_open_county_refuses_what_is_no_county(db, code, says):
    with pytest.raises(Refused, match=says) as refusal:
        command("open_county", code, "--yes")
    assert "\n" not in str(refusal.value)
    assert not County.objects.exists()


def test_open_county_refuses_an_unknown_township(db):
    with pytest.raises(Refused, match="430424999000"):
        command("open_county", "430424", "--yes", "--without", "430424999000")


def test_open_county_when_another_was_quicker(db):
    command("open_county", "430223", "--yes")
    said = StringIO()
    slow = OpenCounty(stdout=said)
    chosen = {"without": [], "admin_phone": "", "admin_name": ""}
    slow._open(proposal_for("430223"), chosen)
    assert "已经开通，没有做任何改动" in said.getvalue()
    with pytest.raises(Refused, match="11 位"):
        command("open_county", "430424", "--yes", "--admin-phone", "12")
    assert not County.objects.filter(code="430424").exists()


def test_no_answer_is_no(db, monkeypatch):
    def closed(_):
        raise EOFError

    monkeypatch.setattr("builtins.input", closed)
    with pytest.raises(Refused, match="没有确认"):
        command("open_county", "430223")


def test_open_county_says_that_nothing_is_below(db):
    assert "没有乡镇和村" in command("open_county", "350527", "--yes")


def test_a_refusal_is_one_chinese_line_and_exit_1(tmp_path):
    run = [sys.executable, "manage.py", "open_county", "4304"]
    ended = subprocess.run(run, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert ended.stderr.strip() == "县（市、区）代码是 6 位数字，例如 430424。"


def test_undo_opening(db):
    command("open_county", "430223", "--yes")
    assert "已撤销攸县" in command("undo_opening", "430223")
    assert County.objects.get().opened_at is None
    for code in ("430223", "999999"):
        with pytest.raises(Refused, match="已开通"):
            command("undo_opening", code)


def test_undo_opening_names_what_stands_in_the_way(db):
    command("open_county", "430223", "--yes")
    with scope(opened("430223").pk):
        village = Org.rows.filter(level=Level.VILLAGE)[0]
        services.rename_org(org=village, name="甲村", on=timezone.localdate(), by=None)
    with pytest.raises(Refused, match="后来改过"):
        command("undo_opening", "430223")
    assert opened("430223")


def test_operator(db):
    said = command("operator", "100 0500 0009")
    assert "100****0009" in said
    code = said.split("/claim/")[1].split("/")[0]
    door = services.doorway(code=code, at=NOW.replace(year=2020))
    assert door
    assert door.user
    assert door.user.is_operator
    with pytest.raises(Refused, match="11 位"):
        command("operator", "123")


def test_check_tree(east, west):
    assert "2 个县，组织树完好" in command("check_tree")
    with scope(east.county.pk), connection.cursor() as cursor:
        cursor.execute("UPDATE orgs_org SET lft = lft + 1 WHERE depth = 2")
    assert "完好" in command("check_tree", "--county", "430223")
    for args in ([], ["--county", "430424"]):
        with pytest.raises(Refused, match="1 个县"):
            command("check_tree", *args)
    assert "已重新编号" in command("check_tree", "--fix")
    with scope(east.county.pk):
        assert tree.broken_nodes() == []
    with pytest.raises(Refused, match="999999"):
        command("check_tree", "--county", "999999")


def test_check_tree_cannot_mend_a_circle(east):
    with scope(east.county.pk), connection.cursor() as cursor:
        cursor.execute("UPDATE orgs_org SET parent_id = %s WHERE id = %s",
                       [east.village.pk, east.town.pk])  # fmt: skip
    with pytest.raises(Refused, match="1 个县"):
        command("check_tree", "--fix")


def test_county_shell(east, west, capsys):
    code = "from orgs.models import Org; print([o.code[:6] for o in Org.objects.all()])"
    command("county_shell", "--county", "430424", "-c", code)
    assert capsys.readouterr().out.strip() == str(["430424"] * 7)
    with pytest.raises(Refused):
        command("county_shell", "--county", "999999", "-c", code)


@pytest.fixture
def demo(db, settings):
    settings.DEMO = True
    return command("demo", "--on", "2026-11-22", "--seed", "7")


def seats(phone):
    user = User.objects.get(phone_key=services.access.phone_key(phone))
    return [(h.county_name, h.org_title, h.role) for h in hats.hats_of(user, TODAY)]


def test_demo_makes_the_accounts_once(demo):
    assert PASSWORD in demo
    phones = [phone for phone, _ in ACCOUNTS]
    assert [seats(phone) for phone in phones] == [
        [],
        [("衡东县", "衡东县妇联", "county_admin")],
        [("衡东县", "白莲镇妇联", "chair")],
        [("衡东县", "白莲村妇联", "chair")],
        [("衡东县", "白莲村妇联", "officer")],
        [("攸县", "攸县妇联", "county_admin")],
        [("衡东县", "白莲镇妇联", "officer")],
        [("衡东县", "衡东县妇联", "county_auditor")],
        [("衡东县", "白莲镇妇联", "township_staff")],
        [],
        [],
    ]
    for phone in phones:
        services.sign_in(phone=phone, password=PASSWORD, address="127.0.0.1", at=NOW)
    assert Application.objects.get(client_id=API_CLIENT[0]).county == opened()
    with scope(opened().pk):
        assert Org.rows.exclude(level=Level.UNIT).count() == 277
        assert OrgHistory.rows.exclude(org__level=Level.UNIT).count() == 2
        assert OrgSuccession.rows.count() == 1
        own = AccessGrant.rows.exclude(role=Role.ROTATING_CHAIR)  # that is lent turn by turn
        assert own.filter(until__lt=TODAY).count() == 1
        assert tree.broken_nodes() == []
    with scope(opened("430223").pk):
        assert Org.rows.filter(level=Level.TOWNSHIP).count() == 3
    before = everything()
    assert "没有做任何改动" in command("demo", "--on", "2026-12-24")
    assert everything() == before


def everything():
    users = list(User.objects.order_by("pk").values())
    found = [users, Application.objects.count(), PlatformRecord.objects.count()]
    for county in County.objects.order_by("pk"):
        with scope(county.pk):
            for model in (Org, OrgHistory, AccessGrant, Record):
                found.append(list(model.rows.order_by("pk").values_list("pk")))
    return found


def test_demo_is_refused_where_it_is_none(db, settings):
    settings.DEMO = False
    with pytest.raises(Refused, match="演示"):
        command("demo")
    with pytest.raises(Exception, match="演示"):
        give_demo_password(users=[1])
    settings.DEMO = True
    with pytest.raises(Refused, match="日期"):
        command("demo", "--on", "昨天")
    with pytest.raises(Refused, match="999999"):
        command("demo", "--county", "999999")
    assert not User.objects.exists()
    assert not County.objects.exists()


def test_demo_of_another_county(db, settings):
    settings.DEMO = True
    command("demo", "--county", "230723")  # a small one
    assert seats(ACCOUNTS[5][0]) == [("攸县", "攸县妇联", "county_admin")]
    assert seats(ACCOUNTS[1][0]) == [("汤旺县", "汤旺县妇联", "county_admin")]
