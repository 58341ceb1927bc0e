from urllib.parse import parse_qs, urlsplit

import pytest
from customer_policy_tools import geo
from customer_policy_tools.map_links import DATUMS, map_link
from hypothesis import given
from hypothesis import strategies as st

SHANGHAI = (31.2304, 121.4737)
latitudes = st.floats(-90, 90, allow_nan=False)
longitudes = st.floats(-180, 180, allow_nan=False)
providers = st.sampled_from(sorted(DATUMS))


def parameters(link):
    return {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()}


def place_in(provider, link):
    """The coordinates a link carries, as the map of its maker takes them."""
    name = {
        "amap": "to",
        "baidu": "location",
        "google": "destination",
        "osm": "to",
    }[provider]
    numbers = [float(n) for n in parameters(link)[name].split(",")[:2]]
    return tuple(reversed(numbers)) if provider == "amap" else tuple(numbers)


@pytest.mark.parametrize("provider", sorted(DATUMS))
def test_every_map_shows_the_same_place(provider):
    link = map_link(provider, SHANGHAI, is_in_china=True)
    datum = "gcj02" if provider == "google" else DATUMS[provider]
    back = geo.to_wgs84(*place_in(provider, link), datum)
    assert geo.distance(*SHANGHAI, *back) < 1


def test_google_shifts_its_map_of_china_only():
    hanoi = (21.0278, 105.8342)
    assert place_in("google", map_link("google", hanoi)) == pytest.approx(hanoi)
    shifted = place_in("google", map_link("google", SHANGHAI, is_in_china=True))
    assert 100 < geo.distance(*SHANGHAI, *shifted) < 1000


@given(providers, latitudes, longitudes, st.text(max_size=40))
def test_any_place_and_label_make_a_link_that_is_read_back(
    provider, latitude, longitude, label
):
    link = map_link(provider, (latitude, longitude), label=label)
    assert link.startswith("https://")
    assert not set(link) & set(' \n\t"<>')
    there = place_in(provider, link)
    wanted = geo.from_wgs84(latitude, longitude, DATUMS[provider])
    assert there == pytest.approx(wanted, abs=1e-6)


@given(providers, st.text(max_size=60))
def test_an_address_stands_in_for_a_place(provider, address):
    link = map_link(provider, None, address=address)
    words = " ".join(address.split())
    if not words:
        assert link == ""
        return
    encodable = words.encode("utf-8", "ignore").decode() == words
    if encodable:
        assert words in parameters(link).values()


def test_unknown_maps_are_refused():
    with pytest.raises(ValueError, match="Unknown map"):
        map_link("paper", SHANGHAI)
