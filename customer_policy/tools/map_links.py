"""Links that let a map lead somebody to a place.

Plain Python without Odoo. A link carries the place and a label that says nothing about
whose it is: what a map is asked, its maker learns.
"""

from urllib.parse import urlencode

from . import geo

# The system that each map takes coordinates in. Google shifts its map in China alone.
DATUMS = {"amap": "gcj02", "baidu": "bd09", "google": "wgs84", "osm": "wgs84"}
SOURCE = "odoo"


def map_link(
    provider: str,
    place: tuple[float, float] | None,
    address: str = "",
    label: str = "",
    is_in_china: bool = False,
) -> str:
    """Return where "Navigate" leads to; empty where nothing is known.

    :param place: latitude and longitude as a phone tells them (WGS-84), if known
    :param address: stands in where there is no place
    :param is_in_china: Google's map of China is shifted, its other maps are not
    """
    if provider not in DATUMS:
        raise ValueError(f"Unknown map: {provider}")
    if place is None:
        address = " ".join((address or "").split())
        return _ADDRESS[provider](address, label) if address else ""
    datum = DATUMS[provider]
    if provider == "google" and is_in_china:
        datum = "gcj02"
    latitude, longitude = geo.from_wgs84(*place, datum)
    return _PLACE[provider](f"{latitude:.6f}", f"{longitude:.6f}", label)


def _url(base: str, **parameters: str) -> str:
    return f"{base}?{urlencode(parameters)}"


def _amap_place(latitude: str, longitude: str, label: str) -> str:
    to = f"{longitude},{latitude}" + (f",{label.replace(',', ' ')}" if label else "")
    return _url(
        "https://uri.amap.com/navigation",
        to=to,
        mode="car",
        coordinate="gaode",
        callnative="1",
        src=SOURCE,
    )


def _baidu_place(latitude: str, longitude: str, label: str) -> str:
    return _url(
        "https://api.map.baidu.com/marker",
        location=f"{latitude},{longitude}",
        title=label or SOURCE,
        content=label or SOURCE,
        coord_type="bd09ll",
        output="html",
        src=SOURCE,
    )


def _google_place(latitude: str, longitude: str, _label: str) -> str:
    return _url(
        "https://www.google.com/maps/dir/",
        api="1",
        destination=f"{latitude},{longitude}",
    )


def _osm_place(latitude: str, longitude: str, _label: str) -> str:
    return _url(
        "https://www.openstreetmap.org/directions", to=f"{latitude},{longitude}"
    )


def _amap_address(address: str, _label: str) -> str:
    return _url(
        "https://uri.amap.com/search", keyword=address, callnative="1", src=SOURCE
    )


def _baidu_address(address: str, _label: str) -> str:
    return _url(
        "https://api.map.baidu.com/geocoder",
        address=address,
        output="html",
        src=SOURCE,
    )


def _google_address(address: str, _label: str) -> str:
    return _url("https://www.google.com/maps/dir/", api="1", destination=address)


def _osm_address(address: str, _label: str) -> str:
    return _url("https://www.openstreetmap.org/search", query=address)


_PLACE = {
    "amap": _amap_place,
    "baidu": _baidu_place,
    "google": _google_place,
    "osm": _osm_place,
}
_ADDRESS = {
    "amap": _amap_address,
    "baidu": _baidu_address,
    "google": _google_address,
    "osm": _osm_address,
}
