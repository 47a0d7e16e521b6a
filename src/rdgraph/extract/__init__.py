"""From an article to what the rules find in it: find, choose, relate; nothing here knows entities or RDF."""
