"""Letters: who writes needs no name, who reads is few, what is late is told above."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from duties.models import Message, NeedRequest
from fulian.consequences import preview_of
from fulian.database.county import opened_rows
from fulian.scoping import scope
from homes import services
from homes.models import Letter
from homes.queries import letters as reads
from members import services as members
from members.models import Office
from orgs import services as ground
from orgs.models import Doorway, Record, Role
from tests.conftest import NOW, TODAY
from tests.homes.writing import DAY, seen, town_chair, wearing, written
from tests.people import person, seat


@pytest.fixture
def here(east):
    with scope(east.county.pk):
        yield east


def test_letter_is_answered_and_rated_by_its_receipt(here):
    sent = written(here, contact="139 0000 1234")
    assert sent.is_new
    assert sent.letter.due_on == TODAY + 7 * DAY
    services.answer_letter(letter=sent.letter, text="已经报修，这周换灯", at=NOW, by=None)
    found = reads.found_by_receipt(here.village.code, sent.receipt, here.county.pk, NOW)
    assert found.number == sent.letter.pk
    letter = Letter.rows.get()
    told = reads.opened(letter, TODAY)
    assert (told.text, told.answer) == ("巷口的路灯坏了，晚上不敢走", "已经报修，这周换灯")
    assert told.contact == "139****1234"
    services.rate_letter(number=letter.pk, is_satisfied=False, at=NOW)
    with pytest.raises(ValidationError, match="已经评价过"):
        services.rate_letter(number=letter.pk, is_satisfied=True, at=NOW)
    services.answer_letter(letter=letter, text="换好了，请再看看", at=NOW, by=None)
    assert reads.words_of(Letter.rows.get())["again"] == "已经报修，这周换灯"
    services.rate_letter(number=letter.pk, is_satisfied=True, at=NOW)
    with pytest.raises(ValidationError, match="已经答复过"):
        services.answer_letter(letter=letter, text="再答", at=NOW, by=None)
    figures = reads.figures_of([here.village.pk], TODAY)[here.village.pk]
    assert (figures.received, figures.answered, figures.satisfied) == (1, 1, 1)


def test_words_stand_nowhere_in_the_clear(here):
    sent = written(here, "悄悄话不给人看", contact="微信 wxyz")
    services.answer_letter(letter=sent.letter, text="悄悄回答", at=NOW, by=None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(l)::text FROM homes_letter l")
        row = cursor.fetchone()[0]
        cursor.execute("SELECT row_to_json(r)::text FROM orgs_record r WHERE act LIKE 'homes.%'")
        records = str(cursor.fetchall())
    for secret in ("悄悄", "wxyz", sent.receipt):
        assert secret not in row + records
    assert sent.receipt not in str(list(Doorway.objects.values()))


def test_one_form_is_one_letter(here):
    first = written(here, form_key="one")
    again = written(here, form_key="one")
    assert (again.is_new, again.receipt, again.letter.pk) == (
        False, first.receipt, first.letter.pk,
    )  # fmt: skip
    with pytest.raises(ValidationError, match="已经提交过一次"):
        written(here, "别的话", form_key="one")
    assert Letter.rows.count() == 1


def test_same_words_of_another_are_another_letter_and_her_receipt_opens_only_hers(here):
    """Whoever guesses what a woman wrote must not learn that she did, nor read her answer."""
    hers = written(here, "他打我，我该怎么办")
    guessed = written(here, "他打我，我该怎么办", at=NOW + timedelta(minutes=5))
    assert (hers.is_new, guessed.is_new) == (True, True)
    assert hers.receipt != guessed.receipt
    assert hers.letter.pk != guessed.letter.pk
    services.answer_letter(letter=hers.letter, text="周三到妇联来", at=NOW, by=None)
    found = reads.found_by_receipt(here.village.code, guessed.receipt, here.county.pk, NOW)
    assert found.number == guessed.letter.pk
    assert reads.opened(Letter.rows.get(pk=found.number), TODAY).answer == ""
    with pytest.raises(ValidationError):
        services.rate_letter(number=found.number, is_satisfied=False, at=NOW)
    assert Letter.rows.get(pk=hers.letter.pk).is_satisfied is None


def test_flood_is_bounded_in_an_hour_and_the_neighbour_is_not_shut_out(here):
    for n in range(20):
        written(here, f"第{n}封信")
    with pytest.raises(ValidationError, match="请过一小时再来"):
        written(here, "再来一封")
    assert Letter.rows.count() == 20
    assert Doorway.objects.filter(kind=Doorway.Kind.LETTER).count() == 20
    written(here, "别的村还收信", org=here.town)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"text": ""}, "empty"),
        ({"text": " \n\u202e"}, "empty"),
        ({"text": "长" * 501}, "too_long"),
        ({"contact": "9" * 41}, "too_long"),
        ({"kind": "x"}, "kind"),
        ({"is_about_us": True}, "kind"),
        ({"kind": "complaint", "is_about_us": True, "audience": "operator"}, "kind"),
    ],
)
def test_refused(here, facts, code):
    with pytest.raises(ValidationError) as refused:
        written(here, **facts)
    assert refused.value.code == code
    assert not Letter.rows.exists()
    assert not Doorway.objects.filter(kind=Doorway.Kind.LETTER).exists()


def test_hostile_words_are_kept_as_words(here):
    nasty = "<script>alert(1)</script>\0\u202eabc\u2066😀🙏'; DROP TABLE x;--"
    told = reads.opened(written(here, nasty, contact="<b>\0x").letter, TODAY)
    assert told.text == "<script>alert(1)</script>abc😀🙏'; DROP TABLE x;--"
    assert told.contact == "<***"


def test_letter_to_a_closed_organisation_is_refused(here):
    ground.close_org(org=here.other_village, on=TODAY, by=None)
    here.other_village.refresh_from_db()
    with pytest.raises(ValidationError, match="已经撤销"):
        written(here, org=here.other_village)


def test_receipt_opens_its_own_letter_at_its_own_place_only(here, west):
    sent = written(here)
    code, county = sent.receipt, here.county.pk
    assert reads.found_by_receipt(here.village.code, f" {code.lower()} ", county, NOW)
    for org, at in ((here.town, NOW), (here.village, NOW + timedelta(days=1200))):
        assert reads.found_by_receipt(org.code, code, county, at) is None
    assert reads.found_by_receipt(west.village.code, code, west.county.pk, NOW) is None
    for none in ("", "A" * 12, "3" * 12, "x" * 9999, "\0" * 12, "😀" * 12):
        assert reads.found_by_receipt(here.village.code, none, county, NOW) is None


def test_who_reads_an_ordinary_letter(here):
    number = written(here).letter.pk
    for user in (here.chair, here.town_clerk, here.clerk, here.admin):
        assert seen(user, here, number)
    for user in (here.officer, here.auditor):
        assert seen(user, here, number) is None
    far = written(here, org=here.other_village).letter.pk
    assert seen(here.chair, here, far) is None
    assert seen(here.town_clerk, here, far) is None


def test_officer_reads_and_answers_what_is_given_to_her(here):
    she = seat(
        here.village,
        Office.EXECUTIVE_MEMBER,
        who=person(here.village, "白春燕", phone=here.officer_phone),
    )
    type(she.grant).rows.filter(pk=she.grant_id).update(accepted_at=NOW)
    assert she.grant.user == here.officer
    sent = written(here)
    officer = wearing(here.officer, here)
    with pytest.raises(ValidationError, match="没有找到"):
        services.answer_letter(letter=sent.letter, text="我来答", at=NOW, by=officer)
    services.assign_letter(letter=sent.letter, assignee=she, at=NOW, by=wearing(here.chair, here))
    assert seen(here.officer, here, sent.letter.pk)
    assert Message.rows.filter(user=here.officer, key__startswith="letter-").count() == 1
    services.answer_letter(letter=sent.letter, text="我来答", at=NOW, by=officer)
    other = written(here, "另一封信").letter
    far = seat(here.town, Office.EXECUTIVE_MEMBER, "姜雨桐")
    for wrong in (far, seat(here.village, Office.EXECUTIVE_MEMBER, "无账号")):
        with pytest.raises(ValidationError, match="只能交给"):
            services.assign_letter(letter=other, assignee=wrong, at=NOW, by=None)
    members.end_appointment(appointment=she, on=TODAY, departure="moved", by=None)
    assert reads.letter_of(officer, sent.letter.pk, TODAY) is None


def test_complaint_of_the_organisation_goes_above_and_she_never_sees_it(here):
    town = town_chair(here)
    sent = written(here, "主席乱收费", kind="complaint", is_about_us=True)
    assert sent.letter.to_org == here.town
    assert seen(here.chair, here, sent.letter.pk) is None
    assert seen(town, here, sent.letter.pk)
    assert not Message.rows.filter(user=here.chair).exists()
    assert Record.rows.filter(act="homes.write_letter").get().org_id == here.town.pk
    with pytest.raises(ValidationError, match="没有找到"):
        services.answer_letter(
            letter=sent.letter, text="没有的事", at=NOW, by=wearing(here.chair, here)
        )
    # one who sits in both places does not read a complaint of hers
    both = ground.grant_access(
        org=here.village, role=Role.OFFICER, phone="10009000007", holder="镇主席", on=TODAY, by=None
    )
    assert both.user == town
    her = wearing(town, here)
    with scope(here.county.pk, under=here.town, by=her):
        assert reads.letter_of(her, sent.letter.pk, TODAY) is None
    assert seen(here.town_clerk, here, sent.letter.pk)


def test_complaint_of_a_township_goes_to_the_county(here):
    sent = written(here, "镇里不管", kind="complaint", is_about_us=True, org=here.town)
    assert sent.letter.to_org == here.root
    assert seen(here.town_clerk, here, sent.letter.pk) is None
    assert seen(here.clerk, here, sent.letter.pk)


def test_complaint_of_the_county_is_its_auditors_alone(here):
    sent = written(here, "县妇联不管", kind="complaint", is_about_us=True, org=here.root)
    assert sent.letter.readers == [here.auditor.pk]
    for user in (here.admin, here.clerk):
        assert seen(user, here, sent.letter.pk) is None
    assert seen(here.auditor, here, sent.letter.pk)
    with scope(here.county.pk, by=here.auditor):
        auditor = wearing(here.auditor, here)
        services.answer_letter(letter=sent.letter, text="已经转交纪检", at=NOW, by=auditor)


def test_sensitive_letter_is_seen_by_named_readers_in_no_list_and_no_figure(here):
    sent = written(here, "他打我", is_sensitive=True, contact="139 0000 1234")
    number = sent.letter.pk
    assert sorted(sent.letter.readers) == sorted([here.chair.pk, here.admin.pk])
    for user in (here.town_clerk, here.clerk, here.officer, here.auditor):
        assert seen(user, here, number) is None
    for user in (here.chair, here.admin):
        assert seen(user, here, number)
        with scope(here.county.pk, by=user):
            assert number not in reads.letters_of(wearing(user, here), TODAY).values_list(
                "pk", flat=True
            )
    assert not Letter.rows.exists()
    assert list(opened_rows(Letter)) == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM homes_letter")
        assert cursor.fetchone() == (0,)
    assert reads.figures_of([here.village.pk], TODAY) == {}
    assert Record.rows.filter(act="homes.write_letter").get().org_id == here.root.pk
    with scope(here.county.pk, by=here.chair):
        chair = wearing(here.chair, here)
        for act in (services.hand_letter_up, services.letter_to_need):
            more = {"appointment": None, "category": "family"}
            facts = more if act is services.letter_to_need else {}
            with pytest.raises(ValidationError, match="不能转给别人"):
                act(letter=sent.letter, at=NOW, by=chair, **facts)
        services.answer_letter(letter=sent.letter, text="我们今天来找您", at=NOW, by=chair)


def test_complaint_about_violence_leaves_the_complained_of_out(here):
    sent = written(here, "她包庇", kind="complaint", is_about_us=True, is_sensitive=True)
    assert sent.letter.readers == [here.admin.pk]
    assert seen(here.chair, here, sent.letter.pk) is None


def test_operators_letter_is_nobodys_in_the_county(here, operator):
    sent = written(here, "页面打不开", audience="operator")
    number = sent.letter.pk
    for user in (here.chair, here.town_clerk, here.clerk, here.admin, here.auditor):
        assert seen(user, here, number) is None
    assert not Letter.rows.exists()
    assert not Message.rows.exists()
    assert reads.operators_waiting(NOW) == [(here.county.pk, number)]
    assert reads.operators_told(number, operator)
    ordinary = written(here).letter.pk
    assert reads.operators_told(ordinary, operator) is None
    with pytest.raises(ValidationError, match="没有找到"):
        services.answer_operator_letter(number=ordinary, text="答", at=NOW, by=operator)
    with pytest.raises(ValidationError, match="没有找到"):
        services.answer_operator_letter(number=number, text="答", at=NOW, by=here.admin)
    services.answer_operator_letter(number=number, text="已经修好", at=NOW, by=operator)
    with scope(here.county.pk, glass=(Letter, number)):
        assert reads.words_of(Letter.rows.get(pk=number))["answer"] == "已经修好"


def test_contact_is_revealed_with_a_reason_only(here):
    sent = written(here, contact="13900001234")
    chair = wearing(here.chair, here)
    for reason in ("", "看看", "x" * 201):
        with pytest.raises(ValidationError):
            services.reveal_contact(letter=sent.letter, reason=reason, at=NOW, by=chair)
    assert not Record.rows.filter(act="homes.reveal_contact").exists()
    told = services.reveal_contact(letter=sent.letter, reason="约她见面", at=NOW, by=chair)
    assert told == "13900001234"
    assert Record.rows.get(act="homes.reveal_contact").reason == "约她见面"
    with pytest.raises(ValidationError, match="没有找到"):
        services.reveal_contact(
            letter=sent.letter, reason="想看一看", at=NOW, by=wearing(here.officer, here)
        )
    with pytest.raises(ValidationError, match="没有留联系方式"):
        services.reveal_contact(
            letter=written(here, "没留").letter, reason="约她见面", at=NOW, by=chair
        )


def test_letter_becomes_a_need_once(here):
    she = seat(here.village, Office.CHAIR, "白春燕")
    sent = written(here)
    facts = {"letter": sent.letter, "appointment": she, "at": NOW, "by": None}
    need = services.letter_to_need(category="environment", **facts)
    assert (need.text, need.channel) == ("巷口的路灯坏了，晚上不敢走", "letter")
    with pytest.raises(ValidationError, match="已经转过"):
        services.letter_to_need(category="environment", **facts)
    assert NeedRequest.rows.count() == 1
    assert Letter.rows.get().need == need


def test_handing_up_and_closing(here):
    sent = written(here)
    chair = wearing(here.chair, here)
    services.hand_letter_up(letter=sent.letter, at=NOW, by=chair)
    assert Letter.rows.get().to_org == here.town
    assert seen(here.chair, here, sent.letter.pk) is None
    services.hand_letter_up(letter=sent.letter, at=NOW, by=None)
    with pytest.raises(ValidationError, match="上面没有"):
        services.hand_letter_up(letter=sent.letter, at=NOW, by=None)
    services.close_letter(letter=sent.letter, why="这是广告", at=NOW, by=None)
    with pytest.raises(ValidationError, match="已经办结"):
        services.answer_letter(letter=sent.letter, text="答", at=NOW, by=None)
    told = Letter.rows.get()
    assert (told.status, reads.words_of(told)["answer"]) == ("closed", "这是广告")


def test_township_chair_reads_below_and_answers_at_home(here):
    town = wearing(town_chair(here), here)
    sent = written(here)
    with pytest.raises(ValidationError, match="只能办理写给本组织"):
        services.answer_letter(letter=sent.letter, text="镇里来答", at=NOW, by=town)
    clerk = wearing(here.town_clerk, here)
    services.answer_letter(letter=sent.letter, text="镇里来答", at=timezone.now(), by=clerk)


def test_letters_of_a_closed_place_go_above_and_the_preview_says_so(here):
    sent = written(here).letter
    facts = {"org": here.village, "on": TODAY}
    told = [e for e in preview_of("orgs.close_org", **facts) if e.what == "等着答复的来信"]
    assert [(e.count, e.outcome) for e in told] == [(1, "转给上级答复")]
    ground.close_org(org=here.village, on=TODAY, by=None)
    sent.refresh_from_db()
    assert sent.to_org == here.town
    assert seen(here.town_clerk, here, sent.pk)


def test_letters_of_a_merged_place_go_to_its_heir(here):
    beside = type(here.village).rows.get(code=f"{here.county.code}100201")
    sent = written(here).letter
    ground.merge_orgs(orgs=[here.village], into=beside, on=TODAY, by=here.admin, reason="合并")
    sent.refresh_from_db()
    assert sent.to_org == beside
