"""What is done at the desk: one service each, refusals on the form, a double tap once."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from fulian.scoping import scope
from orgs import services
from orgs.models import (
    AccessGrant,
    Application,
    County,
    CountySession,
    Doorway,
    HelpRequest,
    Level,
    Org,
    OrgStatus,
    Record,
    Role,
)
from orgs.services.access import digest_of
from tests.conftest import NOW, TODAY, signed_in

DAY = timezone.localdate


def link_on(page):
    """Return the code of the one-time link a page shows."""
    found = re.search(r"/claim/([\w-]+)/", page)
    return found and found[1]


def said(answer):
    return answer.content.decode()


@pytest.fixture
def desk(east):
    return signed_in(east.admin)


def org_page(org, called=""):
    return f"/desk/orgs/org/{org.pk}/{called}"


def fresh(org):
    with scope(org.county_id):
        return Org.rows.get(pk=org.pk)


def acts(county, act):
    with scope(county.pk):
        return Record.rows.filter(act=act, outcome="done").count()


def test_every_change_of_an_organisation(east, desk):
    when = {"on": DAY(), "reason": "县编〔2026〕8号"}
    added = desk.post(
        "/desk/orgs/org/add/",
        when | {"parent": east.village.pk, "name": "巾帼园", "kind": "branch"},
    )
    assert "已新建巾帼园妇联分会" in said(desk.get(added.url))
    change = [
        ("rename/", {"name": "新村村民委员会", "sure": "on"}, "新村妇联已改名"),
        ("convert/", {"kind": "representative_committee", "sure": "on"}, "新村妇代会已变更类型"),
        ("move/", {"parent": east.other_town.pk, "sure": "on"}, "新村妇代会已调整上级"),
    ]
    for called, facts, tells in change:
        assert "会影响到" in said(desk.get(org_page(east.village, called)))
        answer = desk.post(org_page(east.village, called), when | facts)
        if "重新列出" in said(answer):
            seen = re.search(r'name="seen" value="([^"]*)"', said(answer))
            answer = desk.post(org_page(east.village, called), when | facts | {"seen": seen[1]})
        assert answer.url == org_page(east.village), said(answer)
        assert tells in said(desk.get(answer.url))
    assert fresh(east.village).parent_id == east.other_town.pk
    page = said(desk.get(org_page(east.village)))
    assert east.village.name in page
    assert "县编" not in page
    assert "组织改名" in said(desk.get(org_page(east.village, "history/")))


def test_close_wants_a_second_thought_and_shows_what_it_touches(east, desk):
    page = org_page(east.village, "close/")
    assert "个账号授权" in said(desk.get(page))
    assert ">撤销组织</a>" in said(desk.get(org_page(east.village)))  # 撤销 alone means undo
    assert "请勾选确认" in said(desk.post(page, {"on": DAY()}))
    assert fresh(east.village).status == OrgStatus.ACTIVE
    sure = {"on": DAY(), "sure": "on"}
    assert "必填" in said(desk.post(page, sure))
    assert desk.post(page, sure | {"reason": "合村并居"}).status_code == 302
    assert fresh(east.village).status == OrgStatus.CLOSED
    assert "在下面新建" not in said(desk.get(org_page(east.village)))
    assert desk.post(org_page(east.village, "reopen/"), {"on": DAY()}).status_code == 302
    assert "没有撤销" in said(desk.post(org_page(east.village, "reopen/"), {"on": DAY()}))


def test_refusals_stand_on_the_form(east, desk):
    tomorrow = DAY() + timedelta(days=1)
    tries = [
        (east.village, "rename/", {"name": "新村", "on": tomorrow}, "不能晚于今天"),
        (
            east.village,
            "rename/",
            {"name": "新村", "sure": "on", "on": "2025-01-01", "seen": "2025-01-01"},
            "不能早于现状的起始日期",
        ),
        (east.village, "rename/", {"name": "", "on": DAY()}, "必填"),
        (east.town, "move/", {"parent": east.village.pk, "on": DAY()}, "请勾选确认"),
        (
            east.town,
            "move/",
            {
                "parent": east.village.pk,
                "on": DAY(),
                "sure": "on",
                "seen": f"{DAY()}|{east.village.pk}",
            },
            "自己的下级之下",
        ),
        (east.town, "close/", {"on": DAY(), "sure": "on"}, "请先移走或撤销"),
        (east.village, "reopen/", {"on": DAY()}, "没有撤销"),
    ]
    for org, called, facts, tells in tries:
        answer = desk.post(org_page(org, called), facts | {"reason": "核对"})
        assert (answer.status_code, tells in said(answer)) == (200, True), (called, facts)
    taken = {"parent": east.town.pk, "name": "甲村", "kind": "federation", "on": DAY()}
    assert "已经有组织在用" in said(
        desk.post("/desk/orgs/org/add/", taken | {"code": east.village.code})
    )
    assert "代码应当是" in said(desk.post("/desk/orgs/org/add/", taken | {"code": "12"}))
    with scope(east.county.pk):
        assert not Record.rows.filter(act__in=["orgs.rename_org", "orgs.found_org"]).exists()


def test_a_double_tap_founds_once(east, desk):
    facts = {
        "parent": east.village.pk, "name": "甲协会", "kind": "branch", "on": DAY(), "once": "k1"
    }  # fmt: skip
    first, second = (desk.post("/desk/orgs/org/add/", facts) for _ in range(2))
    assert first.url == second.url
    assert acts(east.county, "orgs.found_org") == 1


def test_grant_gives_a_link_that_a_second_tap_shows_too(east, desk):
    facts = {
        "holder": "钱一", "phone": "100 9999 0001", "role": "officer", "org": east.village.pk,
        "on": DAY(), "once": "k2",
    }  # fmt: skip
    first, second = (desk.post("/desk/orgs/accessgrant/add/", facts) for _ in range(2))
    assert first.url == second.url
    assert acts(east.county, "orgs.issue_link") == 1
    page = said(desk.get(first.url))
    code = link_on(page)
    assert "<svg" in page
    assert link_on(said(desk.get(first.url))) == code
    assert Doorway.objects.get(digest=digest_of(code)).used_at is None
    assert "10099990001" not in page
    assert "100****0001" in page
    other = desk.get(f"/desk/orgs/accessgrant/{east.chair_grant.pk}/")
    assert link_on(said(other)) is None
    again = desk.post(f"{first.url}link/")
    assert link_on(said(desk.get(again.url))) != code


def test_one_grants_only_what_one_may(east):
    town = signed_in(east.town_clerk)
    form = said(town.get("/desk/orgs/accessgrant/add/"))
    assert 'value="chair"' in form
    assert 'value="county_admin"' not in form
    facts = {"holder": "甲", "phone": "10099990002", "on": DAY(), "org": east.village.pk}
    for role, org in (("county_admin", east.village), ("chair", east.other_village)):
        answer = town.post("/desk/orgs/accessgrant/add/", facts | {"role": role, "org": org.pk})
        assert answer.status_code == 200
    until = {"role": "chair", "until": DAY() - timedelta(days=1)}
    assert "要晚于开始日期" in said(town.post("/desk/orgs/accessgrant/add/", facts | until))
    assert "11 位手机号码" in said(
        town.post("/desk/orgs/accessgrant/add/", facts | {"role": "chair", "phone": "12"})
    )
    with scope(east.county.pk):
        assert not AccessGrant.rows.filter(holder="甲").exists()


def test_end_and_reveal_and_help(east, desk):
    grant = f"/desk/orgs/accessgrant/{east.chair_grant.pk}/"
    assert east.chair_phone not in said(desk.get(grant))
    assert "必填" in said(desk.post(f"{grant}phone/", {"reason": ""}))
    assert east.chair_phone in said(desk.post(f"{grant}phone/", {"reason": "通知开会"}))
    with scope(east.county.pk):
        asked = HelpRequest.rows.create(grant=east.chair_grant, asked_at=NOW)
    assert "生成一次性链接" in said(desk.get(f"/desk/orgs/helprequest/{asked.pk}/"))
    assert f'formaction="{grant}link/"' in said(desk.get("/desk/orgs/helprequest/"))
    assert link_on(said(desk.get(desk.post(f"{grant}link/").url)))
    with scope(east.county.pk):
        assert HelpRequest.rows.get().answered_at is not None
    assert desk.post(f"{grant}end/", {"reason": ""}).url == grant
    assert "这项授权已经结束" in said(desk.post(f"{grant}end/", {"reason": ""}))
    assert desk.post(f"{grant}link/").url == grant
    assert acts(east.county, "orgs.issue_link") == 1
    last = f"/desk/orgs/accessgrant/{east.admin_grant.pk}/end/"
    assert "最后一位县管理员" in said(desk.post(last, {"reason": ""}))


def test_record_in_words_and_undo(east, desk):
    desk.post(
        org_page(east.village, "rename/"),
        {"name": "新村村民委员会", "on": DAY(), "reason": "核对", "sure": "on"},
    )
    desk.post(
        "/desk/orgs/accessgrant/add/",
        {"holder": "钱二", "phone": "10099990003", "role": "chair", "org": east.town.pk,
         "on": DAY()},
    )  # fmt: skip
    with scope(east.county.pk):
        renamed = Record.rows.get(act="orgs.rename_org").pk
        granted = Record.rows.filter(act="orgs.grant_access").latest("pk").pk
    page = said(desk.get(f"/desk/orgs/record/{renamed}/"))
    for word in ("东县admin", "简称", east.village.short_name, "新村", "组织沿革", "撤销这项操作"):
        assert word in page, word
    told = f"/desk/orgs/record/{granted}/"
    assert "钱二" in said(desk.get(told))
    assert "100****0003" in said(desk.get(told))
    assert "10099990003" not in said(desk.get(told))
    assert signed_in(east.clerk).get(told).status_code == 404
    found = said(desk.get("/desk/orgs/record/?q=东县admin+组织改名"))
    assert f"/record/{renamed}/" in found
    assert f"/record/{granted}/" not in found
    assert f"/record/{renamed}/" in said(desk.get(f"/desk/orgs/record/?q={DAY()}&days=1"))
    assert "换个词试试" in said(desk.get("/desk/orgs/record/?q=2020-01-01&act=orgs.move_org"))
    undo = f"/desk/orgs/record/{renamed}/undo/"
    assert east.village.short_name in said(desk.get(undo))
    told = said(desk.get(undo))
    assert f"1 个组织：名称改回“{east.village.name}”" in told
    assert told.index("1 个组织：") < told.index("撤销这项操作</button>") < told.index("逐条查看")
    assert desk.post(undo, {"reason": "写错了"}).url == org_page(east.village)
    assert fresh(east.village).short_name == east.village.short_name
    assert "已经撤销过" in said(desk.get(undo))
    assert "不能撤销" in said(desk.post(undo))
    assert signed_in(east.auditor).get(undo).status_code == 403


def test_undo_lists_what_stands_in_the_way(east, desk):
    for name in ("甲村", "乙村"):
        facts = {"name": name, "on": DAY(), "reason": "核对", "sure": "on"}
        desk.post(org_page(east.village, "rename/"), facts)
    with scope(east.county.pk):
        first = Record.rows.filter(act="orgs.rename_org").earliest("pk").pk
        last = Record.rows.filter(act="orgs.rename_org").latest("pk").pk
    page = said(desk.get(f"/desk/orgs/record/{first}/undo/"))
    assert "后来改过" in page
    assert f'<a href="/desk/orgs/record/{last}/">' in page
    assert re.search(r"年\d+月\d+日由东县admin办理“组织改名”</a>", page)
    assert "之后又有改动" in said(desk.post(f"/desk/orgs/record/{first}/undo/"))
    assert fresh(east.village).short_name == "乙村"


def test_destroyed_keys_are_said(east, desk, settings):
    with scope(east.county.pk):
        line = Record.rows.filter(act="orgs.grant_access").earliest("pk").pk
    assert "东县admin" in said(desk.get(f"/desk/orgs/record/{line}/"))
    settings.DATA_KEYS = {9: ("aes", b"k" * 32)}
    assert "（已销毁）" in said(desk.get(f"/desk/orgs/record/{line}/"))


def test_applications(east, desk):
    facts = {"name": "县社会治理平台", "once": "k3", "reads": ["orgs:read"]}
    first, second = (desk.post("/desk/orgs/application/add/", facts) for _ in range(2))
    assert first.url == second.url
    assert Application.objects.count() == 1
    shown = said(desk.get(first.url))
    secret = re.search(r'id="client-secret"[^>]*value="([^"]+)"', shown)[1]
    assert len(secret) > 30
    assert Application.objects.get().client_id in shown
    desk.post(f"{first.url}seen/")
    assert secret not in said(desk.get(first.url))
    assert desk.post(f"{first.url}end/", {"reason": ""}).url == first.url
    assert "已停用" in said(desk.get(first.url))


def test_open_a_county_and_take_it_back(operator):
    client = signed_in(operator)
    assert client.get("/desk/orgs/county/open/?text=430424").url.endswith("/open/430424/")
    assert "430424" in said(client.get("/desk/orgs/county/open/?text=衡东"))
    page = said(client.get("/desk/orgs/county/open/430424/"))
    for word in ("<strong>17</strong>", "<strong>2</strong>", "<strong>257</strong>", "白莲村"):
        assert word in page, word
    assert not County.objects.exists()
    for code in ("430400", "430424112", "999999", "abc"):
        assert "desk-refusal" in said(client.get(f"/desk/orgs/county/open/{code}/")), code
    facts = {
        "admin_name": "甲", "admin_phone": "10099990004", "without": ["430424112200"], "once": "k4"
    }  # fmt: skip
    trial = said(client.post("/desk/orgs/county/open/430424/", facts | {"preview": "1"}))
    assert "<strong>256</strong>" in trial
    assert not County.objects.exists()
    wrong = client.post(
        "/desk/orgs/county/open/430424/", facts | {"admin_phone": "12", "once": "x"}
    )
    assert "11 位手机号码" in said(wrong)
    assert not County.objects.filter(opened_at__gt=NOW).exists()
    strange = facts | {"without": ["430223100200"], "once": "y"}
    assert "没有代码为" in said(client.post("/desk/orgs/county/open/430424/", strange))
    first, second = (client.post("/desk/orgs/county/open/430424/", facts) for _ in range(2))
    assert first.url == second.url
    county = County.objects.get(code="430424")
    result = said(client.get(first.url))
    assert "<strong>256</strong>" in result
    assert link_on(result)
    assert "已经开通" in said(client.get("/desk/orgs/county/open/430424/"))
    with scope(county.pk):
        assert Org.rows.filter(level=Level.VILLAGE).count() == 256
        assert AccessGrant.rows.get().role == Role.COUNTY_ADMIN
    assert client.post(f"/desk/orgs/county/{county.pk}/undo/").url == first.url
    county.refresh_from_db()
    assert county.opened_at is None
    assert "不能撤销" in said(client.get(f"/desk/orgs/county/{county.pk}/undo/"))


def test_opening_stays_when_something_hangs_on_it(operator):
    client = signed_in(operator)
    facts = {"admin_name": "甲", "admin_phone": "10099990004"}
    page = client.post("/desk/orgs/county/open/430424/", facts).url
    county = County.objects.get()
    client.post(f"{page}enter/", {"reason": "帮助录入"})
    with scope(county.pk):
        services.found_org(parent=Org.rows.get(parent=None), name="甲", on=TODAY, by=None)
    assert "挂在它下面" in said(client.get(f"{page}undo/"))
    assert "之后又有改动" in said(client.post(f"{page}undo/"))
    assert client.post("/desk/orgs/county/leave/").url == "/desk/"
    with scope(county.pk):
        assert CountySession.rows.get().left_at is not None
    other = client.post("/desk/orgs/county/open/430223/", facts | {"admin_phone": "10099990005"})
    assert other.status_code == 302
    assert "至少四个字" in said(client.post(f"{page}enter/", {"reason": "看"}))
