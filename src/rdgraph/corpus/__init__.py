"""Whole corpora: find files, extract them in several processes, keep what was found, build one graph of all."""
