"""Settings: everything secret comes from the environment, and a wrong value is named at once."""

from __future__ import annotations

import runpy
from typing import Any

import pytest

from fulian import settings as site

FILE = site.__file__
KEY = "ab" * 32
NEEDED = {
    "FULIAN_SECRET_KEY": "s" * 50,
    "FULIAN_CONTEXT_KEY": KEY,
    "FULIAN_DATA_KEYS": f"1:{KEY}",
    "FULIAN_INDEX_KEY": KEY,
    "FULIAN_HOSTS": "localhost,fulian.example",
    "FULIAN_MEDIA_ROOT": "/srv/media",
    "DATABASE_URL": "postgres://fulian_app:a%2Fb@%2Frun%2Fpg/fulian",
    "DATABASE_OWNER_URL": "postgres://fulian_owner:o@%2Frun%2Fpg/fulian",
    "REDIS_URL": "unix:///run/valkey.sock",
}
SWITCHES = ("FULIAN_HTTPS", "FULIAN_DEBUG", "FULIAN_DEMO", "FULIAN_PROXIES", "FULIAN_URL")


@pytest.fixture
def load(monkeypatch):
    """Read the settings file under an environment of one's own."""

    def read(**env: str | None) -> dict[str, Any]:
        for name in SWITCHES:
            monkeypatch.delenv(name, raising=False)
        for name, value in (NEEDED | env).items():
            if value is None:
                monkeypatch.delenv(name, raising=False)
            else:
                monkeypatch.setenv(name, value)
        return runpy.run_path(FILE)

    return read


@pytest.mark.parametrize("name", [n for n in NEEDED if n != "DATABASE_OWNER_URL"])
def test_missing_variable_is_named(load, name):
    with pytest.raises(RuntimeError, match=f"set {name}"):
        load(**{name: None})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FULIAN_HTTPS", "yes"), ("FULIAN_DEBUG", "true"), ("FULIAN_DEMO", ""),
        ("FULIAN_CONTEXT_KEY", "not hex"), ("FULIAN_INDEX_KEY", "abcd"),
        ("FULIAN_DATA_KEYS", "abcd"), ("FULIAN_DATA_KEYS", f"x:{KEY}"),
        ("FULIAN_DATA_KEYS", f"1:des:{KEY}"), ("FULIAN_DATA_KEYS", f"1:aes:sm4:{KEY}"),
        ("FULIAN_DATA_KEYS", "1:xyz"), ("FULIAN_DATA_KEYS", "1:abcd"),
        ("FULIAN_DATA_KEYS", f"256:{KEY}"), ("FULIAN_DATA_KEYS", f"1:{KEY},1:{KEY}"),
    ],
)  # fmt: skip
def test_wrong_value_is_named(load, name, value):
    with pytest.raises(RuntimeError, match=name):
        load(**{name: value})


def test_data_keys(load):
    keys = load(FULIAN_DATA_KEYS=f"1:{KEY}, 2:sm4:{KEY},3:aes:{KEY}")["DATA_KEYS"]
    assert keys == {
        1: ("aes", bytes.fromhex(KEY)),
        2: ("sm4", bytes.fromhex(KEY)),
        3: ("aes", bytes.fromhex(KEY)),
    }  # fmt: skip


def test_safe_by_default(load):
    found = load()
    assert not found["DEBUG"]
    assert not found["DEMO"]
    assert found["TRUSTED_PROXIES"] == 0
    assert found["SESSION_COOKIE_NAME"] == "fulian"
    assert not found["SESSION_COOKIE_SECURE"]
    assert found["CSRF_TRUSTED_ORIGINS"] == []
    assert found["SECURE_HSTS_SECONDS"] == 0
    assert found["PASSWORD_HASHERS"] == ["django.contrib.auth.hashers.Argon2PasswordHasher"]


def test_behind_tls(load):
    found = load(FULIAN_HTTPS="1")
    assert found["SESSION_COOKIE_NAME"] == "__Host-fulian"
    assert found["SESSION_COOKIE_SECURE"]
    assert found["CSRF_COOKIE_SECURE"]
    assert found["SECURE_HSTS_SECONDS"] >= 31536000
    assert found["CSRF_TRUSTED_ORIGINS"] == ["https://fulian.example"]
    assert found["SECURE_PROXY_SSL_HEADER"] == ("HTTP_X_FORWARDED_PROTO", "https")


def test_broker_and_cache(load):
    found = load()
    assert found["CELERY_BROKER_URL"] == "redis+socket:///run/valkey.sock?virtual_host=0"
    assert found["CACHES"]["default"]["LOCATION"] == "unix:///run/valkey.sock?db=1"
    found = load(REDIS_URL="redis://valkey:6379")
    assert found["CELERY_BROKER_URL"] == "redis://valkey:6379/0"
    assert found["CACHES"]["default"]["LOCATION"] == "redis://valkey:6379/1"


def test_two_roles(load):
    found = load()
    assert found["DATABASES"]["default"]["USER"] == "fulian_app"
    assert found["DATABASES"]["default"]["PASSWORD"] == "a/b"
    assert found["DATABASE_OWNER"] == {"USER": "fulian_owner", "PASSWORD": "o"}
    assert load(DATABASE_OWNER_URL=None)["DATABASE_OWNER"]["USER"] == "fulian_app"


def test_page_policy_is_strict(load):
    found = load()
    policy = found["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]
    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == policy["style-src"] == ["'self'"]
    assert "'unsafe-inline'" not in str(found["CONTENT_SECURITY_POLICY_DESK"]["script-src"])
    assert "http" not in str(policy)


def test_no_other_way_in(load):
    found = load()
    assert found["AUTHENTICATION_BACKENDS"] == ["fulian.permissions.RuleBackend"]
    apps = found["INSTALLED_APPS"]
    assert "django.contrib.sessions" not in apps  # sessions stand in Valkey, not in a table
    assert found["SESSION_ENGINE"].endswith("backends.cache")
    assert found["OAUTH2_PROVIDER"]["COMPLIANT_BCP_RFC9700_TOKEN_STORAGE"] is True
    order = found["MIDDLEWARE"]
    door = order.index("orgs.middleware.DoorMiddleware")
    assert order.index("django.contrib.auth.middleware.AuthenticationMiddleware") < door
    assert order[0] == "fulian.middleware.WatchMiddleware"
