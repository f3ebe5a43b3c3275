"""The desk (工作台): Django's admin, whose pages end in the same services as every other face."""

from fulian.admin.desk import DeskAdmin, page
from fulian.admin.forms import ActForm
from fulian.admin.site import DeskSite, desk

__all__ = ["ActForm", "DeskAdmin", "DeskSite", "desk", "page"]
