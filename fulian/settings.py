"""Every setting; what differs between places comes from the environment."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import dj_database_url


def env(name: str, default: str | None = None) -> str:
    """Return the environment variable ``name``; fail with its name when it is missing."""
    value = os.environ.get(name, default)
    if value is None:
        raise RuntimeError(f"set {name}")
    return value


def env_flag(name: str, default: str = "0") -> bool:
    """Return whether ``name`` is 1; fail on anything but 0 and 1."""
    value = env(name, default)
    if value not in ("0", "1"):
        raise RuntimeError(f"{name} must be 0 or 1")
    return value == "1"


def env_key(name: str) -> bytes:
    """Return 32 secret bytes written in hex; fail with the variable's name when they are not."""
    try:
        key = bytes.fromhex(env(name))
    except ValueError as bad:
        raise RuntimeError(f"{name} must be hexadecimal") from bad
    if len(key) != 32:
        raise RuntimeError(f"{name} must be 32 bytes")
    return key


def env_keys(name: str) -> dict[int, tuple[str, bytes]]:
    """Return data keys by version from ``1:HEX,2:sm4:HEX``; the suite is ``aes`` unless said."""
    keys: dict[int, tuple[str, bytes]] = {}
    for part in env(name).split(","):
        found = re.fullmatch(r"([0-9]{1,3}):(?:(aes|sm4):)?([0-9a-fA-F]{64})", part.strip())
        if found is None or int(found[1]) > 255 or int(found[1]) in keys:
            raise RuntimeError(f"{name} must look like 1:HEX,2:sm4:HEX, 32 bytes each, up to 255")
        keys[int(found[1])] = (found[2] or "aes", bytes.fromhex(found[3]))
    return keys


BASE_DIR = Path(__file__).resolve().parent.parent
DEBUG = env_flag("FULIAN_DEBUG")
DEMO = env_flag("FULIAN_DEMO")
SECRET_KEY = env("FULIAN_SECRET_KEY")
CONTEXT_KEY = env_key("FULIAN_CONTEXT_KEY")
DATA_KEYS = env_keys("FULIAN_DATA_KEYS")
INDEX_KEY = env_key("FULIAN_INDEX_KEY")

# Where it is reached
ALLOWED_HOSTS = env("FULIAN_HOSTS").split(",")
HTTPS = env_flag("FULIAN_HTTPS")  # behind a gateway that speaks TLS
MAIL_URL = env("FULIAN_MAIL", "")  # mailtos://account:password@host:465?from=…; empty: no e-mail
SITE_URL = env("FULIAN_URL", "")  # written into links; empty: the address of the request
TRUSTED_PROXIES = int(env("FULIAN_PROXIES", "0"))  # how many gateways add X-Forwarded-For
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if "." in host] if HTTPS else []
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_REFERRER_POLICY = SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
ROOT_URLCONF = "fulian.urls"
WSGI_APPLICATION = "fulian.wsgi.application"

INSTALLED_APPS = [
    "unfold",
    "unfold.contrib.filters",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "mptt",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "oauth2_provider",
    "fulian",
    "orgs",
    "members",
    "duties",
    "homes",
    "reports",
]
MIDDLEWARE = [
    "fulian.middleware.WatchMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "fulian.middleware.PolicyMiddleware",
    "fulian.middleware.SizeMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "orgs.middleware.DoorMiddleware",
    "orgs.middleware.OnceMiddleware",
]
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["fulian.templatetags.once"],  # every form carries an idempotency key
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# Database: the site's role, and the owner who migrates, backs up and restores
DATABASES: dict[str, Any] = {
    "default": dj_database_url.parse(env("DATABASE_URL"), engine="fulian.database")
    | {
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": True,
    }
}
DATABASE_OWNER = {
    key: value
    for key, value in dj_database_url.parse(env("DATABASE_OWNER_URL", env("DATABASE_URL"))).items()
    if key in ("USER", "PASSWORD")
}
PG_BIN = env("PG_BIN", "")  # where pg_dump and pg_restore are, when not on PATH
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Redis or Valkey: one server, the broker in its database 0, cache and sessions in 1
REDIS_URL = env("REDIS_URL")
if REDIS_URL.startswith("unix://"):
    CELERY_BROKER_URL = f"redis+socket://{REDIS_URL.removeprefix('unix://')}?virtual_host=0"
    CACHE_URL = f"{REDIS_URL}?db=1"
else:
    CELERY_BROKER_URL, CACHE_URL = f"{REDIS_URL}/0", f"{REDIS_URL}/1"
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": CACHE_URL}
}

