"""The cast. The owner builds the database; every test then signs in as ``fulian_app``."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.backends.cache import SessionStore
from django.core.cache import cache
from django.http import HttpRequest
from django.template.base import Template
from django.test import Client, TransactionTestCase
from django.test.utils import setup_databases, teardown_databases
from django.utils import timezone

from fulian.database import walls
from fulian.database.owner import as_owner
from fulian.scoping import scope
from orgs import services
from orgs.models import County, Org, Role, User
from orgs.queries.divisions import Proposal, _read
from orgs.services.access import open_doorway, phone_key
from orgs.views.sessions import enter
from tests import built, copied, spare

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)  # four in the morning of the 22nd in Beijing
PASSWORD = "a-good-password"
# Files that take long: begun first, so that no worker is left alone with one at the end.
LONG = (
    "test_faces.py", "duties/test_chaos.py", "orgs/test_commands.py", "walls/test_pooler.py",
    "walls/test_attacks.py", "test_house.py", "ground/test_bench.py", "ground/test_local.py",
    "members/test_desk_lists.py", "orgs/test_lineage.py", "ground/test_backup.py", "test_verbs.py",
    "ground/test_tasks.py", "orgs/test_races.py", "orgs/test_foretold.py",
)  # fmt: skip
TEMPLATE: Any = Template
DRAW = TEMPLATE._render


def pytest_configure(config: pytest.Config) -> None:
    """Hash passwords quickly: none is worth stealing. Share no cache."""
    settings.PASSWORD_HASHERS = ["tests.hashers.QuickArgon2"]
    settings.WHITENOISE_AUTOREFRESH = True  # else every ``Client`` reads all files of the look
    if os.environ.get("PYTEST_XDIST_WORKER", "gw0") != "gw0":
        config.add_cleanup(spare.hire())


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """One process more than there are processors: many tests wait for a program they started."""
    return len(os.sched_getaffinity(0)) + 1


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: Any,
    django_db_modify_db_settings: None,
    django_db_blocker: Any,
    django_db_keepdb: bool,
) -> Iterator[None]:
    """Build as the owner, run as the site, drop as the owner."""
    with django_db_blocker.unblock():
        with as_owner(), built.once():
            config = setup_databases(
                verbosity=0, interactive=False, keepdb=django_db_keepdb, serialized_aliases=()
            )
        yield
        if not django_db_keepdb:
            with as_owner():
                teardown_databases(config, verbosity=0)
                built.forget()


@pytest.fixture(autouse=True, scope="session")
def _drawn_plainly(django_test_environment: None) -> None:
    """Keep no copy of what every template was drawn with: no test asks for it."""
    TEMPLATE._render = DRAW


@pytest.fixture(autouse=True, scope="session")
def _empty_as_owner() -> Iterator[None]:
    """TRUNCATE after ``transaction=True`` tests is the owner's, and so is what migrations wrote."""
    case: Any = TransactionTestCase
    kept = case._fixture_teardown

    def teardown(self: Any) -> None:
        with as_owner():
            kept(self)

    case._fixture_teardown = teardown
    yield
    case._fixture_teardown = kept


@pytest.fixture(autouse=True)
def _fresh_cache() -> Iterator[None]:
    """Forget sessions between tests."""
    yield
    cache.clear()


def plant(code: str, name: str, digits: str) -> SimpleNamespace:
    """Open a county with two towns of two villages each, and its people by role."""
    rows = [(f"{code}000000", name)]
    for town in ("100", "101"):
        rows.append((f"{code}{town}000", f"{name}{town}镇"))
        rows += [(f"{code}{town}{v}", f"{name}{town}{v}村村民委员会") for v in ("200", "201")]
    county = County.objects.create(code=code, name=name, opened_at=NOW)
    with scope(county.pk):
        services.plant_tree(Proposal(code, name, "", _read(rows)).units, on=date(2026, 1, 1))
        orgs = {org.code[6:]: org for org in Org.rows.all()}
        cast = SimpleNamespace(
            county=county, root=orgs["000000"], town=orgs["100000"], other_town=orgs["101000"],
            village=orgs["100200"], other_village=orgs["101200"],
        )  # fmt: skip
        seats = {
            "admin": (cast.root, Role.COUNTY_ADMIN),
            "clerk": (cast.root, Role.COUNTY_STAFF),
            "auditor": (cast.root, Role.COUNTY_AUDITOR),
            "town_clerk": (cast.town, Role.TOWNSHIP_STAFF),
            "chair": (cast.village, Role.CHAIR),
            "officer": (cast.village, Role.OFFICER),
        }
        for n, (who, (org, role)) in enumerate(seats.items()):
            phone = f"100{digits}{n:04d}"
            grant = services.grant_access(
                org=org, role=role, phone=phone, holder=f"{name}{who}", on=date(2026, 1, 1), by=None
            )
            setattr(cast, who, grant.user)
            setattr(cast, f"{who}_grant", grant)
            setattr(cast, f"{who}_phone", phone)
    return cast


@pytest.fixture
def east(db: None) -> SimpleNamespace:
    """The county under test."""
    cast: SimpleNamespace = copied.once("east", lambda: plant("430424", "东县", "0100"))
    return cast


@pytest.fixture
def west(db: None) -> SimpleNamespace:
    """The neighbour nobody in ``east`` may see."""
    cast: SimpleNamespace = copied.once("west", lambda: plant("430223", "西县", "0200"))
    return cast


@pytest.fixture
def operator(db: None) -> User:
    """A platform operator."""
    return services.make_operator(phone="10003000001", at=NOW)[0]


def signed_in(user: User, *, agent: str = "Mozilla/5.0 (Windows NT 10.0)") -> Client:
    """Return a browser in which ``user`` signed in by a one-time link."""
    at, request = timezone.now(), HttpRequest()
    code = open_doorway(user=user, county=None, at=at)
    her = services.claim(code=code, password=PASSWORD, address="127.0.0.1", at=at)
    request.META["HTTP_USER_AGENT"], request.session = agent, SessionStore()
    enter(request, her, at)
    request.session.save()
    client = Client(headers={"User-Agent": agent})
    client.cookies[settings.SESSION_COOKIE_NAME] = str(request.session.session_key)
    return client


__all__ = ["NOW", "PASSWORD", "TODAY", "phone_key", "plant", "signed_in", "walls"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take long, in their order."""
    places = {settings.BASE_DIR / "tests" / name: place for place, name in enumerate(LONG)}
    items.sort(key=lambda item: places.get(item.path, len(LONG)))


def pytest_collection_finish(session: pytest.Session) -> None:
    """Do not look for garbage among what stays until the end."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
