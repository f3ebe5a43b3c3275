"""Appraisal by women: open to whoever has the code, silent about who answered, shown late."""

from __future__ import annotations

import gzip
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.utils import timezone

from duties import services
from duties.models import Appraisal, AppraisalAnswer, AppraisalWord, SensitiveEntry
from duties.queries import appraisals as reads
from fulian.database.county import opened_rows
from fulian.scoping import scope
from orgs import services as orgs
from orgs.models import Record, Submission
from orgs.queries import hats
from tests.conftest import NOW, TODAY, signed_in
from tests.duties.reviewing import FOR, answered, opened

OVER = TODAY + FOR + timedelta(days=1)
PHONE = "Mozilla/5.0 (Linux; Android 14; V2309) Chrome/120 Mobile Safari/537.36 MicroMessenger/8.0"


def words(answer):
    return answer.content.decode()


@pytest.fixture
def running(east):
    """An appraisal of the village that runs today by the clock."""
    today = timezone.localdate()
    with scope(east.county.pk):
        east.found = services.open_appraisal(
            org=east.village, since=today, last=today + FOR, on=today, by=None
        )
        east.path = f"/pj/{east.village.code}/{reads.code_of(east.found)}/"
    return east


def filled(**more):
    return {"q0": "0", "q1": "1", "q2": "2", "q3": "0", "words": ""} | more


def kept(cast, model=AppraisalAnswer):
    with scope(cast.county.pk, glass=(Appraisal, cast.found.pk)):
        return list(model.rows.filter(appraisal=cast.found))


def test_nothing_below_ten_and_nothing_before_the_end(east):
    with scope(east.county.pk):
        found = opened(east)
        answered(found, 9, "要多来看看")
        for on in (TODAY, OVER):
            result = reads.result_of(found, on)
            assert (result.is_shown, result.answers, result.words, result.tallies) == (
                False, 0, [], [],
            )  # fmt: skip
        assert reads.result_of(found, OVER).says == "不足 10 份，不显示。"
        answered(found, 1, "谢谢", grade=3)
        assert not reads.result_of(found, TODAY).is_shown
        assert "已满 10 份" in reads.result_of(found, TODAY).says
        result = reads.result_of(found, OVER)
        assert result.tallies[0].counts == [
            ("满意", 9),
            ("比较满意", 0),
            ("一般", 0),
            ("不满意", 1),
        ]
        assert sorted(result.words) == ["要多来看看"] * 9 + ["谢谢"]
        assert result.words == reads.result_of(found, OVER).words


def test_an_eleventh_answer_changes_no_look(east):
    """Between two looks nothing changes: no difference tells what one woman said."""
    with scope(east.county.pk):
        found = opened(east)
        answered(found, 10)
        looks = [reads.result_of(found, TODAY)]
        answered(found, 1, "就我一个", grade=3)
        looks.append(reads.result_of(found, TODAY))
        assert looks[0] == looks[1]
        with pytest.raises(ValidationError, match="已经结束"):
            services.answer_appraisal(appraisal=found, grades=[0] * 4, on=OVER)


def test_closing_is_for_good(east):
    with scope(east.county.pk):
        found = opened(east)
        answered(found, 10)
        found = services.close_appraisal(appraisal=found, on=TODAY, by=None)
        assert reads.result_of(found, TODAY).answers == 10
        with pytest.raises(ValidationError, match="已经结束"):
            answered(found)
        with pytest.raises(ValidationError, match="已经结束"):
            services.close_appraisal(appraisal=found, on=TODAY, by=None)
        for act in ("duties.close_appraisal", "duties.open_appraisal"):
            batch = Record.rows.filter(act=act).get().batch
            with pytest.raises(ValidationError):
                orgs.undo(batch=batch, at=timezone.now(), on=TODAY, by=east.admin)
        found.refresh_from_db()
        assert found.until == TODAY


