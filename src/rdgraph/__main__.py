"""``python -m rdgraph``: the command line."""

from rdgraph.cli import main

if __name__ == "__main__":
    main(prog_name="rdgraph")
