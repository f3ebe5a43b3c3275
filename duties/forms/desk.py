"""Forms of the desk about posts."""

from __future__ import annotations

from django import forms

from fulian.admin import ActForm


class PostNameForm(ActForm):
    """Another name for a post."""

    name = forms.CharField(label="岗位名称", max_length=20, help_text="例如：乡村振兴岗。")