def test_no_other_query_sees_an_answer(running):
    with scope(running.county.pk):
        answered(running.found, 3, "悄悄话", on=timezone.localdate())
        other = services.open_appraisal(
            org=running.town, since=timezone.localdate(), last=timezone.localdate(),
            on=timezone.localdate(), by=None,
        )  # fmt: skip
        for model in (AppraisalAnswer, AppraisalWord):
            assert not model.rows.exists()
            assert list(opened_rows(model)) == []  # the county's export
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT count(*) FROM {model._meta.db_table}")
                assert cursor.fetchone() == (0,)
        with scope(running.county.pk, glass=(Appraisal, other.pk)):
            assert not AppraisalAnswer.rows.exists()
        with scope(running.county.pk, glass=(SensitiveEntry, running.found.pk)):
            assert not AppraisalAnswer.rows.exists()
    assert len(kept(running)) == 3


def test_nothing_is_kept_of_who_answered(running, caplog):
    chair = signed_in(running.chair, agent=PHONE)
    with scope(running.county.pk):
        before = Record.rows.count()
    caplog.clear()
    page = words(chair.get(running.path))
    once = page.split('name="once" value="')[1].split('"')[0]
    chair.post(running.path, filled(once=once, words="匿名的话"))
    assert len(kept(running)) == 1
    assert {f.name for f in AppraisalAnswer._meta.fields} == {"id", "county", "appraisal", "grades"}
    assert {f.name for f in AppraisalWord._meta.fields} == {"id", "county", "appraisal", "text"}
    with scope(running.county.pk):
        assert Record.rows.count() == before
    assert not Submission.objects.filter(key=once).exists()
    told = [line for line in caplog.records if getattr(line, "route", "") and "pj/" in line.route]
    assert told
    assert all(line.user is None for line in told)


def test_a_woman_answers_once_in_a_browser(running):
    browser = Client()
    assert "不用登录" in words(browser.get(running.path))
    answer = browser.post(running.path, filled(words="多办活动"))
    assert answer.status_code == 200
    assert "谢谢您" in words(answer)
    cookie = answer.cookies[f"pj{running.found.pk}"]
    assert (cookie["path"], cookie["httponly"], cookie.value) == (running.path, True, "1")
    assert "谢谢您" in words(browser.get(running.path))
    browser.post(running.path, filled())
    assert len(kept(running)) == 1
    assert [one.text for one in kept(running, AppraisalWord)] == ["多办活动"]


def test_two_taps_before_the_first_answer_came_are_one_answer(running):
    """The second leaves the phone before the first brought its cookie."""
    once = {"once": "0123456789abcdef"}
    assert "请选一个" in words(Client().post(running.path, filled(q0="", **once)))
    for _ in range(2):
        assert "谢谢您" in words(Client().post(running.path, filled(**once)))
    assert len(kept(running)) == 1
    Client().post(running.path, filled(once="another"))
    assert len(kept(running)) == 2


def test_what_is_not_whole_is_asked_again(running):
    browser = Client()
    for facts in (
        {"q0": ""}, {"q1": "4"}, {"q2": "-1"}, {"q3": "很好"}, {"words": "长" * 5000},
    ):  # fmt: skip
        answer = browser.post(running.path, filled(**facts))
        assert "交上去" in words(answer), facts
    assert kept(running) == []
    for grades in ([0] * 3, [0] * 5, [0, 0, 0, 4], []):
        with scope(running.county.pk), pytest.raises(ValidationError, match="每一题"):
            services.answer_appraisal(
                appraisal=running.found, grades=grades, on=timezone.localdate()
            )


def test_many_from_one_address_wait(running, monkeypatch):
    monkeypatch.setattr("duties.views.appraisals.SENT_A_MINUTE", 2)
    pages = [words(Client().post(running.path, filled())) for _ in range(3)]
    assert "过一分钟再试" in pages[2]
    assert len(kept(running)) == 2


def test_codes_that_lead_nowhere(running, west):
    code = reads.code_of(running.found)
    with scope(west.county.pk):
        theirs = services.open_appraisal(
            org=west.village, since=timezone.localdate(), last=timezone.localdate(),
            on=timezone.localdate(), by=None,
        )  # fmt: skip
    for path in (
        f"/pj/{west.village.code}/{code}/", f"/pj/{running.town.code}/{code}/",
        f"/pj/{running.village.code}/{reads.code_of(theirs)}/", f"/pj/999999999999/{code}/",
        f"/pj/{running.village.code}/{code[:-1]}/", f"/pj/{running.village.code}/%E5%90%9B/",
    ):  # fmt: skip
        assert Client().get(path).status_code == 404
        assert Client().post(path, filled()).status_code == 404
    assert kept(running) == []


