"""What the database refused, in words: a race that no form can see still ends in a sentence."""

from __future__ import annotations

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError

SOMEBODY_ELSE = "这项内容与已有的记录冲突，没有保存。请刷新页面后再试。"


def in_words(error: IntegrityError) -> ValidationError:
    """Return the refusal of the constraint that ``error`` names, as a form would say it."""
    diag = getattr(error.__cause__, "diag", None)
    name = getattr(diag, "constraint_name", None)
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            default = constraint.default_violation_error_message
            if constraint.name == name and constraint.violation_error_message != default:
                return ValidationError(str(constraint.violation_error_message), code=name)
    return ValidationError(SOMEBODY_ELSE, code="conflict")
