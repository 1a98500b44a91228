"""One visitor of a Streamlit server over its websocket, without a browser.

Speaks what the browser speaks: opens the page, then reports a click on a park as the map component does, with the
hashes of the messages that a browser would have kept. Values of other widgets, which a browser repeats with every
click, are left at their defaults.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from typing import Final

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

MAP_EVENTS: Final = "$$STREAMLIT_INTERNAL_KEY_{id}__events"
"""Name under which Streamlit's frontend sends the events of a component of its second kind."""

CARD: Final = re.compile(r'data-card="([^"]+)"')
LIMIT_S: Final = 60


class Visitor:
    """One session."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.received_bytes = 0
        self._socket: ClientConnection
        self._map_id = ""
        self._kept: list[str] = []
        self._card = ""
        self._page = ""

    async def open(self) -> float:
        """Open the page and return the seconds until its script has finished."""
        started = time.perf_counter()
        self._socket = await connect(
            f"ws://127.0.0.1:{self.port}/_stcore/stream",
            subprotocols=["streamlit"],  # type: ignore[list-item]  # a plain text there, a NewType in the stubs
            max_size=None,
            open_timeout=LIMIT_S,
        )
        await self._send(BackMsg())
        return time.perf_counter() - started

    async def click(self, park: str) -> float:
        """Choose a park on the map (a page without a map just runs again); return seconds until it has finished."""
        message = BackMsg()
        if self._map_id:
            event = {"kind": "select", "layer": "parks", "id": park, "nonce": time.time_ns(), "view": None}
            widget = message.rerun_script.widget_states.widgets.add()
            widget.id = MAP_EVENTS.format(id=self._map_id)
            widget.json_trigger_value = json.dumps([{"event": "event", "value": event}])
        started = time.perf_counter()
        await self._send(message)
        took = time.perf_counter() - started
        if self._map_id and self._card != park:
            raise RuntimeError(f"clicked {park}, got the card of {self._card or 'nothing'}")
        return took

    async def close(self) -> None:
        """Leave."""
        await self._socket.close()

    async def _send(self, message: BackMsg) -> None:
        run = message.rerun_script
        run.page_script_hash = self._page
        run.cached_message_hashes.extend(self._kept)
        run.context_info.locale = "zh-CN"
        run.context_info.timezone = "Asia/Shanghai"
        run.context_info.url = f"http://127.0.0.1:{self.port}/"
        await self._socket.send(message.SerializeToString())
        async with asyncio.timeout(LIMIT_S):
            while not self._is_last(ForwardMsg.FromString(await self._receive())):
                pass

    async def _receive(self) -> bytes:
        data = await self._socket.recv()
        raw = data if isinstance(data, bytes) else data.encode()
        self.received_bytes += len(raw)
        return raw

    def _is_last(self, message: ForwardMsg) -> bool:
        """Take what the next click needs from a message; say whether the script has finished."""
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._kept = []
        if kind == "navigation":
            self._page = message.navigation.page_script_hash
        if message.metadata.cacheable:
            self._kept.append(message.hash)
        element = message.delta.new_element
        if found := CARD.search(element.html.body):
            self._card = found[1]
        if element.WhichOneof("type") == "bidi_component":
            self._map_id = element.bidi_component.id
        if element.WhichOneof("type") == "exception":
            raise RuntimeError(f"the page failed: {element.exception.message}")
        if kind != "script_finished":
            return False
        if message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
            raise RuntimeError("the page failed")
        return message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY  # else it runs once more by itself
