"""Django's PostgreSQL backend, stamping the open scope on every transaction."""

from __future__ import annotations

from django.db.backends.postgresql import base, features
from psycopg.pq import TransactionStatus

from fulian.database import context


class DatabaseFeatures(features.DatabaseFeatures):
    """PostgreSQL as our tables make it."""

    # In the database the primary key is (county_id, id): grouping by id alone is not enough.
    allows_group_by_selected_pks = False


class DatabaseWrapper(base.DatabaseWrapper):
    """Tells PostgreSQL at every outermost BEGIN whose data the transaction is about."""

    features_class = DatabaseFeatures

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
