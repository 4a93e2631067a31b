"""Coordinates as maps give them, turned into WGS-84 on the way in. Stored coordinates are WGS-84, always.

GPS gives WGS-84, WeChat and AMap give GCJ-02, Baidu gives BD-09; the offset of up to some seven hundred metres is as large as a
five-minute circle. The formulas are the published open ones (eviltransform); GCJ-02 is inverted by iteration to below a metre.
"""

from __future__ import annotations

from enum import StrEnum
from math import atan2, cos, pi, sin, sqrt

_A, _EE = 6378245.0, 0.00669342162296594323  # Krasovsky 1940
_X = pi * 3000.0 / 180.0


class Datum(StrEnum):
    WGS84 = "wgs84"
    GCJ02 = "gcj02"
    BD09 = "bd09"


def to_wgs84(latitude: float, longitude: float, datum: Datum) -> tuple[float, float]:
    """(latitude, longitude) in WGS-84, degrees. Outside China GCJ-02 has no offset."""
    if datum == Datum.BD09:
        latitude, longitude = _bd09_to_gcj02(latitude, longitude)
    return (latitude, longitude) if datum == Datum.WGS84 else _gcj02_to_wgs84(latitude, longitude)


def wgs84_to_gcj02(latitude: float, longitude: float) -> tuple[float, float]:
    """For links into maps that want GCJ-02."""
    if not (0.8293 <= latitude <= 55.8271 and 72.004 <= longitude <= 137.8347):
        return latitude, longitude
    x, y = longitude - 105.0, latitude - 35.0
    both = (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + both
    north += (20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)) * 2.0 / 3.0
    north += (160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y / 30.0 * pi)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + both
    east += (20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)) * 2.0 / 3.0
    east += (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0
    lat = latitude / 180.0 * pi
    magic = 1.0 - _EE * sin(lat) ** 2
    north = north * 180.0 / ((_A * (1.0 - _EE)) / (magic * sqrt(magic)) * pi)
    east = east * 180.0 / (_A / sqrt(magic) * cos(lat) * pi)
    return latitude + north, longitude + east


def _gcj02_to_wgs84(latitude: float, longitude: float) -> tuple[float, float]:
    lat, lon = latitude, longitude
    for _ in range(6):
        shifted = wgs84_to_gcj02(lat, lon)
        lat, lon = lat + latitude - shifted[0], lon + longitude - shifted[1]
    return lat, lon


def _bd09_to_gcj02(latitude: float, longitude: float) -> tuple[float, float]:
    x, y = longitude - 0.0065, latitude - 0.006
    z, theta = sqrt(x * x + y * y) - 0.00002 * sin(y * _X), atan2(y, x) - 0.000003 * cos(x * _X)
    return z * sin(theta), z * cos(theta)
