"""The database wrapper the settings name. Everything but the health check is Django's."""

import select

from django.db.backends.postgresql.base import DatabaseWrapper as Postgresql


class DatabaseWrapper(Postgresql):
    """Asks the socket before it asks the server: one that was killed or restarted has hung up, and that shows without
    a round trip for every request."""

    def is_usable(self) -> bool:
        if self.connection is None or self.connection.closed:
            return False
        poller = select.poll()
        poller.register(self.connection.fileno(), select.POLLIN | select.POLLERR | select.POLLHUP)
        if poller.poll(0):  # a goodbye, or a notice that nobody read
            return bool(super().is_usable())
        return True
