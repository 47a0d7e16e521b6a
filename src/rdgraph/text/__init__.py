"""Bytes → articles: readers, a fold and a dense text for matching, segmentation."""

from rdgraph.text.normalize import DenseText, fold
from rdgraph.text.numerals import parse_integer, parse_number
from rdgraph.text.readers import READERS, Content, Reader, read_file, read_source
from rdgraph.text.segment import segment

__all__ = [
    "READERS",
    "Content",
    "DenseText",
    "Reader",
    "fold",
    "parse_integer",
    "parse_number",
    "read_file",
    "read_source",
    "segment",
]
