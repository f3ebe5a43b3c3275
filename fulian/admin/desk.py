"""``DeskAdmin``: lists by declaration, everything else a page of its own that calls one service."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from typing import Any, ClassVar, TypeVar

from django.contrib.admin import ShowFacets
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from unfold.admin import ModelAdmin

from fulian.admin.forms import ActForm
from fulian.admin.tabs import bar_of
from fulian.permissions import needs as needs_to
from fulian.searching import Finder, meant

PageView = TypeVar("PageView", bound=Callable[..., HttpResponseBase])
FORM = "admin/desk/form.html"


def page(route: str, *, needs: str, name: str = "") -> Callable[[PageView], PageView]:
    """Make a method of a ``DeskAdmin`` the page at ``route``, for whoever holds ``needs``."""

    def keep(view: PageView) -> PageView:
        view.route, view.needs = route, needs  # type: ignore[attr-defined]  # read below
        view.called = name or view.__name__  # type: ignore[attr-defined]  # read below
        return view

    return keep


def _lookups_of(declared: Any) -> set[str]:
    """Return the parameters an entry of ``list_filter`` is asked by: its own, or its column's."""
    if own := getattr(declared, "parameter_name", None):
        return {own}
    name = declared if isinstance(declared, str) else declared[0]
    return {name, *(f"{name}__{how}" for how in ("exact", "in", "isnull"))}


def is_key(text: str) -> bool:
    """Say whether typed ``text`` can be the key of a row."""
    return text.isascii() and text.isdigit() and len(text) < 19


class DeskAdmin(ModelAdmin):  # type: ignore[misc]  # unfold is untyped
    """A list of what is in reach, and pages that never save by themselves.

    ``view_perm`` and ``create_perm`` name the rules that let in; ``create_label`` is the button's
    text, ``empty_says`` what an empty list tells, ``list_title`` what the list is called where that
    is not its model's name. ``search_fields`` are what words are looked for in, ``search_by`` what
    finds rows through what they point at: ``{"org": places}``. There is no admin log: the services
    record.
    """

    view_perm: ClassVar[str] = ""
    create_perm: ClassVar[str] = ""
    create_label: ClassVar[str] = "新增"
    empty_says: ClassVar[str] = "这里还没有内容。"
    list_title: ClassVar[str] = ""
    search_by: ClassVar[Mapping[str, Finder]] = {}
    actions = None
    show_full_result_count = False
    show_facets = ShowFacets.NEVER
    list_per_page = 50
    list_max_show_all = 0
    list_filter_submit = True
    empty_value_display = "—"

    def get_urls(self) -> list[URLPattern]:
        """Return the list and the declared pages; nothing of Django's own forms."""
        start = f"{self.opts.app_label}_{self.opts.model_name}"
        listed = needs_to(self.view_perm)(self.changelist_view)
        urls = [path("", self.admin_site.admin_view(listed), name=f"{start}_changelist")]
        for view in self._pages():
            guarded = self.admin_site.admin_view(needs_to(view.needs)(view))
            urls.append(path(view.route, guarded, name=f"{start}_{view.called}"))
        return urls

    def _pages(self) -> Iterator[Any]:
        for name in dir(type(self)):
            if hasattr(getattr(type(self), name, None), "route"):
                yield getattr(self, name)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Let an address filter by what the list declares, and by nothing else.

        Django would take any column of the row, be it shown or not: how many rows are left then
        tells what is hidden. Anything else is not understood, as a column that is not there.
        """
        if not any(lookup in _lookups_of(one) for one in self.get_list_filter(request)):
            raise IncorrectLookupParameters
        return True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the rows in reach, in the list's order."""
        rows: QuerySet[Any] = self.model._default_manager.get_queryset()
        ordering = self.get_ordering(request)
        return rows.order_by(*ordering) if ordering else rows

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        """Return what is searched: without any, Django draws no box."""
        return [*self.search_fields, *self.search_by]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Return the rows that every word typed means."""
        return queryset.filter(meant(search_term, self.search_by, self.meant_by)), False

    def meant_by(self, word: str) -> Q:
        """Condition: one of ``search_fields`` holds ``word``, or begins with it (``^name``)."""
        found = Q()
        for name in self.search_fields:
            asked = f"{name[1:]}__startswith" if name[0] == "^" else f"{name}__icontains"
            found |= Q(**{asked: word})
        return found

    def found(self, pk: Any, rows: QuerySet[Any] | None = None) -> Any:
        """Return the row in reach; 404 for a foreign one exactly as for none."""
        rows = self.model._default_manager.get_queryset() if rows is None else rows
        row = rows.filter(pk=pk).first()
        if row is None:
            raise Http404
        return row

    def name_of(self, obj: Any) -> str:
        """Return what a search box calls the row."""
        return str(obj)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Show the list under its own name."""
        facts = {"title": self.list_title or self.opts.verbose_name_plural}
        facts["bar"] = bar_of(request, self.opts.label_lower)
        answer: HttpResponse = super().changelist_view(request, (extra_context or {}) | facts)
        return answer

    def filters_of(self, request: HttpRequest) -> set[str]:
        """Return the parameters by which the list can be filtered for whoever asks."""
        bare = copy(request)
        bare.GET = QueryDict()
        filters = self.get_changelist_instance(bare).filter_specs
        return {name for one in filters for name in one.expected_parameters() if name}

    def show(
        self,
        request: HttpRequest,
        template: str,
        *,
        title: str,
        trail: Sequence[tuple[str, str]] = (),
        **context: Any,
    ) -> TemplateResponse:
        """Answer with a page of the desk; ``trail`` leads to it, this model's list first."""
        listed = [(str(self.opts.verbose_name_plural), self.address("changelist"))]
        context |= self.admin_site.each_context(request)
        context |= {"title": title, "opts": self.opts, "trail": [*listed, *trail]}
        request.current_app = self.admin_site.name
        return TemplateResponse(request, template, context)

    def ask(
        self, request: HttpRequest, form: ActForm, *, title: str, submit: str, back: str,
        template: str = FORM, **context: Any,
    ) -> TemplateResponse:  # fmt: skip
        """Answer with a form: what it is for, its fields, and the way back."""
        context |= {"form": form, "submit": submit, "back": back}
        return self.show(request, template, title=title, **context)

    def address(self, called: str, *args: Any) -> str:
        """Return the address of one of this admin's pages."""
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{called}", args=args)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Say whether she may see the list."""
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Ask the rule named ``view_perm``."""
        return bool(self.view_perm and request.user.has_perm(self.view_perm, obj))

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        """Ask the rule named ``create_perm``."""
        return bool(self.create_perm and request.user.has_perm(self.create_perm))

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never: what may be changed has a page and a service of its own."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never: nothing is deleted at the desk."""
        return False
