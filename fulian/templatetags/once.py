"""``{% csrf_token %}``, which brings an idempotency key along: a form sent twice acts once."""

from __future__ import annotations

import uuid
from typing import Any

from django import template
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()
FIELD = "once"


class OnceNode(CsrfTokenNode):
    """Django's own hidden field, and one with a key that is new on every rendering."""

    def render(self, context: Any) -> SafeString:
        """Return both hidden fields."""
        token = super().render(context)
        if not token:
            return SafeString("")
        return format_html(
            '{}<input type="hidden" name="{}" value="{}">', token, FIELD, uuid.uuid4().hex
        )


@register.tag
def csrf_token(parser: Any, token: Any) -> OnceNode:
    """Take the place of Django's tag in every template, its own and other packages' too."""
    return OnceNode()
