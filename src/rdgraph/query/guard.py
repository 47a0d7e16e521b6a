r"""What a public endpoint refuses before it runs anything: requests to other servers, and changes.

The engine has no switch for SERVICE, so the words of a query are looked at. Comments, strings, IRIs, names and
variables are skipped as SPARQL 1.1 writes them; what is left are keywords. A keyword can also be written with
``\u`` escapes, which SPARQL resolves before anything else: so does this.
"""

from __future__ import annotations

import re

from rdgraph.errors import QueryError

_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_TOKEN = re.compile(
    r"""
      (?P<comment>\#[^\r\n]*)
    | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
    | (?P<string>\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\" | '''(?:[^'\\]|\\.|'(?!''))*'''
        | "(?:[^"\\\r\n]|\\.)*" | '(?:[^'\\\r\n]|\\.)*')
    | (?P<variable>[?$]\w+)
    | (?P<tag>@[A-Za-z][A-Za-z0-9-]*)
    | (?P<name>(?:[^\W\d](?:[\w.\-]*[\w\-])?)?:(?:\\.|%[0-9A-Fa-f]{2}|[\w:.\-])*)
    | (?P<word>\w+)
    """,
    re.VERBOSE | re.DOTALL,
)
_UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD")
_REFUSED = {"SERVICE": "query.service", **dict.fromkeys(_UPDATES, "query.update")}


def keywords(query: str) -> set[str]:
    """Return the keywords of a query, in upper case: every word outside comments, strings, IRIs, names, variables."""
    resolved = _ESCAPE.sub(_character, query)
    return {m["word"].upper() for text in {query, resolved} for m in _TOKEN.finditer(text) if m["word"]}


def refuse_unsafe(query: str) -> None:
    """Raise `QueryError` for a query that asks another server or would change the data."""
    found = keywords(query)
    for word, code in _REFUSED.items():
        if any(each.endswith(word) for each in found):  # the engine reads 1SERVICE and trueSERVICE as two words
            raise QueryError.of(code, word=word)


def _character(match: re.Match[str]) -> str:
    code = int(match[1] or match[2], 16)
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else match[0]
