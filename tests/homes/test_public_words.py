"""What everybody reads holds nobody's telephone and no ID number, however it is written."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from fulian.scoping import scope
from homes import services
from homes.rules.disclosure import quarter_of
from homes.rules.words import has_number
from homes.services.activities import Plan
from tests.conftest import NOW, TODAY
from tests.homes import makers, programmes, register

PHONE, ID = "139 0000 1234", "430424198001010023"
THEN = NOW + timedelta(days=3)


@pytest.fixture
def here(east):
    with scope(east.county.pk):
        yield east


@pytest.mark.parametrize(
    "text",
    [PHONE, ID, "13900001234", "１３９００００１２３４", "139-0000-1234", "139\u200b00001234",
     "0734-5221234", "电话0734 5221234", "43042419800101002X", "问李姐：139—0000—1234。"],
)  # fmt: skip
def test_numbers_of_people_are_seen_however_written(text):
    assert has_number(text)


@pytest.mark.parametrize(
    "text",
    ["拨打12338、12345、110", "2026-11-22 09:00-11:00", "11月22日下午3点到5点", "名额200人，分4批",
     "10000元", "430424112200号村部二楼", "周一至周五 8:00—17:30", "15日、16日、17日、18日"],
)  # fmt: skip
def test_days_times_hotlines_and_codes_are_no_numbers_of_people(text):
    assert not has_number(text)


def planned(cast, **more):
    facts = {"title": "包饺子", "starts_at": THEN} | more
    return services.plan_activity(org=cast.village, plan=Plan(**facts), by=None, at=NOW)


WRITTEN = {
    "plan": lambda c, t: services.write_plan(
        org=c.village, quarter=quarter_of(TODAY), text=t, on=TODAY, by=None),
    "duties": lambda c, t: services.change_duties(org=c.village, text=t, by=None),
    "template": lambda c, t: services.set_duties_template(level="village", text=t, by=None),
    "activity": lambda c, t: planned(c, title=t),
    "activity's words": lambda c, t: planned(c, what=t),
    "activity's place": lambda c, t: planned(c, place=t),
    "activity's partner": lambda c, t: planned(c, units=[t]),
    "calling off": lambda c, t: services.call_off_activity(
        activity=planned(c), because=t, by=None, at=NOW),
    "home": lambda c, t: services.change_home(home=register.home(c), on=TODAY, address=t, by=None),
    "home's hours": lambda c, t: services.change_home(
        home=register.home(c), on=TODAY, hours=t, by=None),
    "campaign": lambda c, t: services.set_campaign(
        org=c.root, kind="theme", name="服务", says=t, since=TODAY, by=None),
    "exemplar": lambda c, t: programmes.exemplar(c, story=t),
    "exemplar's name": lambda c, t: programmes.exemplar(c, name=t),
    "courtyard": lambda c, t: services.consent_entry(
        entry=programmes.nominated(c), shown_name=t, on=TODAY, by=None),
}  # fmt: skip


@pytest.mark.parametrize("where", WRITTEN)
@pytest.mark.parametrize("text", [f"找李姐 {PHONE}", f"凭 {ID} 参加", "好\ufeff看"])
def test_nothing_public_takes_a_number_or_what_nobody_sees(here, where, text):
    with pytest.raises(ValidationError) as told:
        WRITTEN[where](here, text)
    error = told.value
    lists = error.error_dict.values() if hasattr(error, "error_dict") else [error.error_list]
    assert {one.code for found in lists for one in found} & {"number", "unreadable"}


def test_makers_of_everything_public_still_make_it(here):
    for make in makers.ROWS.values():
        make(here)
