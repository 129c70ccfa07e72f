"""The embedded default: pages by WSGI and the live stream side by side, one process, one port."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from a2wsgi import WSGIMiddleware

from jishiyu.config.wsgi import application as pages
from jishiyu.api.live import live  # noqa: I001  (after wsgi: it needs the settings loaded)

Message = MutableMapping[str, Any]

PAGE_THREADS = 2  # SQLite has one writer; more threads only wait longer

_pages = WSGIMiddleware(pages, workers=PAGE_THREADS)


async def application(
    scope: MutableMapping[str, Any],
    receive: Callable[[], Awaitable[Message]],
    send: Callable[[Message], Awaitable[None]],
) -> None:
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["type"] == "http" and scope["path"] == "/live":
        await live(scope, receive, send)
    elif scope["type"] == "http":

        async def hear() -> Message:  # a2wsgi wants a coroutine function; granian's receive is none
            return await receive()

        await _pages(scope, hear, send)


async def _lifespan(receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