def test_who_may_open_one(east):
    for who in ("clerk", "town_clerk", "chair", "officer"):
        user, grant = getattr(east, who), getattr(east, f"{who}_grant")
        with scope(east.county.pk):
            type(grant).rows.filter(pk=grant.pk).update(accepted_at=NOW)
            user.hat = hats.grant_hat(user, east.county, grant.pk, TODAY)[0]
    with scope(east.county.pk):
        for user, org in (
            (east.officer, east.village), (east.chair, east.town), (east.chair, east.other_village),
            (east.town_clerk, east.other_village), (east.town_clerk, east.root),
        ):  # fmt: skip
            with pytest.raises(ValidationError, match="自己范围内"):
                opened(east, org=org, by=user)
        opened(east, org=east.village, by=east.chair)
        opened(east, org=east.town, by=east.town_clerk)
        opened(east, org=east.other_village, by=east.clerk)


def test_days_that_are_wrong(east):
    with scope(east.county.pk):
        for facts, tells in (
            ({"since": TODAY - timedelta(days=1)}, "不能早于今天"),
            ({"last": TODAY - timedelta(days=1)}, "不能早于开始"),
            ({"last": TODAY + timedelta(days=60)}, "最长 60"),
        ):
            with pytest.raises(ValidationError, match=tells):
                opened(east, **facts)
        found = opened(east)
        with pytest.raises(ValidationError, match="已经有一次评议"):
            services.open_appraisal(
                org=east.village, since=TODAY + FOR, last=TODAY + FOR, on=TODAY, by=None
            )
        assert Appraisal.rows.get() == found
        later = services.open_appraisal(org=east.village, since=OVER, last=OVER, on=TODAY, by=None)
        with pytest.raises(ValidationError, match="还没有开始"):
            services.answer_appraisal(appraisal=later, grades=[0] * 4, on=TODAY)
        orgs.close_org(org=east.other_village, on=TODAY, by=east.admin, reason="合并")
        with pytest.raises(ValidationError, match="已经撤销"):
            opened(east, org=east.other_village)


def test_sums_leave_out_what_may_not_be_shown(east):
    """Else the county's total less the villages shown would tell of the one that is not."""
    with scope(east.county.pk):
        answered(opened(east), 10, grade=1)
        answered(opened(east, org=east.other_village), 9, grade=3)
        share = reads.satisfied(TODAY.year, OVER)
        assert (share.numerator, share.denominator) == (40, 40)
        assert reads.appraised(TODAY.year, OVER).numerator == 1
        assert reads.appraised(TODAY.year, TODAY).numerator == 0


def test_the_chair_and_the_township_see_the_outcome(running, monkeypatch):
    chair, desk = signed_in(running.chair, agent=PHONE), signed_in(running.town_clerk)
    at, there = f"/appraisals/{running.found.pk}/", f"/desk/duties/appraisal/{running.found.pk}/"
    for client, path in ((chair, at), (desk, there)):
        page = words(client.get(path))
        assert running.path in page
        assert "<svg" in page
    with scope(running.county.pk):
        for _ in range(10):
            services.answer_appraisal(
                appraisal=running.found, grades=[0] * 4, on=timezone.localdate(), words="<i>好</i>"
            )
    assert "姐妹们说的话" not in words(chair.get(at))
    assert chair.post(f"{at}close/")["Location"] == at
    for client, path in ((chair, at), (desk, there)):
        page = words(client.get(path))
        assert "姐妹们说的话" in page
        assert "&lt;i&gt;好" in page
        assert running.path not in page
    assert "这次评议已经结束" in words(Client().get(running.path))


def test_the_public_page_is_small_and_plain(running):
    answer = Client().get(running.path, headers={"Accept-Encoding": "gzip"})
    page = gzip.decompress(answer.content).decode()
    assert "<script" not in page
    css = gzip.compress(Path(str(finders.find("app.css"))).read_bytes())
    assert len(answer.content) + len(css) <= 20_000
