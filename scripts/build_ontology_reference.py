"""Write ontology/reference.html: the documentation that pyLODE makes of the ontology.

    python scripts/build_ontology_reference.py            # write it
    python scripts/build_ontology_reference.py --check    # only say whether it is what pyLODE makes today

pyLODE (pip install -e '.[dev]') is needed by whoever changes the ontology. The page is kept beside the ontology, so
that whoever serves or publishes a graph needs it not.

What pyLODE is given differs from the ontology in two ways: the two labels of a term are one label, for pyLODE would run
them together; and each term is anchored at its own name, where pyLODE takes the ASCII letters of a label, which a
Chinese label has none of. Its page gets the language, the width and the colours of ours.
"""

from __future__ import annotations

import sys
from pathlib import Path

from dominate.tags import a, link, meta, p, style
from dominate.util import raw
from pylode.profiles.ontpub import OntPub
from rdflib import DCTERMS, OWL, RDF, RDFS, Graph, Literal, URIRef

from rdgraph.graph.resources import ONTOLOGY, REFERENCE, ontology_file
from rdgraph.graph.vocabulary import RD

_STYLE = """
body { margin: 0 auto; max-width: 78rem; padding: 0 1.2rem 2rem; color: #1d2430; background: #fff; line-height: 1.6;
  font-family: "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", "WenQuanYi Micro Hei",
  sans-serif; }
body { display: grid; grid-template-columns: minmax(0, 1fr) 15rem; gap: 0 2rem; }
#content { grid-column: 1; grid-row: 1; } #toc { grid-column: 2; grid-row: 1; font-size: .85rem;
  position: sticky; top: 0; max-height: 100vh; overflow-y: auto; }
#pylode { grid-column: 1; color: #5d6878; font-size: .85rem; }
#toc ul { list-style: none; margin: 0; padding-left: .6rem; } #toc h4 { margin: .6rem 0 .1rem; }
h1 { font-size: 1.6rem; line-height: 1.35; } h2 { font-size: 1.2rem; border-bottom: 2px solid #dfe3e9;
  margin-top: 2rem; }
h3 { font-size: 1.05rem; margin: .3rem 0; } a { color: #1d4e89; text-decoration: none; } a:hover, a:focus {
  text-decoration: underline; } code { overflow-wrap: anywhere; } sup { color: #5d6878; cursor: help; }
.entity { border: 1px solid #dfe3e9; border-radius: 6px; margin: .6rem 0; padding: .4rem .8rem; }
:target { outline: 2px solid #a8201a; } table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th, td { text-align: left; vertical-align: top; padding: .25rem .5rem; border-top: 1px solid #dfe3e9;
  overflow-wrap: anywhere; } th { width: 9rem; font-weight: 400; } #legend table { width: auto; } td ul { margin: 0;
  padding-left: 1.1rem; } td p, dd p { margin: 0; } dl > div { display: grid; grid-template-columns: 12rem 1fr;
  padding: .15rem 0; } dd { margin: 0; overflow-wrap: anywhere; } dd ul { list-style: none; margin: 0; padding: 0; }
@media (max-width: 50rem) { body { display: block; } #toc { position: static; max-height: none; } dl > div {
  display: block; } th { width: 6rem; } }
"""


def page() -> str:
    """Return the page, the same for the same ontology."""
    made = OntPub(ontology=_with_one_label_a_term())
    own = {str(term) for term in made.ont.subjects() if str(term).startswith(str(RD))}
    made.fids.update({term: term.removeprefix(str(RD)) for term in sorted(own)})
    made.content.add(p(a("← 本体 ontology", href="ns.html")))
    made.make_html()
    made.doc["lang"] = "zh"
    head = made.doc.head
    for element in [child for child in head.children if type(child).__name__ in ("style", "link")]:
        head.remove(element)
    head.children.insert(0, meta(charset="utf-8"))
    head.add(meta(name="viewport", content="width=device-width, initial-scale=1"))
    head.add(link(rel="icon", href="data:,"), style(raw(_STYLE)))
    return str(made.doc.render()) + "\n"


def _with_one_label_a_term() -> Graph:
    graph = Graph().parse(ontology_file(ONTOLOGY))
    ontology = next(graph.subjects(RDF.type, OWL.Ontology))
    graph.remove((ontology, RDFS.label, None))
    for predicate in (DCTERMS.title, RDFS.label):
        for term in sorted(set(graph.subjects(predicate))):
            labels = {str(label.language): label for label in graph.objects(term, predicate)}
            if isinstance(term, URIRef) and len(labels) > 1:
                graph.remove((term, predicate, None))
                graph.add((term, predicate, Literal(f"{labels['zh']} {labels['en']}")))
    return graph


def main() -> int:
    """Write the page, or compare it."""
    file = ontology_file(ONTOLOGY).with_name(REFERENCE)
    made = page()
    if sys.argv[1:] == ["--check"]:
        if file.is_file() and file.read_text(encoding="utf-8") == made:
            return 0
        print(f"{Path(file).name} is out of date: run {Path(__file__).name} and commit what it writes.")
        return 1
    file.write_text(made, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
