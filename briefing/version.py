"""Version of this software, as every file of a briefing names it."""

from __future__ import annotations

from typing import Final

VERSION: Final = "0.1.0"
"""The newest entry of CHANGELOG.md."""
