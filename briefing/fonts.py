"""Which installed fonts can write a briefing: one with Chinese glyphs first, others for what it lacks.

A font counts by the glyphs that it holds, never by its name alone; the names only say which to prefer.
"""

from __future__ import annotations

import platform
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final

from matplotlib import font_manager

from analysis.errors import ParameterError, Problem

CHINESE_FONTS: Final = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Microsoft YaHei",
    "PingFang SC",
    "Hiragino Sans GB",
    "Heiti SC",
    "STHeiti",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
    "DengXian",
    "Sarasa Gothic SC",
    "Noto Sans CJK JP",
    "Noto Sans CJK TC",
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "Songti SC",
    "SimSun",
    "STSong",
    "KaiTi",
    "Arial Unicode MS",
)
"""Families of Linux, Windows and macOS with simplified Chinese, sans serif first; the first that is there is taken."""

OTHER_FONTS: Final = ("DejaVu Sans",)
"""For signs that a Chinese font may lack; comes with Matplotlib."""

SAMPLE: Final = "图例比例尺园区层级核心重点节点广东深圳东莞汕尾审来源"
"""A font without one of these cannot write the maps."""

PACKAGES: Final = {
    "Linux": "fonts-noto-cjk (apt), google-noto-sans-cjk-fonts (dnf), noto-fonts-cjk (pacman)",
    "Darwin": "font-noto-sans-cjk-sc (brew)",
    "Windows": "Microsoft YaHei (Settings, Optional features, Chinese (Simplified) Supplemental Fonts)",
}
"""What to install where no font is found, by the name of the system."""

_LAST_RESORT: Final = "Last Resort"  # has a box for every character: the very thing that must not happen


def fonts_for(texts: Iterable[str], *, preferred: Sequence[str] = CHINESE_FONTS) -> tuple[str, ...]:
    """Return the families that together hold every character of some texts, in the order in which they are asked.

    Parameters
    ----------
    texts
        Everything that will be written.
    preferred
        Families to take the first from that is installed and holds `SAMPLE`.

    Raises
    ------
    ParameterError
        ``no_chinese_font`` if none of `preferred` is installed; ``no_glyph`` if a character is in no font at all.
    """
    first = _chinese_font(tuple(preferred))
    families = [first, *OTHER_FONTS]
    wanted = {ord(one) for text in texts for one in text if not one.isspace()}
    missing = wanted.difference(*(_coverage(family) for family in families))
    for family in _installed() if missing else ():
        if missing & _coverage(family):
            families.append(family)
            missing -= _coverage(family)
    if missing:
        shown = " ".join(f"{chr(code)} (U+{code:04X})" for code in sorted(missing)[:10])
        raise ParameterError(Problem("no_glyph", first, {"characters": shown, "package": _package()}))
    return tuple(families)


@cache
def _chinese_font(preferred: tuple[str, ...]) -> str:
    installed = set(_installed())
    wanted = {ord(one) for one in SAMPLE}
    for family in preferred:
        if family in installed and wanted <= _coverage(family):
            return family
    raise ParameterError(Problem("no_chinese_font", platform.system(), {"package": _package()}))


def _package() -> str:
    return PACKAGES.get(platform.system(), PACKAGES["Linux"])


@cache
def _installed() -> tuple[str, ...]:
    names = {entry.name for entry in font_manager.fontManager.ttflist if not entry.name.startswith(_LAST_RESORT)}
    return tuple(sorted(names))


@cache
def _coverage(family: str) -> frozenset[int]:
    """Return the code points for which a family's regular face has a glyph; none if it cannot be opened."""
    try:
        path = font_manager.findfont(family, fallback_to_default=False)
        return frozenset(font_manager.get_font(path).get_charmap())
    except (ValueError, OSError, RuntimeError):
        return frozenset()
