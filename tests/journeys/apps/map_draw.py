"""A page with a map to draw on and a picture to ask about: what `test_map_drawing.py` looks at."""

from __future__ import annotations

import json
import struct
import time
import zlib

import streamlit as st
from shapely.geometry import Point

from ui.map.component import TEXT_KEYS, show_map
from ui.map.model import MapEvent, MapImage, MapLayer, Swatch, Tool
from ui.map.payload import features
from ui.text import Text

RED, BLUE = b"\xff\x00\x00", b"\x00\x00\xff"


def picture(colour: bytes) -> bytes:
    """Return a PNG of one pixel."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\x00" + colour)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def note(event: MapEvent) -> None:
    """Keep what was drawn, asked or chosen."""
    st.session_state.setdefault("log", []).append((event.kind, event.id, event.geometry, event.place))


text = Text(st.query_params.get("lang", "zh"))
TOOLS: dict[str, Tool | None] = {"none": None, "point": "point", "polygon": "polygon"}
tool = TOOLS[st.radio("tool", list(TOOLS))]
colour = BLUE if st.checkbox("blue") else RED
ramp: Swatch = {"draw": "ramp", "colours": ("#440154", "#21918c", "#fde725"), "ticks": ("0", "50", "100")}
show_map(
    key="draw",
    layers=[
        MapLayer(
            "surface",
            "Surface",
            "image",
            image=MapImage(picture(colour), (22.5, 113.0, 23.5, 114.0), 0.8),
            legend=(("", ramp), ("Excluded", {"draw": "hatch"})),
        ),
        MapLayer(
            "sites",
            "Sites",
            "point",
            features(ids=["a"], geometries=[Point(113.5, 23.0)], titles=["A"]),
            style={"fill": "#000000", "size": 7},
        ),
    ],
    bounds=(22.0, 112.5, 24.0, 114.5),
    texts={name: text(f"map.{name}") for name in TEXT_KEYS},
    view=(23.0, 113.5, 9),
    draw=tool,
    on_event=note,
)
st.text(f"events {len(st.session_state.get('log', []))}")
st.text(f"log {json.dumps(st.session_state.get('log', []))}")
st.text(f"run {time.time()}")
