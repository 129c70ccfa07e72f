"""The database wrapper the settings name. Everything but the health check is Django's."""

import select

from django.db.backends.postgresql.base import DatabaseWrapper as Postgresql


class DatabaseWrapper(Postgresql):
    """Asks the socket before it asks the server: one that was killed or restarted has hung up, and that shows without
    a round trip for every request."""

    def init_connection_state(self) -> None:
        """Statements here read few rows, so that compiling one takes longer than running it: the planner, which knows
        little of tables that fill fast, would compile some of a batch for the better part of a second."""
        super().init_connection_state()
        with self.connection.cursor() as cursor:
            cursor.execute("SET jit = off")

    def is_usable(self) -> bool:
        if self.connection is None or self.connection.closed:
            return False
        poller = select.poll()
        poller.register(self.connection.fileno(), select.POLLIN | select.POLLERR | select.POLLHUP)
        if poller.poll(0):  # a goodbye, or a notice that nobody read
            return bool(super().is_usable())
        return True
