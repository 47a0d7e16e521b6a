"""IRIs ↔ paths of documents. A thing is ``id/…``; what is said of it is ``doc/….html``, ``.ttl`` and so on.

A document is a file as well, so a segment that no file system takes (too long, a slash, a colon) is replaced by a
digest. Everything else keeps its name, and one redirect rule serves all of it.
"""

from __future__ import annotations

import hashlib
import re
from urllib.parse import quote, unquote, unquote_to_bytes

_UNSAFE = re.compile(r'[/\\<>:"|?*\x00-\x1f\x7f]|^\.|[. ]$|^$|^~')
_LONGEST = 160
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")


def document_path(base: str, iri: str) -> str | None:
    """Return the path of the document about *iri*, without suffix; None where it is not below *base*."""
    local = iri.partition("#")[0]
    if not local.startswith(base) or local == base:
        return None
    return "doc/" + "/".join(map(_file_name, local[len(base) :].split("/")))


def plain_path(iri_path: str) -> str:
    """Return the path a redirect rule makes of ``id/…`` by itself, as a server with decoded paths sees it."""
    return "doc/" + unquote(iri_path)


def uri_of(iri: str) -> str:
    """Return an IRI as the URI that stands for it in a request: ASCII, escapes in one form."""
    ascii_only = quote(iri, safe="!#$%&'()*+,/:;=?@[]~-._")
    return _ESCAPE.sub(_one_form, ascii_only)


def href(path: str) -> str:
    """Return a path of the site as the reference to it."""
    return quote(path, safe="/~-._")


def concept_anchor(iri: str) -> str:
    """Return where a concept, or a scheme of them, stands on the page of the ontology."""
    return "concept/" + iri.partition("/concept/")[2]


def decoded(raw: bytes) -> str | None:
    """Return a request path as text; None where it is not UTF-8, or would leave the site."""
    try:
        path = unquote_to_bytes(raw).decode("utf-8")
    except UnicodeDecodeError:
        return None
    parts = path.split("/")
    if "\\" in path or "\0" in path or any(p in (".", "..") for p in parts):
        return None
    return path


def _file_name(segment: str) -> str:
    name = unquote(segment)
    if _UNSAFE.search(name) or len(name.encode()) > _LONGEST:
        return "~" + hashlib.sha256(segment.encode()).hexdigest()[:16]
    return name


def _one_form(match: re.Match[str]) -> str:
    character = chr(int(match[1], 16))
    return character if _UNRESERVED.match(character) else match[0].upper()
