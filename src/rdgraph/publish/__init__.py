"""Publishing a built graph: pages, data files and descriptions of them, as files or sent to a store."""
