"""The linked-data server: pages, a read-only SPARQL endpoint, reconciliation. It changes nothing and asks nobody."""
