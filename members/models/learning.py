"""Which training cards somebody has read or skipped: hers alone to know."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from fulian.privacy import PLAIN, Privacy
from fulian.scoping import ScopedForeignKey, ScopedModel
from orgs.models import Org, User


class CardsRead(ScopedModel):
    """The cards of a feature (``fulian.decks``) that an account has read or skipped.

    It is kept so that they are not put before her again, and read by nobody else.
    """

    privacy: ClassVar[Privacy] = {"deck": PLAIN}

    org: ScopedForeignKey[Org, Org] = ScopedForeignKey(Org, related_name="+", verbose_name="组织")
    user = models.ForeignKey(
        User, models.CASCADE, related_name="+", db_index=False, verbose_name="账号"
    )
    deck = models.CharField("卡片", max_length=40)
    read_at = models.DateTimeField("看过的时间")
    was_skipped = models.BooleanField("跳过", default=False)

    class Meta(ScopedModel.Meta):
        verbose_name = verbose_name_plural = "看过的卡片"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["county", "user", "deck"],
                name="cards_read_once",
                violation_error_message="这组卡片已经看过。",
            )
        ]

    def __str__(self) -> str:
        return self.deck
