"""Plain values that every stage reads and writes; imports nothing else of rdgraph."""
