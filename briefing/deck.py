"""A deck as a PowerPoint file: pictures, native tables and charts, speaker notes, in our theme or a template."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.oxml.ns import qn

from analysis.progress import Progress, silent
from briefing.fixed_package import fixed_package
from briefing.plain_text import one_line
from briefing.slide_chart import add_chart
from briefing.slide_fit import Box, largest_size, line_count, pages_of, text_height
from briefing.slide_frame import add_foot, add_slide, set_headline, set_properties
from briefing.slide_stage import Stage
from briefing.slide_table import add_table, cut_table
from briefing.slide_template import template_stage
from briefing.slide_text import Style, add_text, points, prepare, styled, write
from briefing.slide_theme import own_stage
from briefing.slides import Chart, Deck, Picture, Slide
from briefing.table import Table

BODY_SIZES: Final = (18.0, 17.0, 16.0, 15.0, 14.0, 13.0)
"""Font sizes of findings, the largest that fits; what does not fit in the smallest goes on on another slide."""

CAVEAT_SIZES: Final = (12.0, 11.5, 11.0, 10.5, 10.0)
CHART_SIZE: Final = 11.0
FIGURE_SHARE: Final = 0.62
GAP: Final = 16.0
SOFT: Final = RGBColor(0x5D, 0x6B, 0x76)
