"""Django's PostgreSQL backend, stamping the open scope on every transaction."""

from __future__ import annotations

from typing import Any

from django.db.backends.postgresql import base, features
from psycopg.pq import TransactionStatus

from fulian.database import context, stirring


class DatabaseFeatures(features.DatabaseFeatures):
    """PostgreSQL as our tables make it."""

    # In the database the primary key is (county_id, id): grouping by id alone is not enough.
    allows_group_by_selected_pks = False


class DatabaseWrapper(base.DatabaseWrapper):
    """Tells PostgreSQL at every outermost BEGIN whose data the transaction is about."""

    features_class = DatabaseFeatures

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stirred: set[int] = set()  # counties in which something was written that is public
        self.execute_wrappers.append(self._notice)

    def set_autocommit(
        self, autocommit: bool, force_begin_transaction_with_broken_autocommit: bool = False
    ) -> None:
        """Begin or end a transaction; a begun one carries the context, or is not begun."""
        super().set_autocommit(autocommit, force_begin_transaction_with_broken_autocommit)
        if not autocommit:
            try:
                self.stamp()
            except BaseException:
                self.close()  # else Django would keep a connection that never commits
                raise

    def stamp(self) -> None:
        """Tell the database the open scope until this transaction ends.

        In a failed transaction there is nothing to say: its rollback restores the
        former context, and speaking would hide the first error.
        """
        raw = self.connection
        if raw is None or raw.info.transaction_status == TransactionStatus.INERROR:
            return
        with self.wrap_database_errors:
            raw.execute(context.stamp())

    def tell_stirred(self, county: int) -> None:
        """Give the county another token, if something public was written in it; the last to do.

        The row is held from here to the end of the transaction only, so nobody waits long for it,
        and nobody waits for anything else while holding it. What fails takes the token back too.
        """
        if county in self.stirred and not self.needs_rollback:
            self.stirred.discard(county)
            with self.cursor() as cursor:
                cursor.execute(stirring.STIR, {"it": county})

    def _notice(self, execute: Any, sql: Any, params: Any, many: bool, told: Any) -> Any:
        opened = context.opened_scope()
        if opened is not None and opened.county not in self.stirred and stirring.stirs(sql):
            self.stirred.add(opened.county)
        return execute(sql, params, many, told)
