"""Sending a text to an address outside: to allowed hosts only, no further than asked, with a plain yes or why not."""

import ipaddress
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Mapping
from typing import Any

import apprise
from apprise.plugins.base import NotifyBase

from jishiyu.notices import robots
from jishiyu.notices.digests import Digest

TIMEOUT = 6.0
UNREADABLE = "the address cannot be read"


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *about: Any, **more: Any) -> None:
        """Wherever it points, nobody allowed that."""
        return


_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect())


def send(address: str, said: Digest, *, allowed: Iterable[str] = (), bases: Mapping[str, str] | None = None) -> str:
    """Send, and say why it was not taken; empty when it was. `allowed` are hosts that may be spoken to: with none
    named, every one that has a public address only. `bases` are where an office's own platforms are."""
    robot = robots.read(address)
    if robot is not None:
        return _post(robots.call(robot, said.text, time.time(), {**robots.HOSTS, **(bases or {})}))
    trouble = trouble_with(address, allowed)
    plugin = apprise.Apprise.instantiate(address, suppress_exceptions=True)
    if trouble or not isinstance(plugin, NotifyBase):
        return trouble or UNREADABLE
    plugin.redirects = False
    return "" if plugin.notify(body=said.body, title=said.title) else "it was not taken"


def trouble_with(address: str, allowed: Iterable[str]) -> str:
    """UNREADABLE, the host that may not be reached, or nothing. Robots lead to the platforms themselves."""
    plugin = apprise.Apprise.instantiate(address, suppress_exceptions=True)
    if not isinstance(plugin, NotifyBase):
        return UNREADABLE
    if robots.read(address) is not None:
        return ""
    host = host_of(plugin)
    return "" if may_reach(host, allowed) else host or UNREADABLE


def host_of(plugin: Any) -> str:
    """Where a channel of Apprise connects to."""
    return str(getattr(plugin, "smtp_host", "") or getattr(plugin, "host", "") or "").lower()


def may_reach(host: str, allowed: Iterable[str]) -> bool:
    """With hosts named, those and no others; with none, hosts all of whose addresses are public."""
    named = [one.lower() for one in allowed]
    if named:
        return host in named
    try:
        found = socket.getaddrinfo(host, None, proto=socket.IPPROTO_TCP)
    except (OSError, UnicodeError):
        return False
    return bool(found) and all(ipaddress.ip_address(one[4][0]).is_global for one in found)


def _post(call: robots.Call) -> str:
    request = urllib.request.Request(call.address, data=call.body, method="POST")  # noqa: S310 - hosts are ours
    request.add_header("Content-Type", "application/json; charset=utf-8")
    try:
        with _opener.open(request, timeout=TIMEOUT) as answer:
            return robots.trouble_in(answer.status, answer.read(robots.ANSWER_MOST))
    except urllib.error.HTTPError as refused:
        with refused:
            return f"status {refused.code}"
    except (OSError, ValueError) as trouble:
        return f"{type(trouble).__name__}"
