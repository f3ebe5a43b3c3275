"""The yearly duty report: drafted from her own lines, hers to write, filed and then it stands."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from duties import services
from duties.models import DutyLogEntry, DutyReport
from duties.queries import reviews as reads
from duties.queries.report_paper import report_paper
from duties.rules.reviews import OWN_PART
from fulian.scoping import scope
from members.models import Office
from orgs import services as orgs
from orgs.models import Record
from orgs.queries import hats
from tests.conftest import NOW, TODAY, signed_in
from tests.duties.arranged import post
from tests.duties.reviewing import drafted, ready, reporting
from tests.people import person, seat

PHONE = "Mozilla/5.0 (Linux; Android 14; V2309) Chrome/120 Mobile Safari/537.36 MicroMessenger/8.0"


def words(answer):
    return answer.content.decode()


@pytest.fixture
def here(east):
    """A chair with four lines of this year, one of them struck, and one of another woman."""
    with scope(east.county.pk):
        east.seat = reporting(east)
        east.lines = [
            services.write_log(
                appointment=east.seat, post=post(code), done_on=TODAY - timedelta(days=day),
                what=what, by=None, at=NOW, served=served, for_whom="王家",
            )
            for code, day, what, served in (
                ("mediation", 3, "劝和一对夫妻", 2), ("mediation", 2, "调解排水沟", None),
                ("culture", 2, "办亲子阅读", 12), ("culture", 1, "记错的", 50),
            )
        ]  # fmt: skip
        DutyLogEntry.rows.filter(pk=east.lines[3].pk).update(struck_on=TODAY)
        other = seat(east.village, Office.EXECUTIVE_MEMBER, "柳芳菲")
        east.theirs = services.write_log(
            appointment=other, post=post(), done_on=TODAY, what="别人的事", by=None, at=NOW
        )
        grant = east.admin_grant
        type(grant).rows.filter(pk=grant.pk).update(accepted_at=NOW)
        east.admin.hat = hats.grant_hat(east.admin, east.county, grant.pk, TODAY)[0]
        yield east


def test_a_post_renamed_since_keeps_its_name_of_the_day(here):
    services.rename_post(post=post("mediation"), name="和事岗", on=TODAY, by=None)
    work = reads.year_of(here.seat, TODAY.year)
    assert [name for name, _ in work.by_post] == ["矛盾调解岗", "文化娱乐岗"]
    told = drafted(here)
    assert "矛盾调解岗 2 条" in told.text
    assert {line.post_name for line in reads.sources_of(told)} == {"矛盾调解岗", "文化娱乐岗"}


def test_the_draft_counts_her_own_lines_by_post(here):
    report = drafted(here, stories=[here.lines[2].pk])
    assert "2 天里记了 3 条工作，其中矛盾调解岗 2 条，文化娱乐岗 1 条" in report.text
    assert "服务 14 人次" in report.text
    assert "本组织全体共记 4 条" in report.text
    assert "办亲子阅读（为王家）" in report.text
    assert "记错的" not in report.text
    assert "别人的事" not in report.text
    assert report.sources == [line.pk for line in here.lines[:3]]
    assert report.stories == [here.lines[2].pk]


def test_stories_are_hers_and_few(here):
    for stories, tells in (
        ([here.theirs.pk], "自己这一年"), ([here.lines[3].pk], "自己这一年"),
        ([here.lines[0].pk] * 2, "自己这一年"), ([1, 2, 3, 4], "最多选 3"), ([999999999], "自己"),
    ):  # fmt: skip
        with pytest.raises(ValidationError, match=tells):
            drafted(here, stories=stories)
    assert not DutyReport.rows.exists()


@pytest.mark.parametrize("year", [TODAY.year + 1, TODAY.year - 2, 0])
def test_other_years(here, year):
    with pytest.raises(ValidationError, match="今年和去年"):
        drafted(here, year=year)


def test_a_year_before_her_time_and_another_office(here):
    with pytest.raises(ValidationError, match="不在任"):
        drafted(here, year=TODAY.year - 1)
    other = seat(here.village, Office.REPRESENTATIVE, "舒若兰")
    with pytest.raises(ValidationError, match="主席、副主席和执委"):
        drafted(here, appointment=other)


def test_only_she_writes_it(here):
    here.chair.hat = None
    for user in (here.admin, here.officer):
        with pytest.raises(ValidationError, match="本人"):
            drafted(here, by=user)
    report = drafted(here, by=here.chair)
    with pytest.raises(ValidationError, match="本人"):
        services.write_report(report=report, text="换一份", by=here.admin)
    with pytest.raises(ValidationError, match="8000"):
        services.write_report(report=report, text="长" * 50_000, by=here.chair)
    with pytest.raises(ValidationError, match="请写"):
        services.write_report(report=report, text="  ", by=here.chair)


def test_drafting_anew_filing_and_undoing(here):
    report = drafted(here)
    services.write_report(report=report, text="我自己写的", by=None)
    again = drafted(here, stories=[here.lines[0].pk])
    assert again.pk == report.pk
    assert "劝和一对夫妻" in again.text
    with pytest.raises(ValidationError, match="还有 2 处要您自己写"):
        services.file_report(report=report, on=TODAY, by=None)
    services.write_report(report=report, text=again.text.replace(OWN_PART, "写好了"), by=None)
    services.file_report(report=report, on=TODAY, by=None)
    for act in (
        lambda: drafted(here), lambda: services.file_report(report=report, on=TODAY, by=None),
        lambda: services.write_report(report=report, text="改", by=None),
    ):  # fmt: skip
        with pytest.raises(ValidationError, match="已经提交"):
            act()
    batch = Record.rows.filter(act="duties.file_report").get().batch
    orgs.undo(batch=batch, at=timezone.now(), on=timezone.localdate(), by=here.admin)
    services.write_report(report=report, text="改好了", by=None)


def test_undoing_a_draft_anew_brings_the_old_one_back(here):
    report = drafted(here, stories=[here.lines[0].pk])
    drafted(here, stories=[here.lines[2].pk])
    batch = Record.rows.filter(act="duties.draft_report").order_by("-pk")[0].batch
    orgs.undo(batch=batch, at=timezone.now(), on=timezone.localdate(), by=here.admin)
    back = DutyReport.rows.get(pk=report.pk)
    assert (back.stories, back.sources) == (report.stories, report.sources)
    assert back.text == report.text


def test_a_chair_owes_two(here):
    assert reads.filed_both(TODAY.year, TODAY).missing == [here.village.pk]
    for n, audience in enumerate(("party", "upper_federation", "women")):
        services.file_report(report=ready(here, audience=audience), on=TODAY, by=None)
        share = reads.filed_both(TODAY.year, TODAY)
        assert (share.numerator, share.denominator) == (min(n, 1), 1)
    assert reads.filed_both(TODAY.year - 1, TODAY).numerator == 0


def test_the_word_file_lists_its_sources(here):
    report = drafted(here, stories=[here.lines[0].pk])
    services.write_report(report=report, text="<b>一</b> & \x01二\n\n三 {{ title }}", by=None)
    report = reads.reports_by(here.chair).get(pk=report.pk)
    text = ZipFile(BytesIO(report_paper(report))).read("word/document.xml").decode()
    assert "&lt;b&gt;一&lt;/b&gt; &amp; 二" in text
    assert "三 {{ title }}" in text
    assert "履岗记录 3 条，2 天" in text
    assert text.count(" 号<") == 3


def test_on_the_phone_from_choosing_to_filing(here):
    with scope(here.county.pk):
        pass
    phone = signed_in(here.chair, agent=PHONE)
    assert "起草一份" in words(phone.get("/duty-reports/"))
    year = timezone.localdate().year
    asked = {"seat": here.seat.pk, "year": year, "audience": "party"}
    to = phone.post("/duty-reports/", asked)["Location"]
    page = words(phone.get(to))
    assert "3 条，2 天" in page
    made = phone.post(to, {"stories": [here.lines[0].pk]})["Location"]
    assert "劝和一对夫妻" in words(phone.get(made))
    assert phone.post(made, {"text": "各位领导：好"})["Location"] == made
    assert "好</p>" in words(phone.get(made)) or "好" in words(phone.get(made))
    assert phone.post(f"{made}file/")["Location"] == made
    assert "已提交" in words(phone.get(made))
    paper = phone.get(f"{made}docx/")
    assert paper.content[:2] == b"PK"
    officer = signed_in(here.officer, agent=PHONE)
    assert officer.get(made).status_code == 404
    assert officer.get(f"{made}docx/").status_code == 404


def test_the_desk_reads_what_is_the_federations(here):
    for audience in ("party", "upper_federation"):
        report = drafted(here, audience=audience)
        services.write_report(report=report, text=f"给{audience}的话", by=None)
        services.file_report(report=report, on=TODAY, by=None)
    draft = drafted(here, audience="women")
    desk, at = signed_in(here.town_clerk), "/desk/duties/dutyreport/"
    assert "傅若兰" in words(desk.get(at))
    for report in DutyReport.rows.exclude(pk=draft.pk):
        page = words(desk.get(f"{at}{report.pk}/"))
        assert ("的话" in page) == (report.audience == "upper_federation")
        status = desk.get(f"{at}{report.pk}/docx/").status_code
        assert status == (200 if report.audience == "upper_federation" else 404)
    assert desk.get(f"{at}{draft.pk}/").status_code == 404
    assert "都交齐了" in words(desk.get(f"{at}owing/"))
    assert "还没有" in words(desk.get(f"{at}owing/?year={TODAY.year - 1}"))


def test_another_seat_of_hers_may_end_before_the_year(here):
    gone = seat(here.other_village, Office.CHAIR, who=person(here.other_village, "邹静怡"))
    type(gone).rows.filter(pk=gone.pk).update(
        since=TODAY.replace(year=2020),
        until=TODAY.replace(year=2022),
        departure="term_end",
    )
    with pytest.raises(ValidationError, match="不在任"):
        drafted(here, appointment=gone)
