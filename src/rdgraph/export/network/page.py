"""The page: one HTML file that asks for nothing, under a Content-Security-Policy that lets nothing else in."""

from __future__ import annotations

import base64
import hashlib
import json
from importlib.resources import files
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from pyvis.network import Network
from rdflib import Graph

from rdgraph.export.network.collect import collect
from rdgraph.export.network.layout import place
from rdgraph.export.network.multigraph import to_networkx
from rdgraph.export.network.payload import draw, payload
from rdgraph.export.network.terms import Terms, data_file

# The page's script is these files in this order, inside one function: no module loader, no build step.
SCRIPTS = (
    "text.js",
    "data.js",
    "state.js",
    "filter.js",
    "scene.js",
    "canvas.js",
    "evidence.js",
    "legend.js",
    "find.js",
    "panel.js",
    "compare.js",
    "table.js",
    "takeaway.js",
    "main.js",
)


def render(graph: Graph, *, title: str, ontology: Graph | None = None) -> str:
    """Return ``network.html``: the whole interactive view of *graph* as one HTML document.

    *ontology* gives classes and properties their Chinese and English names and their ancestry.
    """
    terms = Terms.read(ontology)
    knowledge = collect(graph, terms)
    multigraph = to_networkx(knowledge, terms)
    drawing = draw(knowledge, multigraph, place(knowledge, terms), terms)
    return page(drawing.net, payload(knowledge, drawing, terms, title=title), title=title)


def page(net: Network, data: dict[str, Any], *, title: str) -> str:
    """Return the document, through pyvis' own template environment."""
    script, style = _script(), _template_text("network.css")
    net.templateEnv = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        loader=ChoiceLoader([PackageLoader("rdgraph.export", "templates"), PackageLoader("pyvis", "templates")]),
    )
    template = net.templateEnv.get_template("network.html.j2")
    document: str = template.render(
        title=title,
        script=Markup(script),
        style=Markup(style),
        script_hash=_hash(script),
        style_hash=_hash(style),
        strings=_json(data_file("strings.json")),
        data=_json(data),
        words=data_file("strings.json"),
    )
    return document


def _template_text(name: str) -> str:
    return files("rdgraph.export").joinpath("templates", name).read_text(encoding="utf-8")


def _script() -> str:
    parts = "\n".join(_template_text(f"network/{name}") for name in SCRIPTS)
    return f'(() => {{\n"use strict";\n{parts}\n}})();\n'


def _hash(text: str) -> str:
    """Return the CSP source that admits exactly this inline text."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _json(value: object) -> Markup:
    """Return JSON that cannot end the element it stands in, nor be read as markup."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    # A lone surrogate (a damaged source) has no UTF-8 form.
    return Markup(text.encode("utf-8", "replace").decode("utf-8"))
