"""Worked examples of datums: the map services' own answers, and another implementation to the last digits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from analysis.datum.shift import Datum, convert
from analysis.examples.example import Example
from analysis.plan import Bilingual

SERVICE_DEG: Final = 1e-5
"""The services round, and their answers scatter by up to a metre."""

_AMAP: Final = Bilingual(
    "高德开放平台“坐标转换”接口文档的示例（度）",
    "Amap's web service for coordinate conversion, example of its documentation (degrees)",
)
_BAIDU: Final = Bilingual(
    "百度地图开放平台 geoconv v1 接口文档的示例（度）",
    "Baidu's web service geoconv v1, example of its documentation (degrees)",
)
_OTHER: Final = Bilingual(
    "开源实现 googollee/eviltransform 的测试值，深圳（度）",
    "test values of the public implementation googollee/eviltransform, Shenzhen (degrees)",
)
_BACK: Final = Bilingual(
    "定义：WGS 84 转 BD-09 再转回，经度不变（度）",
    "definition: from WGS 84 to BD-09 and back the longitude stays (degrees)",
)


def _moved(lon: float, lat: float, target: Datum, *, axis: int) -> Callable[[], float]:
    return lambda: float(convert(lon, lat, source="wgs84", target=target)[axis])


def _back() -> float:
    lon, lat = convert(113.5, 23.1, source="wgs84", target="bd09")
    return float(convert(lon, lat, source="bd09", target="wgs84")[0])


EXAMPLES: Final[tuple[Example, ...]] = (
    Example("gcj02_longitude", _AMAP, 116.487585177952, SERVICE_DEG, _moved(116.481499, 39.990475, "gcj02", axis=0)),
    Example("gcj02_latitude", _AMAP, 39.991754014757, SERVICE_DEG, _moved(116.481499, 39.990475, "gcj02", axis=1)),
    Example(
        "bd09_longitude", _BAIDU, 114.23074789746, SERVICE_DEG, _moved(114.21892734521, 29.575429778924, "bd09", axis=0)
    ),
    Example(
        "bd09_latitude", _BAIDU, 29.579086404502, SERVICE_DEG, _moved(114.21892734521, 29.575429778924, "bd09", axis=1)
    ),
    Example("gcj02_to_the_digit", _OTHER, 113.9171764808363, 1e-12, _moved(113.912316, 22.543847, "gcj02", axis=0)),
    Example("bd09_and_back", _BACK, 113.5, 1e-9, _back),
)
