"""A whole county into one file and into a clean installation: equal, or nothing at all."""

import json
import shutil
import zipfile
from io import BytesIO

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from fulian import crypto
from fulian.database import county as rows_of
from fulian.database.owner import as_owner
from fulian.leaving import Lock, new_passphrase
from fulian.management.plain import Refused
from fulian.scoping import scope
from members import services as members
from members.models import Office, Person
from members.queries.people import numbered
from orgs import services, tasks
from orgs.models import AccessGrant, County, Org, Record, User
from orgs.services import images
from tests.conftest import PASSWORD, TODAY, plant, signed_in
from tests.orgs.test_races import together
from tests.people import person, seat

PHONE = "10099990001"
NEW_KEYS = {9: ("aes", b"another installation's data key!")}


def filled(cast):
    """Put somebody with secrets, seats, a past and a photo into the county."""
    with scope(cast.county.pk):
        her = person(cast.village, "陶晓岚", phone=PHONE)
        members.update_person(person=her, name="陶小岚", phone="10099990002", by=None)
        members.update_person(person=her, phone=PHONE, by=None)
        person(cast.village, "=1+1")
        seat(cast.village, Office.CHAIR, who=her)
        services.rename_org(org=cast.village, name="新村", on=TODAY, by=cast.admin, reason="依据")
        visitor = services.make_operator(phone="10003000001", at=timezone.now())[0]
        services.enter_county(county=cast.county, reason="查看问题", at=timezone.now(), by=visitor)
    photo = settings.MEDIA_ROOT / str(cast.county.pk) / "a.jpg"
    photo.parent.mkdir(parents=True, exist_ok=True)
    photo.write_bytes(b"a photo")
    return cast


def everything(county):
    """Return the county's opened rows by table."""
    with scope(county.pk):
        return {
            m._meta.db_table: sorted(map(rows_of.canonical, rows_of.opened_rows(m)))
            for m in rows_of.tables()
        }


def written(cast, file, passphrase):
    with scope(cast.county.pk):
        services.write_county(
            file, Lock.of(passphrase), own=cast.admin.pk, at=timezone.now(),
            say=lambda **facts: None,
        )  # fmt: skip
    return file


def make_clean():
    with as_owner():
        call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings


@pytest.mark.django_db(transaction=True)
def test_round_trip_into_a_clean_installation_with_other_keys(media, tmp_path, monkeypatch):
    cast = filled(plant("430424", "东县", "0100"))
    plant("430223", "西县", "0200")
    for user in (cast.admin, cast.clerk, cast.auditor):
        signed_in(user)
    before, phrase = everything(cast.county), new_passphrase()
    file = written(cast, tmp_path / "county.zip", phrase)
    make_clean()
    media.DATA_KEYS, media.INDEX_KEY = NEW_KEYS, b"another installation's index key"
    monkeypatch.setenv("FULIAN_PASSPHRASE", phrase.lower())
    call_command("import_county", str(file))
    county = County.objects.get()
    assert everything(county) == before
    assert (settings.MEDIA_ROOT / str(county.pk) / "a.jpg").read_bytes() == b"a photo"
    with scope(county.pk):
        her = numbered(Person.rows.all(), PHONE).get()
        assert (her.name, her.plain_phone) == ("陶小岚", PHONE)
        assert numbered(Person.rows.all(), PHONE[-4:]).count() == 1
        fresh = person(Org.rows.get(pk=cast.village.pk), "史慧敏")
        assert fresh.pk > her.pk
        line = Record.rows.filter(act="members.update_person").order_by("pk").first()
        old = line.changes[0]["before"]["name"]
        assert images.restored(her, "name", old) == "陶晓岚"
    assert list(User.objects.exclude(password="").values_list("pk", flat=True)) == [cast.admin.pk]
    phones = (cast.admin_phone, cast.clerk_phone, cast.auditor_phone)
    logins = [Client().post("/login/", {"phone": p, "password": PASSWORD}) for p in phones]
    assert [answer.status_code for answer in logins] == [302, 200, 200]
    assert signed_in(User.objects.get(pk=cast.clerk.pk)).get("/desk/orgs/org/").status_code == 200
    assert not User.objects.filter(is_operator=True).exists()
    monkeypatch.setenv("FULIAN_PASSPHRASE", phrase)
    with pytest.raises(Refused, match="全新的安装"):
        call_command("import_county", str(file))


def altered(file, name, change, extra=None):
    """Return the file with one member changed, or one more."""
    out = BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(out, "w") as new:
        for one in old.namelist():
            content = old.read(one)
            new.writestr(one, change(content) if one == name else content)
        if extra:
            new.writestr(extra, b"x")
    return out.getvalue()


