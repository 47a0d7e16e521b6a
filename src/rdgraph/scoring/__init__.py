"""Precision, recall and F1 of a graph against hand-made annotations, in the terms of the shared referee.

The definitions (what is scored, how names compare, what optional items mean) are those of the project's scorer; this
package serves users and CI: many annotations at once, loose articles, and gains and losses against another graph.
"""

from rdgraph.scoring.issue import load_gold, score_graph
from rdgraph.scoring.names import fold_name, same_name
from rdgraph.scoring.tally import PARTS, Score, Tally

__all__ = ["PARTS", "Score", "Tally", "fold_name", "load_gold", "same_name", "score_graph"]