# Accounts and sessions
AUTH_USER_MODEL = "orgs.User"
AUTHENTICATION_BACKENDS = ["fulian.permissions.RuleBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 8},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
SESSION_ENGINE = "django.contrib.sessions.backends.cache"
SESSION_COOKIE_NAME = "__Host-fulian" if HTTPS else "fulian"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "fulian.pages.form_expired"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Uploads and bodies
DATA_UPLOAD_MAX_MEMORY_SIZE, DATA_UPLOAD_MAX_NUMBER_FIELDS = 2 * 1024 * 1024, 4000
FILE_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024  # rosters and photos never lie on a disk unsealed
MEDIA_ROOT = Path(env("FULIAN_MEDIA_ROOT"))

# Background work
CELERY_TASK_ACKS_LATE = CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER, CELERY_WORKER_HIJACK_ROOT_LOGGER = 1, False
CELERY_DB_REUSE_MAX = 1000  # else Celery closes the connection after every task
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 1800}
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_BEAT_SCHEDULE = {
    "tick": {"task": "duties.tick", "schedule": 5.0, "options": {"expires": 15}},
    "look-again": {"task": "duties.look_again", "schedule": 60 * 60.0},
    "check-trees": {"task": "orgs.check_trees", "schedule": 24 * 60 * 60.0},
    "tend-rosters": {"task": "members.tend_rosters", "schedule": 24 * 60 * 60.0},
    "renew-live": {"task": "reports.renew_live", "schedule": 60.0, "options": {"expires": 60}},
    "sweep": {"task": "orgs.sweep", "schedule": 60 * 60.0},
}

# Language, time, files
LANGUAGE_CODE = "zh-hans"
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ, TIME_ZONE = True, "Asia/Shanghai"
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "fulian" / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH, WHITENOISE_MAX_AGE = DEBUG, 3600

# The machine interface
OAUTH2_PROVIDER_APPLICATION_MODEL = "orgs.Application"
READS = {"orgs:read": "读取组织", "members:read": "读取任职、换届、培训和经费，姓名只到姓"}
OAUTH2_PROVIDER: dict[str, Any] = {
    "SCOPES": READS | {"members:names": "读取人员的全名", "reports:read": "读取报告"},
    "DEFAULT_SCOPES": ["orgs:read"],  # whoever wants more says so
    "SCOPES_BACKEND_CLASS": "fulian.tokens.CountysScopes",
    "ACCESS_TOKEN_EXPIRE_SECONDS": 2 * 60 * 60,
    "COMPLIANT_BCP_RFC9700_TOKEN_STORAGE": True,  # only a checksum of a token is kept
}
API_RATE, TOKEN_RATE = int(env("FULIAN_API_RATE", "600")), 30  # a minute: calls, tokens asked
REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["fulian.rest.DoorAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["fulian.permissions.Needs"],
    "DEFAULT_RENDERER_CLASSES": ["fulian.rest.OrjsonRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_THROTTLE_CLASSES": ["fulian.rest.ApplicationThrottle"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "fulian.api.refuse",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "妇联基层组织接口",
    "DESCRIPTION": "供其他政务系统读取本县妇联组织。凭客户端凭据取得令牌，只属于一个县。",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "OAUTH2_FLOWS": ["clientCredentials"],
    "OAUTH2_TOKEN_URL": "/oauth/token/",
    "OAUTH2_SCOPES": OAUTH2_PROVIDER["SCOPES"],
}

# What browsers may load: from us only. The desk's Alpine needs eval, and inline style attributes.
CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
CONTENT_SECURITY_POLICY_DESK = CONTENT_SECURITY_POLICY["DIRECTIVES"] | {
    "script-src": ["'self'", "'unsafe-eval'"],
    "style-src-attr": ["'unsafe-inline'"],
}
CONTENT_SECURITY_POLICY_DOCS = CONTENT_SECURITY_POLICY["DIRECTIVES"] | {
    "style-src": ["'self'", "'unsafe-inline'"],
}

# Logs: one JSON object a line, without personal data
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": "fulian.logs.JsonFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
            "json_ensure_ascii": False,
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": env("FULIAN_LOG_LEVEL", "INFO")},
    "loggers": {  # the quiet ones would name paths and addresses; ours say it once, without
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        **{n: {"level": "CRITICAL"} for n in ("django.request", "django.security", "apprise")},
    },
}

# The desk. Its colours stand in desk.css: unfold would write them into the page (inline style).
UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "妇联工作台",
    "SITE_HEADER": "妇联工作台",
    "SITE_SUBHEADER": "orgs.admin.navigation.where",
    "SITE_SYMBOL": "diversity_3",
    "THEME": "light",
    "COLORS": "fulian.admin.site.no_colors",
    "STYLES": [lambda request: f"{STATIC_URL}desk/desk.css"],
    "SCRIPTS": [lambda _: f"{STATIC_URL}sending.js", lambda _: f"{STATIC_URL}desk/desk.js"],
    "DASHBOARD_CALLBACK": "orgs.admin.dashboard.first_page",
    "SIDEBAR": {"navigation": "fulian.admin.sidebar.groups"},
}
