"""What a page learns of the one who asks for it."""

from django.conf import settings
from django.http import HttpRequest

from jishiyu.lib.networks import client_address, network_of
from jishiyu.registry.people import network_mark


def network_mark_of(request: HttpRequest) -> str:
    """A keyed mark of the client's network; empty where it cannot be known."""
    address = client_address(
        request.META.get("REMOTE_ADDR", ""), request.headers.get("X-Forwarded-For", ""), settings.JISHIYU_PROXIES
    )
    return network_mark(network_of(address))
