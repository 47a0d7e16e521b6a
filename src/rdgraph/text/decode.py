"""Bytes → text: byte-order marks, UTF-8, UTF-16 without mark, GB18030, then whatever the detector is sure of."""

from __future__ import annotations

import codecs

from rdgraph.errors import SourceError
from rdgraph.text.tables import table

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
SAMPLE = 1 << 16
"""Bytes looked at where an encoding is guessed."""
DAMAGED = 0.01
"""Share of undecodable characters up to which a text still counts as written in an encoding."""
COMMON_HAN = 0.8
"""Share of GB 2312 characters of the first level among the double bytes of a plausible GB 18030 text."""
REPLACEMENT = "\ufffd"


def decode(data: bytes, name: str) -> str:
    """Return the text of `data`; bytes that are damaged or cut off become U+FFFD.

    Raises SourceError for data that is empty, binary, or in no encoding that can be told.
    """
    if not data:
        raise SourceError.of("source.empty", file=name)
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    _refuse_known_formats(data, name)
    utf16 = _utf16_without_mark(data)
    if utf16 is not None:
        return utf16
    if b"\0" in data:
        raise _binary(name)
    text = _utf8(data)
    if text is None:
        text = _gb18030(data)
    if text is None:
        text = _detected(data)
    if text is None:
        raise SourceError.of("source.encoding", file=name)
    if _controls(text[:SAMPLE]) > DAMAGED:
        raise _binary(name)
    return text


def _binary(name: str) -> SourceError:
    return SourceError.of("source.binary", file=name)


def _refuse_known_formats(data: bytes, name: str) -> None:
    for row in table("readers")["magic"]:
        if data.startswith(bytes.fromhex(row["hex"])):
            raise SourceError.of(f"source.magic-{row['then']}", file=name, name=row["name"])


def _utf8(data: bytes) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
        return text if text.count(REPLACEMENT) <= max(1, DAMAGED * len(text)) else None


def _utf16_without_mark(data: bytes) -> str | None:
    """Tell UTF-16 by its line breaks and spaces: their zero bytes stand on one side only."""
    sample = data[:SAMPLE]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if not even and not odd:
        return None
    encoding, zeros, others = ("utf-16-be", even, odd) if even > odd else ("utf-16-le", odd, even)
    if others * 20 > zeros:
        return None
    text = data.decode(encoding, "replace")
    head = text[:SAMPLE]
    readable = sum(
        char in "\t\r\n"
        or " " <= char <= "~"
        or "\u2010" <= char <= "\u30ff"
        or "\u3400" <= char <= "\u9fff"
        or "\uff00" <= char <= "\uffef"
        for char in head
    )
    return text if readable >= 0.9 * len(head) else None


def _gb18030(data: bytes) -> str | None:
    sample = data[:SAMPLE]
    pairs = common = i = 0
    while i < len(sample) - 1:
        lead, trail = sample[i], sample[i + 1]
        if lead < 0x80:
            i += 1
            continue
        pairs += 1
        common += (0xB0 <= lead <= 0xD7 or 0xA1 <= lead <= 0xA3) and trail >= 0xA1
        i += 2
    if not pairs or common < COMMON_HAN * pairs:
        return None
    text = data.decode("gb18030", "replace")
    return text if text.count(REPLACEMENT) <= max(1, DAMAGED * len(text)) else None


def _detected(data: bytes) -> str | None:
    import charset_normalizer  # heavy, and needed for rare files only

    best = charset_normalizer.from_bytes(data[:SAMPLE]).best()
    if best is None:
        return None
    text = data.decode(best.encoding, "replace")
    return text if text.count(REPLACEMENT) <= max(1, DAMAGED * len(text)) else None


def _controls(text: str) -> float:
    """Return the share of control characters that no text holds."""
    return sum(char < " " and char not in "\t\n\r\f\v\x1a" for char in text) / max(1, len(text))
