import pytest

from jishiyu.lib.networks import client_address, network_of


@pytest.mark.parametrize(
    ("forwarded", "proxies", "wanted"),
    [
        ("9.9.9.9", 0, "10.0.0.5"),  # any client can write the header
        ("9.9.9.9, 203.0.113.7", 1, "203.0.113.7"),  # what stands further left the client wrote
        ("9.9.9.9, 203.0.113.7, 10.0.0.2", 2, "203.0.113.7"),
        ("203.0.113.7", 2, "10.0.0.5"),  # came past the proxies
        ("", 1, "10.0.0.5"),
    ],
)
def test_the_client_is_as_many_places_from_the_right_as_proxies_are_trusted(
    forwarded: str, proxies: int, wanted: str
) -> None:
    assert client_address("10.0.0.5", forwarded, proxies) == wanted


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2:3::9", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2::9]", "2001:db8:1:2::/64"),
        ("127.0.0.1", ""),
        ("::1", ""),
        ("unknown", ""),
        ("", ""),
    ],
)
def test_a_network_is_remembered_and_never_this_machine_itself(address: str, wanted: str) -> None:
    assert network_of(address) == wanted
