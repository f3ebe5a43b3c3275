"""The common ground of the machine interface: lists of a day, keyset pages, one way to refuse."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView, exception_handler

from fulian.database.context import opened_scope
from fulian.pages import PROBLEM
from fulian.rest import OrjsonRenderer

PAGE = 50
MOST = 200
TITLES = {
    400: ("没有看懂这个请求", "bad_request"),
    401: ("请先取得令牌", "unauthenticated"),
    403: ("没有权限", "forbidden"),
    404: ("没有找到", "not_found"),
    405: ("不支持这种操作", "method_not_allowed"),
    406: ("只提供 JSON 格式", "not_acceptable"),
    415: ("请用 JSON 提交", "unsupported_media_type"),
    429: ("请求太频繁，请稍后再试", "throttled"),
}


class ReadView(APIView):
    """A view that only reads; ``needs`` names its permission."""

    needs: dict[str, str] = {}
    http_method_names = ["get", "head"]


class PageQuery(serializers.Serializer[Any]):
    """The parameters every list has."""

    after = serializers.CharField(required=False, help_text="上一页的 next；不填从头开始。")
    size = serializers.IntegerField(
        required=False, default=PAGE, min_value=1, max_value=MOST, help_text="每页条数。"
    )


class DayQuery(serializers.Serializer[Any]):
    """As of which day."""

    as_of = serializers.DateField(
        required=False, help_text="查询这一天当天的情况（年-月-日）；不填为今天。"
    )

    def validate_as_of(self, day: Any) -> Any:
        """Refuse a day that is still to come."""
        if day > timezone.localdate():
            raise serializers.ValidationError("不能晚于今天。")
        return day


class OrgDayQuery(DayQuery, PageQuery):
    """Of which organisation, as of which day."""

    org = serializers.CharField(required=False, help_text="组织代码；原代码也可以。")


class Problem(serializers.Serializer[Any]):
    """A refusal (RFC 9457)."""

    type = serializers.CharField(help_text="about:blank")
    title = serializers.CharField(help_text="拒绝的原因。")
    status = serializers.IntegerField(help_text="HTTP 状态码。")
    code = serializers.CharField(help_text="给程序判断用的代码。")
    errors: Any = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="逐条说明，可直接显示给人看。"
    )


def problems(*statuses: int) -> dict[tuple[int, str], Any]:
    """Return how the schema says that an operation may be refused in these ways."""
    return {(status, PROBLEM): Problem for status in (401, 403, 406, 429, *statuses)}


def day_of(wanted: Mapping[str, Any]) -> date:
    """Return the day that is asked for: today, when none is."""
    day: date = wanted.get("as_of") or timezone.localdate()
    return day


class ListView(ReadView):
    """A paged list; ``listed`` says of what. ``rows`` finds them, ``finish`` completes a page."""

    query: type[serializers.Serializer[Any]] = PageQuery
    key = "id"

    def get(self, request: Request, **kwargs: Any) -> Response:
        """Return one page of the rows that are asked for."""
        wanted = asked(self.query, request)
        on = day_of(wanted)
        rows = self.rows(wanted, on)
        cut = page if isinstance(rows, models.QuerySet) else page_of
        found = cut(rows, wanted, key=self.key)
        self.finish(found["results"], on)
        return Response(found)

    def rows(self, wanted: dict[str, Any], on: date) -> Any:
        """Return what is asked for as of a day: a ``values()`` queryset, or a list by ``key``."""
        raise NotImplementedError

    def finish(self, rows: list[dict[str, Any]], on: date) -> None:
        """Add to the ``rows`` of one page what a single query could not say."""


View = TypeVar("View", bound=ListView)


def listed(
    operation: str,
    summary: str,
    row: type[serializers.Serializer[Any]],
    query: type[serializers.Serializer[Any]],
    *,
    tag: str,
    says: str,
    more: tuple[Any, ...] = (),
    statuses: tuple[int, ...] = (400,),
) -> Callable[[type[View]], type[View]]:
    """Declare a paged list of ``row``: what it is asked by, and all that the document says."""

    def of(view: type[View]) -> type[View]:
        view.query = query
        told = extend_schema(
            operation_id=operation,
            tags=[tag],
            summary=summary,
            description=f"{says}把 next 作为 after 取下一页。",
            parameters=[*more, query],
            responses={200: _page_schema(row, view.key)} | problems(*statuses),
        )
        kept: type[View] = extend_schema_view(get=told)(view)
        return kept

    return of


def _page_schema(row: type[serializers.Serializer[Any]], key: str) -> Any:
    """Return how the document describes a page of ``row``."""
    kind = type(row().fields[key])
    shown = kind(allow_null=True, help_text="下一页的 after；没有下一页时为空。")
    facts = {"results": row(many=True), "next": shown, "__doc__": row.__doc__}
    return type(row.__name__.replace("Row", "Page"), (serializers.Serializer,), facts)


def asked(query: type[serializers.Serializer[Any]], request: Any) -> dict[str, Any]:
    """Return the parameters of ``request`` as ``query`` reads them.

    Raises ``ValidationError`` for a bad one, and for one it does not know: a misspelt filter would
    otherwise answer everything.
    """
    reader = query(data=request.query_params.dict())
    if strange := sorted(set(request.query_params) - set(reader.fields)):
        raise exceptions.ValidationError({strange[0]: ["没有这个参数。"]})
    reader.is_valid(raise_exception=True)
    return dict(reader.validated_data)


def page(
    rows: models.QuerySet[Any, Any], params: dict[str, Any], *, key: str = "id"
) -> dict[str, Any]:
    """Return one keyset page of ``rows``, a ``values()`` queryset that has the unique ``key``.

    ``after`` in ``params`` is the ``next`` of the page before. Raises ``ValidationError`` when it
    should be a number and is not.
    """
    after, size = params.get("after"), params["size"]
    if after is not None:
        rows = rows.filter(**{f"{key}__gt": _number(after) if key == "id" else after})
    return _cut(list(rows.order_by(key)[: size + 1]), size, key)


def page_of(rows: Iterable[dict[str, Any]], params: dict[str, Any], *, key: str) -> dict[str, Any]:
    """Return one keyset page of ``rows`` that are sorted by the unique ``key``: number or text."""
    after, size = params.get("after"), params["size"]
    whole = list(rows)
    if after is not None and whole and isinstance(whole[0][key], int):
        after = _number(after)
    later = (row for row in whole if after is None or row[key] > after)
    return _cut([row for row, _ in zip(later, range(size + 1), strict=False)], size, key)


def refuse(exc: Exception, context: dict[str, Any]) -> Response | None:
    """Turn a refusal into problem+json, and take back whatever the request had written."""
    if opened_scope():
        transaction.set_rollback(True)
    request = context["request"]  # whatever the view renders, a refusal is JSON
    request.accepted_renderer, request.accepted_media_type = OrjsonRenderer(), PROBLEM
    if isinstance(exc, ValidationError):
        code = getattr(exc, "code", None) or "invalid"
        return _problem(400, "不合规定", code, exc.messages)
    if isinstance(exc, Http404 | PermissionDenied):
        exc = exceptions.NotFound() if isinstance(exc, Http404) else exceptions.PermissionDenied()
    response = exception_handler(exc, context)
    if response is None:
        return None
    title, code = TITLES.get(response.status_code, ("请求没有成功", "refused"))
    errors = list(_said(exc.detail)) if isinstance(exc, exceptions.ValidationError) else None
    answer = _problem(response.status_code, title, code, errors)
    for header in ("WWW-Authenticate", "Retry-After", "Allow"):
        if header in response:
            answer[header] = response[header]
    return answer


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise ValidationError("参数 after 应当是上一页返回的 next。", code="not_a_number")
    return int(text)


def _cut(found: list[dict[str, Any]], size: int, key: str) -> dict[str, Any]:
    more = len(found) > size
    return {"results": found[:size], "next": found[size - 1][key] if more else None}


def _said(detail: Any, name: str = "") -> Iterator[str]:
    """Yield every message of DRF's nested ``detail``, each with the name of its field."""
    if isinstance(detail, dict):
        for field, inner in detail.items():
            yield from _said(inner, str(field))
    elif isinstance(detail, list):
        for inner in detail:
            yield from _said(inner, name)
    else:
        yield f"{name}：{detail}" if name else str(detail)


def _problem(status: int, title: str, code: str, errors: list[str] | None = None) -> Response:
    body = {"type": "about:blank", "title": title, "status": status, "code": code}
    extra = {"errors": errors} if errors else {}
    return Response(body | extra, status=status, content_type=PROBLEM)
