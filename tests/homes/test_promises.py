"""What the system never does (国办函〔2026〕12号): nothing in it could be turned on.

Walks models, settings, addresses, permissions, forms, tasks and indicators for what would break a
promise of ``homes.rules.promises``.
"""

from __future__ import annotations

import inspect
import re

import pytest
from django import forms
from django.conf import settings as site
from django.db import models
from django.urls import reverse

from duties.services.seasons import SEASONS
from fulian.permissions import permissions
from homes.models import CourtyardCampaign, CourtyardScore, FieldKind
from homes.rules import asking
from homes.rules.promises import PROMISES, RULE
from orgs.models import SettingName
from orgs.services.recording import VERBS
from tests.conftest import signed_in
from tests.test_faces import addresses
from tests.test_house import APPS, modules, own_models

# In English as parts of names; in Chinese as parts of what people read.
NAMES = re.compile(
    r"(^|_|-)(rank|ranking|ranks|points|leaderboard|latitude|longitude|lat|lng|gps|geo|geolocation"
    r"|checkin|check_in|punch|track|tracks|trajectory|last_login|logins|login_count|online_time"
    r"|online_minutes|duration_online|likes|forwards|page_views|install_rate|usage)(_|-|$)"
)
WORDS = re.compile(
    "排名|排行|积分|打卡|签到|在线时长|登录次数|登录率|安装率|使用率|点赞|转发数|轨迹|经纬度|使用通报"
)


def test_no_column_could_hold_it():
    """No model keeps a rank, points, a place on the map, a time online or a count of log-ins."""
    yards = (CourtyardScore, CourtyardCampaign)  # marks of a yard, by what a round looks at
    for model in own_models():
        for field in model._meta.local_fields:
            if model in yards and field.name.startswith("points_"):
                continue
            assert not NAMES.search(field.name), (model, field.name)
            assert not WORDS.search(str(field.verbose_name)), (model, field.name)
            for _, label in field.flatchoices:
                assert not WORDS.search(str(label)), (model, label)
            kind = field.get_internal_type()
            assert kind not in {"PointField", "PolygonField", "LineStringField"}, (model, field)


def test_no_setting_turns_it_on():
    for name, label in SettingName.choices:
        assert not NAMES.search(name), name
        assert not WORDS.search(str(label)), label
    for name in dir(site):
        if name.isupper():
            assert not NAMES.search(name.lower()), name
            assert not re.search(r"RANK|POINTS|CHECK_?IN|GPS|PHOTO_REQUIRED", name), name


def test_no_address_verb_permission_or_season_does_it():
    for route, _ in addresses():
        assert not NAMES.search(re.sub(r"[/<>:]", "_", route)), route
    for name in permissions():
        assert not NAMES.search(name.split(".")[1]), name
    for name, verb in VERBS.items():
        assert not NAMES.search(name.split(".")[-1]), name
        assert not WORDS.search(verb.title), verb.title
    for season in SEASONS.values():
        assert not WORDS.search(season.title), season.title


def test_no_form_demands_a_photo_or_asks_for_a_place():
    """A photo may be left out everywhere; no form has a box for where somebody is."""
    for app in APPS:
        for module in modules(f"{app}.forms"):
            for _, form in inspect.getmembers(module, inspect.isclass):
                for name, field in getattr(form, "base_fields", {}).items():
                    is_photo = "photo" in name or "照片" in str(field.label)
                    assert not (is_photo and field.required), (form, name)
                    assert not isinstance(field, forms.ImageField) or not field.required
                    assert not NAMES.search(name), (form, name)


def test_no_model_demands_a_photo():
    for model in own_models():
        for field in model._meta.local_fields:
            if re.search(r"photo|picture|image", field.name):
                free = field.blank or field.null or isinstance(field, models.ForeignKey)
                assert free or "Photo" in model.__name__, (model, field.name)


def test_a_request_has_no_kind_for_it():
    assert set(FieldKind) == {"number", "yes_no", "choice", "date", "text"}
    for word in ("照片", "签到", "打卡", "定位", "积分", "排名", "在线时长", "登录次数"):
        assert asking.never_asked(f"本月{word}"), word


def test_switches_are_locked(east):
    """The pages have no form and no box: there is nothing to press."""
    assert len(PROMISES) >= 8
    assert all(one.title and one.instead and one.clause for one in PROMISES)
    for who, path in (
        ("clerk", reverse("admin:homes_requestanswer_promises")), ("chair", "/promises/"),
    ):  # fmt: skip
        client = signed_in(getattr(east, who))
        page = client.get(path).content.decode()
        assert RULE in page
        for one in PROMISES:
            assert one.title in page
        main = page.split("</header>")[-1]
        assert 'type="checkbox"' not in main
        assert client.post(path, {"ranking": "on"}).status_code in (200, 405)
        assert client.get(path).content.count(b"<h3>") == page.count("<h3>")


@pytest.mark.parametrize("words", ["本村排名第几", "每天签到人数", "在线时长（小时）", "点赞数"])
def test_the_words_are_found_where_they_are(words):
    """The walk itself would see them."""
    assert WORDS.search(words) or asking.never_asked(words)
