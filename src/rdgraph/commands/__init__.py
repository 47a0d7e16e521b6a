"""Commands of the command line, each module a group of them; `rdgraph.cli` registers them."""
