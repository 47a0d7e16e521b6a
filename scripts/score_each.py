"""Print the figures of a graph against each annotation, one line each, reading the graph once.

Usage: ``python scripts/score_each.py GRAPH.ttl GOLD.json…``
"""

import sys
from pathlib import Path

from rdgraph.graph.resources import load_graph
from rdgraph.scoring import load_gold, score_graph
from rdgraph.scoring.tally import PARTS

graph = load_graph(Path(sys.argv[1]))
for path in map(Path, sys.argv[2:]):
    score = score_graph(graph, load_gold(path), path.stem)
    print(f"{path.parent.name}/{path.stem:14}", *(f"{score.figure(part):.2f}" for part in PARTS))
