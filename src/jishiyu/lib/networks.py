"""Whose network a request came from, and how it is remembered without keeping the address."""

from ipaddress import ip_address, ip_network


def client_address(remote: str, forwarded: str, proxies: int) -> str:
    """The address of the one who asked, when `proxies` trusted proxies stand in front and each adds one address on the
    right of X-Forwarded-For. With none the header is whatever the client likes and is not read; with too few
    addresses in it the request came past the proxies, and `remote` is all that is sure."""
    passed = [part.strip() for part in forwarded.split(",") if part.strip()]
    if proxies <= 0 or len(passed) < proxies:
        return remote
    return passed[-proxies]


def network_of(address: str) -> str:
    """The /24 of an IPv4 address, the /64 of an IPv6 one. Empty for what is no address and for this machine itself:
    behind a proxy nobody told us of, everybody would seem to sit there together."""
    try:
        found = ip_address(address.strip().strip("[]").partition("%")[0])
    except ValueError:
        return ""
    mapped = getattr(found, "ipv4_mapped", None)
    found = mapped or found
    if found.is_loopback or found.is_unspecified:
        return ""
    return str(ip_network(f"{found}/{24 if found.version == 4 else 64}", strict=False))
