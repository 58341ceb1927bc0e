import math

import pytest
from customer_policy_tools import geo
from hypothesis import assume, given
from hypothesis import strategies as st

latitudes = st.floats(-90, 90)
longitudes = st.floats(-180, 180)
# Well inside China, where all systems differ.
inland = st.tuples(st.floats(20, 50), st.floats(80, 130))


@given(latitudes, longitudes, latitudes, longitudes)
def test_distance_is_that_of_a_sphere(north, east, other_north, other_east):
    there = geo.distance(north, east, other_north, other_east)
    back = geo.distance(other_north, other_east, north, east)
    assert there == pytest.approx(back, abs=1e-3)
    assert 0 <= there <= math.pi * geo.EARTH_RADIUS + 1


@given(latitudes, longitudes)
def test_a_place_is_no_way_from_itself(north, east):
    assert geo.distance(north, east, north, east) == 0


def test_known_distances():
    # Paris and London; one degree along the equator.
    assert geo.distance(48.8566, 2.3522, 51.5074, -0.1278) == pytest.approx(
        343_550, rel=0.002
    )
    assert geo.distance(0, 0, 0, 1) == pytest.approx(111_195, rel=0.001)


@given(inland, st.sampled_from(geo.DATUMS), st.sampled_from(geo.DATUMS))
def test_there_and_back_again(place, datum, other_datum):
    there = geo.convert(*place, datum, other_datum)
    back = geo.convert(*there, other_datum, datum)
    assert geo.distance(*place, *back) < 0.1


@given(inland)
def test_maps_in_china_are_shifted_by_some_hundred_metres(place):
    assert 50 < geo.distance(*place, *geo.from_wgs84(*place, "gcj02")) < 1000
    assert 100 < geo.distance(*place, *geo.from_wgs84(*place, "bd09")) < 2500


def test_a_known_place():
    # Tiananmen as a phone and as the maps tell it.
    north, east = geo.from_wgs84(39.90734, 116.39089, "gcj02")
    assert (north, east) == pytest.approx((39.90874, 116.39713), abs=2e-4)
    north, east = geo.convert(39.90874, 116.39713, "gcj02", "bd09")
    assert (north, east) == pytest.approx((39.91508, 116.40351), abs=2e-4)


@given(latitudes, longitudes, st.sampled_from(geo.DATUMS))
def test_elsewhere_nothing_is_shifted(north, east, datum):
    assume(not (0 < north < 57 and 71 < east < 139))
    assert geo.to_wgs84(north, east, datum) == (north, east)
    assert geo.from_wgs84(north, east, datum) == (north, east)


def test_an_unknown_system_is_refused():
    for function in (geo.to_wgs84, geo.from_wgs84):
        with pytest.raises(ValueError, match="nad27"):
            function(1.0, 1.0, "nad27")


@pytest.mark.parametrize(
    "place",
    [(91, 0), (-91, 0), (0, 181), (0, -181), (math.nan, 0), (0, math.inf)],
)
def test_what_is_no_place(place):
    assert not geo.is_position(*place)
    assert geo.is_position(90, -180)
