"""Lines of the log afterwards: changed, amended with both versions kept, struck; and the counts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from duties import services
from duties.models import DutyLogEntry, DutyPost, LogAmendment
from duties.queries import log as reads
from duties.queries.machine import log_rows
from duties.queries.turns import log_counts
from fulian.scoping import scope
from members.models import Office
from orgs import services as ground
from orgs.models import Record
from reports.queries.late import late_entries
from reports.rules.quarters import Quarter
from tests.conftest import NOW, TODAY, signed_in
from tests.duties.roster import planned
from tests.people import SINCE, person, seat

LATER = NOW + timedelta(days=8)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def here(east):
    with scope(east.county.pk):
        services.set_up_posts(on=SINCE, by=None)
        she = person(east.village, phone=east.chair_phone)
        east.chair_seat = seat(east.village, Office.CHAIR, who=she)
        he = person(east.village, "沈秋月", phone=east.officer_phone)
        east.officer_seat = seat(east.village, Office.EXECUTIVE_MEMBER, who=he)
        east.post = DutyPost.rows.get(code="mediation")
        east.line = write(east)
    return east


def write(cast, **more):
    facts = {"appointment": cast.officer_seat, "post": cast.post, "done_on": TODAY}
    said = {"what": "劝解一对夫妻", "occasion": "清明节", "by": None, "at": NOW}
    return services.write_log(**(facts | said | more))


def said(cast, what="劝解两户邻居", **more):
    facts = {"post": cast.post, "done_on": TODAY, "what": what, "occasion": "清明节"}
    return services.Words(**(facts | more))


def words(answer):
    return answer.content.decode()


def sent(cast, **more):
    return {"day": TODAY, "post": cast.post.pk, "what": "劝解两户邻居"} | more


def counts(cast, plan):
    """Return every count of lines there is."""
    return {
        "month": reads.done_this_month([cast.officer_seat], TODAY),
        "turns": sum(log_counts(list(plan.turns.all())).values()),
        "late": sum(line["log"] for line in late_entries(Quarter(2026, 3))),
        "printed": reads.period(cast.village, SINCE, TODAY).count(),
        "machine": log_rows({}).count(),
    }


def test_freely_for_seven_days_then_with_a_reason(here):
    with scope(here.county.pk):
        services.edit_log(entry=here.line, said=said(here), at=NOW + timedelta(days=6), by=None)
        assert not LogAmendment.rows.exists()
        change = Record.rows.get(act="duties.edit_log").changes[0]
        assert set(change["before"]) == {"what"}
        with pytest.raises(ValidationError, match="请写更正原因"):
            services.edit_log(entry=here.line, said=said(here, "三户"), at=LATER, by=None)
        facts = {"entry": here.line, "at": LATER, "by": None}
        with pytest.raises(ValidationError, match="请写更正原因"):
            services.amend_log(said=said(here, "三户"), reason=" ", **facts)
        for _ in range(2):  # a second tap changes nothing
            services.amend_log(said=said(here, "三户", served=3), reason="数错了", **facts)
        kept = LogAmendment.rows.get()
        assert (kept.what, kept.served, kept.reason) == ("劝解两户邻居", None, "数错了")
        batch = Record.rows.get(act="duties.amend_log").batch
        ground.undo(batch=batch, at=timezone.now(), on=TODAY, by=None)
        here.line.refresh_from_db()
        assert here.line.what == "劝解两户邻居"
        assert not LogAmendment.rows.exists()


def test_an_old_day_may_stay_and_none_to_come(here):
    with scope(here.county.pk):
        year = NOW + timedelta(days=400)
        services.amend_log(entry=here.line, said=said(here), reason="写错", at=year, by=None)
        for day, tells in ((TODAY - timedelta(days=50), "一年以内"),
                           (TODAY + timedelta(days=500), "不能晚于今天")):  # fmt: skip
            with pytest.raises(ValidationError, match=tells):
                services.amend_log(
                    entry=here.line, said=said(here, done_on=day), reason="写错", at=year, by=None
                )


def test_a_struck_line_stands_and_counts_nowhere(here):
    with scope(here.county.pk):
        services.write_log(
            appointment=here.officer_seat, post=here.post, done_on=TODAY - timedelta(days=60),
            what="补记", by=None, at=NOW,
        )  # fmt: skip
        late = DutyLogEntry.rows.get(what="补记")
        vice = seat(here.village, Office.VICE_CHAIR, "史慧敏")
        plan = planned(here.village, [vice, here.officer_seat], starts_on=TODAY.replace(day=1))
        assert list(counts(here, plan).values()) == [1, 1, 1, 2, 2]
        for line in (here.line, late):
            services.strike_log(entry=line, reason="写重了", at=NOW, by=None)
        assert list(counts(here, plan).values()) == [0, 0, 0, 0, 0]
        assert reads.lines_at(here.village).count() == 2
        with pytest.raises(ValidationError, match="已经作废"):
            services.strike_log(entry=here.line, reason="再来", at=NOW, by=None)
        with pytest.raises(ValidationError, match="已经作废"):
            services.edit_log(entry=here.line, said=said(here), at=NOW, by=None)
        services.unstrike_log(entry=here.line, by=None)
        assert reads.done_this_month([here.officer_seat], TODAY) == 1


def test_hers_alone_and_her_chairs(here, west):
    with scope(here.county.pk):
        other = write(here, appointment=here.chair_seat)
        neighbour = seat(here.other_village, Office.CHAIR, who=person(
            here.other_village, "柳芳菲", phone="10000990009"))  # fmt: skip
        type(neighbour.grant).rows.update(accepted_at=NOW)
    form = sent(here)
    officer, chair = signed_in(here.officer), signed_in(here.chair)
    assert officer.post(f"/log/{here.line.pk}/edit/", form).status_code == 302
    assert "主席来改" in words(officer.post(f"/log/{other.pk}/edit/", form))
    assert "主席来改" in words(officer.post(f"/log/{other.pk}/strike/", {"reason": "x"}))
    assert chair.post(f"/log/{here.line.pk}/edit/", form).status_code == 302
    clerk = signed_in(here.town_clerk)
    assert "主席来改" in words(clerk.post(f"/desk/duties/dutylogentry/{other.pk}/edit/", form))
    for user in (neighbour.grant.user, west.admin):
        for act in ("edit", "strike", "unstrike"):
            answer = signed_in(user).post(f"/log/{other.pk}/{act}/", form | {"reason": "x"})
            assert answer.status_code in (403, 404), act
    with scope(here.county.pk):
        other.refresh_from_db()
        assert (other.what, other.struck_on) == ("劝解一对夫妻", None)


def test_on_the_phone_both_versions_are_seen(here):
    browser = signed_in(here.officer)
    page = f"/log/{here.line.pk}/"
    assert "七天内可以直接改" in words(browser.get(f"{page}edit/"))
    with scope(here.county.pk):
        DutyLogEntry.rows.update(entered_at=NOW - timedelta(days=20))
    assert "更正原因" in words(browser.get(f"{page}edit/"))
    assert "请写更正原因" in words(browser.post(f"{page}edit/", sent(here)))
    told = sent(here, reason="记错了人", what="劝解婆媳")
    assert browser.post(f"{page}edit/", told).url == page
    for phone in (browser, signed_in(here.chair)):
        shown = words(phone.get(page))
        for one in ("劝解婆媳", "更正以前写的", "劝解一对夫妻", "记错了人", "清明节"):
            assert one in shown, one
    assert browser.post(f"{page}strike/", {"reason": "写重了"}).url == page
    assert "已作废" in words(browser.get("/log/mine/"))
    assert "这个月您记了 0 条" in words(browser.get("/"))
    assert "取消作废" in words(browser.get(page))
    assert browser.post(f"{page}unstrike/").url == page
    assert "这个月您记了 1 条" in words(browser.get("/"))


def test_photos_that_are_none_on_edit_too(here):
    browser, page = signed_in(here.officer), f"/log/{here.line.pk}/edit/"
    none = SimpleUploadedFile("x.jpg", b"no photo", "image/jpeg")
    answer = browser.post(page, sent(here, photo=none))
    assert (answer.status_code, "不是能打开的照片" in words(answer)) == (200, True)
    huge = SimpleUploadedFile("x.jpg", b"0" * (50 * 1024 * 1024), "image/jpeg")
    assert browser.post(page, sent(here, photo=huge)).status_code == 413
    with scope(here.county.pk):
        here.line.refresh_from_db()
        assert (here.line.what, here.line.photo) == ("劝解一对夫妻", "")


def test_finding_and_printing(here):
    chair = signed_in(here.chair)
    with scope(here.county.pk):
        write(here, what="打扫村道", done_on=TODAY - timedelta(days=40), occasion="")
    everything = "/log/mine/?all=1"
    assert "打扫村道" in words(chair.get(everything))
    assert "打扫村道" not in words(chair.get(f"{everything}&q=清明"))
    assert "打扫村道" not in words(chair.get(f"{everything}&month=2026-11"))
    assert "打扫村道" in words(chair.get(f"{everything}&month=2026-10&post={here.post.pk}"))
    for bad in ("month=x", "post=99999", "page=x", "q=%00"):
        assert chair.get(f"{everything}&{bad}").status_code == 200, bad
    printed = words(chair.get("/log/print/?month=2026-11"))
    assert "劝解一对夫妻" in printed
    assert "打扫村道" not in printed
    told = {"org": here.town.pk, "first": TODAY - timedelta(days=60), "last": TODAY}
    desk = words(signed_in(here.town_clerk).post("/desk/duties/dutylogentry/print/", told))
    assert "打扫村道" in desk
    assert "共 2 条" in desk
