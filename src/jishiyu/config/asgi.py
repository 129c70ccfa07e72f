"""The embedded default: pages by WSGI and the live stream side by side, one process, one port."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, cast

from a2wsgi import WSGIMiddleware
from django.db import connection

from jishiyu.config.live import application as live_only
from jishiyu.config.live import end_streams
from jishiyu.config.wsgi import application as pages

__all__ = ["application", "end_streams"]  # the server ends the streams before it stops

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

PAGE_THREADS = 2 if connection.vendor == "sqlite" else 8  # SQLite has one writer; more threads only wait longer

_pages: Any = WSGIMiddleware(cast(Any, pages), workers=PAGE_THREADS)


async def application(scope: Message, receive: Receive, send: Send) -> None:
    if scope["type"] == "http" and scope["path"] != "/live":

        async def hear() -> Message:  # a2wsgi wants a coroutine function; granian's receive is none
            return await receive()

        await _pages(scope, hear, send)
    else:
        await live_only(scope, receive, send)
