"""Accounts and doors. These tables stand outside the walls: no personal data in the clear."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django.contrib.auth import get_backends
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from oauth2_provider.models import AbstractApplication

from fulian.privacy import PLAIN, Personal, Privacy
from orgs.models.county import County

KEYED = "仅保存带密钥的摘要，用于登录时查找账号"


class UserManager(BaseUserManager["User"]):
    """Accounts."""


class User(AbstractBaseUser):  # type: ignore[django-manager-missing]  # its plugin misses one
    """An account: one county's, or a platform operator's. There is no superuser.

    A phone has an account of its own in every county, with a password of its own: nobody proves
    that a number is hers, so no county's word about it counts in another. What an account may do
    follows from its grants.

    ``hat`` is the seat she acts in during this request (``orgs.queries.hats``), set at the door.
    """

    privacy: ClassVar[Privacy] = {
        "phone_key": Personal(KEYED, "账号停用后两年"),
        "password": Personal("argon2 摘要，用于验证登录", "账号停用后两年"),
    }

    county = models.ForeignKey(
        County, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="县"
    )
    phone_key = models.CharField(  # noqa: DJ001 -- a calling system has none
        "手机号摘要", max_length=40, null=True, blank=True, db_index=True
    )
    is_active = models.BooleanField("启用", default=True)
    is_operator = models.BooleanField("平台运维员", default=False)
    last_login = None  # the product keeps no statistics of logging in

    objects: ClassVar[UserManager] = UserManager()
    hat: Any = None

    USERNAME_FIELD = "id"

    class Meta:
        verbose_name = verbose_name_plural = "账号"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["county", "phone_key"], name="user_once_a_county"),
            models.UniqueConstraint(
                fields=["phone_key"],
                condition=models.Q(county__isnull=True),
                name="user_once_an_operator",
            ),
        ]

    def __str__(self) -> str:
        return f"账号 {self.pk}"

    @property
    def is_staff(self) -> bool:
        """Whether the desk lets her in."""
        return self.has_perm("orgs.use_desk")

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Ask the rules."""
        return any(backend.has_perm(self, perm, obj) for backend in get_backends())

    def has_module_perms(self, app_label: str) -> bool:
        """Ask the rules whether anything in ``app_label`` is allowed."""
        return any(cast(Any, b).has_module_perms(self, app_label) for b in get_backends())


class Doorway(models.Model):
    """The hash of a public code, and where it leads: a one-time link, a report, a card, a letter.

    ``number`` is the row of its county that a card's or a letter's code is of.
    """

    class Kind(models.TextChoices):
        """What the code opens."""

        CLAIM = "claim", "一次性登录链接"
        REPORT = "report", "季度报告"
        CARD = "card", "亮身份码"
        LETTER = "letter", "来信回执"
        OPERATOR = "operator", "写给平台的来信回执"
        ACTIVITY = "activity", "活动报名"

    privacy: ClassVar[Privacy] = {"digest": PLAIN}

    digest = models.CharField("编码摘要", max_length=64, unique=True)
    kind = models.CharField("种类", max_length=10, choices=Kind)
    county = models.ForeignKey(
        County, models.PROTECT, null=True, related_name="+", verbose_name="县"
    )
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="账号")
    giver_id = models.BigIntegerField("发出者的授权", null=True)  # null: the platform
    number = models.BigIntegerField("编号", null=True)
    made_at = models.DateTimeField("生成时间")
    expires_at = models.DateTimeField("失效时间")
    used_at = models.DateTimeField("使用时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "入口"

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"


class SignIn(models.Model):
    """A session, so that it can be listed and ended; what it holds stands in Valkey."""

    class Face(models.TextChoices):
        """On what she signed in."""

        PHONE = "phone", "手机"
        DESK = "desk", "电脑"

    privacy: ClassVar[Privacy] = {
        "device": Personal("让本人认出自己的登录设备", "退出后 30 天"),
    }

    user = models.ForeignKey(User, models.PROTECT, related_name="sign_ins", verbose_name="账号")
    face = models.CharField("设备", max_length=6, choices=Face)
    device = models.CharField("设备说明", max_length=40)
    began_at = models.DateTimeField("登录时间")
    expires_at = models.DateTimeField("最迟失效时间")
    ended_at = models.DateTimeField("退出时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "登录设备"

    def __str__(self) -> str:
        return self.device


class FailedLogin(models.Model):
    """A wrong password or a wrong link: keyed hashes of account and address, for the lock."""

    privacy: ClassVar[Privacy] = {
        "account_key": Personal(KEYED, "一天"),
        "address_key": Personal("仅保存来源地址的带密钥摘要，用于防止猜密码", "一天"),
    }

    account_key = models.CharField("账号摘要", max_length=40)
    address_key = models.CharField("地址摘要", max_length=40)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "登录失败"
        indexes: ClassVar = [models.Index(fields=["address_key", "at"], name="failed_login_by")]

    def __str__(self) -> str:
        return f"{self.at:%Y年%-m月%-d日 %H:%M}"


class Submission(models.Model):
    """A form's idempotency key and where its answer led: a double tap does it once."""

    privacy: ClassVar[Privacy] = {"key": PLAIN, "fingerprint": PLAIN, "led_to": PLAIN}

    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="账号")
    key = models.CharField("键", max_length=64)
    fingerprint = models.CharField("内容摘要", max_length=40)
    led_to = models.CharField("去向", max_length=400, blank=True)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "已收表单"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "key"], name="submission_once")
        ]

    def __str__(self) -> str:
        return self.key


class Application(AbstractApplication):  # type: ignore[misc]  # untyped base
    """A calling system (对接系统), bound to one county from its first day."""

    privacy: ClassVar[Privacy] = {
        "client_id": PLAIN,
        "redirect_uris": PLAIN,
        "post_logout_redirect_uris": PLAIN,
        "client_secret": PLAIN,
        "name": PLAIN,
        "algorithm": PLAIN,
        "allowed_origins": PLAIN,
        "reads": PLAIN,
        "authorization_grant_type": PLAIN,
        "client_type": PLAIN,
    }

    county: models.ForeignKey[Any, Any] = models.ForeignKey(
        County, models.PROTECT, related_name="+", verbose_name="县"
    )

    reads: models.CharField[str, str] = models.CharField(
        "允许读取", max_length=200, default="orgs:read"
    )

    class Meta:
        verbose_name = verbose_name_plural = "对接系统"

    def is_usable(self, request: Any) -> bool:
        """Say whether it may still ask for tokens: not after it was ended."""
        return bool(self.user and self.user.is_active)

    @property
    def scopes(self) -> list[str]:
        """What the county lets it read; a token never holds more."""
        return str(self.reads).split()
