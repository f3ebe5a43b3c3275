"""How background work is declared and queued."""

from __future__ import annotations

from typing import Any

from celery import Task, current_app
from django.apps import apps
from django.db import transaction

from fulian import scoping


class CountyTask(Task):  # type: ignore[type-arg]  # generic only in stubs
    """The default task base: runs inside the scope of the ``county`` it is given."""

    abstract = True

    def __call__(self, *, county: int, **kwargs: Any) -> Any:
        """Open the county's scope around the body; without ``county`` it is a ``TypeError``.

        A county that is none raises ``DoesNotExist``: its scope would answer nothing, as if all
        were well.
        """
        apps.get_model("orgs.County")._default_manager.get(pk=county)
        with scoping.scope(county):
            return super().__call__(county=county, **kwargs)


def enqueue(name: str, **kwargs: Any) -> None:
    """Queue task ``name`` for the open county once the transaction commits.

    A broker that is down is logged, not raised: the work is committed, and what must not
    be lost is a row that ``tick`` finds.

    Raises ``KeyError`` at once for a name nobody registered.
    """
    task = current_app.tasks[name]
    arguments = {"county": scoping.current().county, **kwargs}

    def send() -> None:
        task.apply_async(kwargs=arguments)

    transaction.on_commit(send, robust=True)  # a partial has no name, and Django logs the name
