"""Places on earth: how far apart, and in which system their coordinates are.

Maps in China shift places by some 500 m: GCJ-02 (Amap and all official maps), and BD-09
(Baidu) once more. Phones tell WGS-84. Outside China the three are the same. The shift
is the widely published approximation; the way back is found by iteration, to within a
centimetre.
"""

from math import asin, atan2, cos, isfinite, pi, radians, sin, sqrt

EARTH_RADIUS = 6_371_008.8  # metres, the mean one
DATUMS = ("wgs84", "gcj02", "bd09")

# The ellipsoid of Krasovsky, which the shift of GCJ-02 is defined on.
_AXIS = 6_378_245.0
_ECCENTRICITY = 0.00669342162296594323
_BD_PI = pi * 3000.0 / 180.0
# A rectangle around China: beyond it nothing is shifted.
_NORTH, _SOUTH, _EAST, _WEST = 55.8271, 0.8293, 137.8347, 72.004


def is_position(latitude: float, longitude: float) -> bool:
    """Whether two numbers are a place on earth at all."""
    return (
        isfinite(latitude)
        and isfinite(longitude)
        and -90 <= latitude <= 90
        and -180 <= longitude <= 180
    )


def distance(
    latitude: float, longitude: float, other_latitude: float, other_longitude: float
) -> float:
    """Metres along the surface (haversine), both places in the same system."""
    north, other_north = radians(latitude), radians(other_latitude)
    half_north = (other_north - north) / 2
    half_east = radians(other_longitude - longitude) / 2
    chord = sin(half_north) ** 2 + cos(north) * cos(other_north) * sin(half_east) ** 2
    return 2 * EARTH_RADIUS * asin(min(1.0, sqrt(chord)))


def to_wgs84(latitude: float, longitude: float, datum: str) -> tuple[float, float]:
    """What a phone would tell at a place given in ``datum``."""
    if datum == "bd09":
        latitude, longitude = _bd09_to_gcj02(latitude, longitude)
    if datum in ("bd09", "gcj02"):
        return _gcj02_to_wgs84(latitude, longitude)
    _check(datum)
    return latitude, longitude


def from_wgs84(latitude: float, longitude: float, datum: str) -> tuple[float, float]:
    """Where a map in ``datum`` shows a place that a phone has told."""
    if datum in ("bd09", "gcj02"):
        latitude, longitude = _wgs84_to_gcj02(latitude, longitude)
    if datum == "bd09":
        return _gcj02_to_bd09(latitude, longitude)
    _check(datum)
    return latitude, longitude


def convert(
    latitude: float, longitude: float, datum: str, other_datum: str
) -> tuple[float, float]:
    if datum == other_datum:
        _check(datum)
        return latitude, longitude
    return from_wgs84(*to_wgs84(latitude, longitude, datum), other_datum)


def _check(datum: str) -> None:
    if datum not in DATUMS:
        raise ValueError(f"Unknown system of coordinates: {datum}")


def _is_shifted(latitude: float, longitude: float) -> bool:
    return _SOUTH <= latitude <= _NORTH and _WEST <= longitude <= _EAST


def _wgs84_to_gcj02(latitude: float, longitude: float) -> tuple[float, float]:
    if not _is_shifted(latitude, longitude):
        return latitude, longitude
    north, east = _shift(latitude, longitude)
    return latitude + north, longitude + east


def _gcj02_to_wgs84(latitude: float, longitude: float) -> tuple[float, float]:
    if not _is_shifted(latitude, longitude):
        return latitude, longitude
    north, east = latitude, longitude
    for _round in range(10):
        shift_north, shift_east = _shift(north, east)
        step_north = latitude - shift_north - north
        step_east = longitude - shift_east - east
        north, east = north + step_north, east + step_east
        if abs(step_north) + abs(step_east) < 1e-9:
            break
    return north, east


def _shift(latitude: float, longitude: float) -> tuple[float, float]:
    """How many degrees GCJ-02 moves a place to the north and to the east."""
    x, y = longitude - 105.0, latitude - 35.0
    waves = (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0
    root = sqrt(abs(x))
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + waves
    north += (20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)) * 2.0 / 3.0
    north += (160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y * pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + waves
    east += (20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)) * 2.0 / 3.0
    east += (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0
    angle = radians(latitude)
    curve = 1 - _ECCENTRICITY * sin(angle) ** 2
    meridian = _AXIS * (1 - _ECCENTRICITY) / (curve * sqrt(curve))
    parallel = _AXIS / sqrt(curve) * cos(angle)
    return north * 180.0 / (meridian * pi), east * 180.0 / (parallel * pi)


def _gcj02_to_bd09(latitude: float, longitude: float) -> tuple[float, float]:
    if not _is_shifted(latitude, longitude):
        return latitude, longitude
    length = sqrt(longitude**2 + latitude**2) + 0.00002 * sin(latitude * _BD_PI)
    angle = atan2(latitude, longitude) + 0.000003 * cos(longitude * _BD_PI)
    return length * sin(angle) + 0.006, length * cos(angle) + 0.0065


def _bd09_to_gcj02(latitude: float, longitude: float) -> tuple[float, float]:
    if not _is_shifted(latitude, longitude):
        return latitude, longitude
    north, east = latitude - 0.006, longitude - 0.0065
    for _round in range(10):
        there_north, there_east = _gcj02_to_bd09(north, east)
        step_north, step_east = latitude - there_north, longitude - there_east
        north, east = north + step_north, east + step_east
        if abs(step_north) + abs(step_east) < 1e-9:
            break
    return north, east
