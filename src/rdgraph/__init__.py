"""Build an evidence-linked RDF graph from the newsletters of Chinese people's congresses."""

__version__ = "0.1.0"
