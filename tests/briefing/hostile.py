"""Texts that would run somewhere, and what a reader should see of them."""

from __future__ import annotations

from typing import Final

EVALUATED: Final = ("62615533", "hostile-ran")
"""What would stand in the page if one of the texts had run (7919 * 7907 = 62615533)."""

HOSTILE: Final = (
    "{{7919*7907}}",
    "{% x %}",
    "{#x#}",
    "{{ ''.__class__ }}",
    "{{ 'hostile-' ~ 'ran' }}",
    "{{",
    "{%",
    "}}",
    "${7919*7907}",
    "`${'hostile-'+'ran'}`",
    "`",
    "\\",
    "\\u003cimg src=x onerror=alert(1)\\u003e",
    "a\u2028b\u2029c",
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</SCRIPT ><!--<script>",
    "]]><!-- -->",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    '" onmouseover="alert(1)" x="',
    "' onmouseover='alert(1)' x='",
    "javascript:alert(1)",
    "&lt;b&gt; &amp; &#123;",
    "__proto__",
    "1",
    "%(side)s {n} %s",
    "nul\x00bell\x07escape\x1b[31m\x85",
    "line\nline\ttab\r",
    "\u202egnp.exe\u202c \u2066x",
    "lone \ud83d surrogate",
)

_DROPPED: Final = "\x00\x07\x1b\x85\r\u202e\u202c\u2066\ud83d"


def shown(text: str) -> str:
    """Return what a reader sees of a text: all of it but its control characters."""
    return "".join(character for character in text if character not in _DROPPED)
