"""The web process of the embedded default: one process, one port, pages and live stream together."""

import asyncio
import signal
from importlib import import_module

from granian.constants import Interfaces
from granian.server.embed import Server

APPLICATION = "jishiyu.config.asgi"  # by name: wiring lies above the faces


def serve(host: str, port: int) -> None:
    """Serve until told to stop (SIGTERM, SIGINT)."""
    asyncio.run(_serve(host, port))


async def _serve(host: str, port: int) -> None:
    wiring = import_module(APPLICATION)
    server = Server(
        wiring.application, address=host, port=port, interface=Interfaces.ASGI, websockets=False, log_enabled=False
    )

    def stop() -> None:
        wiring.end_streams()
        server.stop()  # type: ignore[no-untyped-call]

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    await server.serve()
