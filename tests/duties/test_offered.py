"""What a page offers is what it lets through, and what it cannot take it says plainly."""

from __future__ import annotations

from datetime import timedelta

from django.template.loader import render_to_string
from django.utils import timezone

from duties import services
from duties.forms.meetings import AttendanceForm
from duties.forms.presidium import TaskForm, told_apart
from duties.models import ChairTurn, DutyLogEntry, DutyReport
from duties.queries.reviews import owed_next
from fulian.scoping import scope
from members.models import Office
from tests.conftest import NOW, TODAY, signed_in
from tests.duties.arranged import post
from tests.duties.ledgering import ANSWERS, accepted, chair_seat, secret, written
from tests.duties.reviewing import drafted
from tests.duties.roster import planned, presidium
from tests.people import seat

PHONE = "Mozilla/5.0 (Linux; Android 12) Mobile"
CHANGES = ("修改</a>", "又联系了一次", "办结</a>")


def words(client, path):
    return client.get(path).content.decode()


def phone(user):
    return signed_in(user, agent=PHONE)


def test_a_clerk_is_not_offered_to_change_what_a_village_wrote(east):
    with scope(east.county.pk):
        own = written(east)
        typed = written(east)
        type(typed).rows.filter(pk=typed.pk).update(typed_by=east.town_clerk)
    clerk = phone(east.town_clerk)
    page = words(clerk, f"/ledger/{own.pk}/")
    assert not any(word in page for word in CHANGES)
    assert "自己记的" in page
    assert "转入保密台账" in page  # whoever sees violence may hide it
    answers = ANSWERS["liaison"] | {"subject_name": "李婶"}
    assert "村里自己记的" in clerk.post(f"/ledger/{own.pk}/change/", answers).content.decode()
    assert all(word in words(clerk, f"/ledger/{typed.pk}/") for word in CHANGES)
    assert all(word in words(phone(east.chair), f"/ledger/{own.pk}/") for word in CHANGES)


def test_the_county_is_not_offered_to_work_on_a_villages_line(east):
    with scope(east.county.pk):
        own = written(east)
    desk = signed_in(east.admin)
    assert "办理</a>" not in words(desk, f"/desk/duties/ledgerentry/{own.pk}/")
    assert "修改</a>" not in words(desk, f"/ledger/{own.pk}/")


def test_less_than_a_day_is_no_nought(east):
    with scope(east.county.pk):
        taken = accepted(east)
        services.finish_transfer(transfer=taken, result="受理了", by=None, at=NOW)
        pk = taken.entry_id
    page = words(phone(east.chair), f"/ledger/{pk}/")
    assert "等了不到一天" in page
    assert "0 天" not in page


def test_the_only_handler_is_not_offered_to_be_taken_off(east):
    with scope(east.county.pk):
        pk = secret(east).pk
    assert "移出经办人" not in words(phone(east.chair), f"/secret/{pk}/")


def test_a_woman_with_two_seats_is_offered_once(east):
    with scope(east.county.pk):
        mute, acting = presidium(east.village)[1:3]
        acting.person = mute.person
        mute.grant = None
        form = TaskForm(None, seats=[mute, acting])
        assert [key for key, _ in form.fields["seat"].choices] == [str(acting.pk)]


def test_namesakes_are_told_apart(east):
    with scope(east.county.pk):
        one, two = (seat(east.village, Office.EXECUTIVE_MEMBER, "姜芳菲") for _ in range(2))
        assert told_apart([one, two]) == [
            "姜芳菲（执委，同名第 1 位）",
            "姜芳菲（执委，同名第 2 位）",
        ]
        one.person.employer = "白莲小学"
        assert told_apart([one, two])[0] == "姜芳菲（执委，白莲小学）"
        assert told_apart([one]) == ["姜芳菲（执委）"]


def test_partners_of_a_swap_are_chips_and_days_end_on_their_last(east):
    with scope(east.county.pk):
        seats = presidium(east.village, 4)
        start = timezone.localdate().replace(day=1)
        planned(east.village, seats[1:], starts_on=start, at=timezone.now())
    services.tick(timezone.now())
    with scope(east.county.pk):
        later = ChairTurn.rows.order_by("days")[1]
        her = later.appointment.grant.user
    last = (start + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    page = words(phone(seats[1].grant.user), "/turn/")
    assert f"<dt>最后一天</dt><dd>{last:%Y年%-m月%-d日}</dd>" in page
    assert "到哪天之前" not in page
    asked = words(phone(her), f"/turns/{later.pk}/swap/")
    assert '<fieldset class="chips"><legend>和谁换</legend>' in asked


def test_too_long_a_line_is_refused_and_not_cut(east):
    with scope(east.county.pk):
        she = chair_seat(east)
        kept = post()
    client = phone(east.chair)
    page = words(client, "/log/")
    assert "最多 500 个字" in page
    assert "maxlength" not in page.split('name="what"')[1].split(">")[0]
    sent = {"day": TODAY, "post": kept.pk, "seat": she.pk, "what": "走" * 501}
    sent["day"] = timezone.localdate().isoformat()
    assert "最多写 500 个字" in client.post("/log/", sent).content.decode()
    with scope(east.county.pk):
        assert not DutyLogEntry.rows.exists()


def test_a_report_that_is_filed_is_not_offered_to_be_drafted(east):
    with scope(east.county.pk):
        told = drafted(east)
        party = DutyReport.Audience.PARTY
        DutyReport.rows.filter(pk=told.pk).update(filed_on=TODAY, audience=party)
        asked = f"?seat={told.appointment_id}&year={told.year}&audience={party}"
    client = phone(east.chair)
    page = words(client, f"/duty-reports/draft/{asked}")
    assert "不能再改" in page
    assert "起草</button>" not in page
    assert owed_next([told], told.year) == party  # as it was before it was filed
    with scope(east.county.pk):
        assert owed_next([DutyReport.rows.get()], told.year) != party


def test_a_task_without_a_last_day_is_refused_before_its_cost_is_shown(east):
    sent = {"kind": "task", "title": "摸底", "minutes": "5", "to": "village", "due_on": ""}
    page = phone(east.town_clerk).post("/dispatches/send/", sent).content.decode()
    assert "布置任务要写截止日期" in page
    assert "确认发出" not in page


def test_what_she_wrote_is_kept_when_she_files(east):
    with scope(east.county.pk):
        pk = drafted(east).pk
    client = phone(east.chair)
    at = f"/duty-reports/{pk}/"
    assert "还有 3 处" in words(client, f"{at}file/")
    told = client.post(at, {"text": "都是我自己写的", "file": "1"})
    assert told["Location"] == f"{at}file/"
    with scope(east.county.pk):
        assert DutyReport.rows.get(pk=pk).text == "都是我自己写的"
    assert "请自己写" not in words(client, f"{at}file/")


def test_who_asked_for_leave_is_folded_away(east):
    form = AttendanceForm(None, rows=[])
    page = render_to_string("duties/_field.html", {"field": form["leave"], "form": form})
    assert "<details" in page
    assert " open" not in page


def test_the_sheet_to_type_up_is_broad_enough_for_its_columns(east):
    with scope(east.county.pk):
        chair_seat(east)
    month = timezone.localdate().strftime("%Y%m")
    at = f"/desk/duties/dutylogentry/type/org/{east.village.pk}/?month={month}"
    assert "desk-page desk-wide" in words(signed_in(east.town_clerk), at)
