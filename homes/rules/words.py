"""What may stand in a field of words."""

from __future__ import annotations

from django.core.exceptions import ValidationError


def check_words(text: str, *, what: str, most: int, required: bool = True) -> None:
    """Refuse no words where some are needed, too many, and what no column holds."""
    if required and not text.strip():
        raise ValidationError(f"请填写{what}。", code="empty")
    if len(text) > most:
        raise ValidationError(f"{what}最多写 {most} 个字。", code="too_long")
    if "\0" in text:
        raise ValidationError(f"{what}里有不能保存的符号，请重新输入。", code="nul")
