"""From mentions to entities: whose area a level word means, which names are one thing, across articles and issues."""
