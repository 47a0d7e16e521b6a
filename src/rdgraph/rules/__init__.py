"""Rules are data: their schema, their loading, and the matching of their patterns."""