@pytest.mark.django_db(transaction=True)
def test_what_is_no_whole_export_changes_nothing(media, tmp_path):
    cast = filled(plant("430424", "东县", "0100"))
    phrase = new_passphrase()
    file = written(cast, tmp_path / "county.zip", phrase)
    make_clean()
    people = "tables/members_person.jsonl"
    flip = altered(file, people, lambda c: c.replace("陶".encode(), "桃".encode()))
    manifest = altered(file, "manifest.json", lambda c: c.replace(b"430424", b"430425"))
    tries = {
        "altered.zip": (flip, phrase, "损坏"),
        "manifest.zip": (manifest, phrase, "口令不对"),
        "more.zip": (altered(file, "", bytes, "files/../../evil"), phrase, "损坏"),
        "cut.zip": (file.read_bytes()[:-200], phrase, "损坏"),
        "none.zip": (b"PK nothing", phrase, "损坏"),
        "wrong.zip": (file.read_bytes(), new_passphrase(), "口令不对"),
        "empty.zip": (file.read_bytes(), "", "口令不对"),
    }
    for name, (content, typed, says) in tries.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(ValidationError, match=says):
            services.import_county(file=tmp_path / name, passphrase=typed, by=None)
    with pytest.raises(ValidationError, match="损坏"):
        services.import_county(file=tmp_path / "absent.zip", passphrase=phrase, by=None)
    assert not County.objects.exists()
    assert not User.objects.exists()
    assert not (tmp_path / "evil").exists()
    answers = together(lambda k: services.import_county(file=file, passphrase=phrase, by=None), 2)
    assert sum(isinstance(a, County) for a in answers) == 1, answers


@pytest.mark.django_db(transaction=True)
def test_the_task_writes_the_file(media):
    cast = filled(plant("430424", "东县", "0100"))
    with scope(cast.county.pk):
        lock = Lock.of(new_passphrase())
        keys = crypto.seal(
            (lock.salt + lock.keys).hex(), county=cast.county.pk, column="orgs.leaving"
        ).hex()
    name = tasks.write_export(
        county=cast.county.pk, user=cast.admin.pk, keys=keys, at=timezone.now().isoformat()
    )
    assert (settings.MEDIA_ROOT / "leaving" / name).is_file()
    with scope(cast.county.pk):
        assert services.export_state(cast.admin)["state"] == "done"


def test_secrets_leave_under_the_passphrase_only(east, west, media, tmp_path):
    filled(east)
    with scope(west.county.pk):
        person(west.village, "西县的人")
    signed_in(east.clerk)
    phrase = new_passphrase()
    file = written(east, tmp_path / "county.zip", phrase)
    with zipfile.ZipFile(file) as found:
        whole = b"".join(found.read(name) for name in found.namelist())
        names = found.namelist()
        book = load_workbook(BytesIO(found.read("整县名册.xlsx")))
    for secret in (PHONE, "10099990002", east.clerk_phone, phrase, "argon2", "西县的人"):
        assert secret.encode() not in whole, secret
    assert west.county.name.encode() not in whole
    assert "陶小岚".encode() in whole
    assert "files/" + f"{east.county.pk}/a.jpg" in names
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert "=1+1" in {cell.value for cell in cells}
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert PHONE not in {cell.value for cell in cells}


def test_desk_asks_why_shows_once_and_sends_to_who_asked(
    east, west, media, django_capture_on_commit_callbacks
):
    desk = signed_in(east.admin)
    page = "/desk/orgs/org/leaving/"
    assert "至少四个字" in desk.post(page, {"reason": "看"}).content.decode()
    assert desk.get(f"{page}file/").status_code == 404
    assert desk.post(page, {"reason": "迁往市平台"}).status_code == 302
    shown = desk.get(page).content.decode()
    phrase = shown.split('desk-slip-code">')[1].split("<")[0]
    assert "正在导出" in shown
    assert "正在导出，请等" in desk.post(page, {"reason": "再来一次"}).content.decode()
    with scope(east.county.pk):
        line = Record.rows.get(act="orgs.export_county")
        assert line.reason == "迁往市平台"
        assert phrase not in json.dumps([line.changes, line.reason, line.target_name])
        lock = Lock.of(phrase)
        keys = crypto.seal(
            (lock.salt + lock.keys).hex(), county=east.county.pk, column="orgs.leaving"
        ).hex()
    at = timezone.now().isoformat()
    tasks.write_export(county=east.county.pk, user=east.admin.pk, keys=keys, at=at)
    assert "下载文件" in desk.get(page).content.decode()
    sent = desk.get(f"{page}file/")
    assert sent.status_code == 200
    assert b"".join(sent.streaming_content)[:2] == b"PK"
    for other in (west.admin, east.clerk, east.auditor, east.town_clerk, east.chair):
        assert signed_in(other).get(f"{page}file/").status_code in (403, 404)
    assert desk.post(f"{page}seen/").status_code == 302
    assert phrase not in desk.get(page).content.decode()


def test_foreign_grants_do_not_travel(east, west, media, tmp_path):
    file = written(east, tmp_path / "county.zip", new_passphrase())
    with zipfile.ZipFile(file) as found:
        lines = found.read("tables/orgs_accessgrant.jsonl").decode().splitlines()
    with scope(east.county.pk):
        assert len(lines) == AccessGrant.rows.count()
    assert all(json.loads(line)["county_id"] == east.county.pk for line in lines)


@pytest.mark.django_db(transaction=True)
def test_one_moment_is_one_moment():
    cast = plant("430424", "东县", "0100")
    with rows_of.one_moment(), scope(cast.county.pk):
        count = Person.rows.count()
        (made,) = together(lambda k: _one_more(cast), 1)
        assert isinstance(made, Person), made
        assert Person.rows.count() == count
    with scope(cast.county.pk):
        assert Person.rows.count() == count + 1


def _one_more(cast):
    with scope(cast.county.pk):
        return person(cast.village, "史慧敏")
