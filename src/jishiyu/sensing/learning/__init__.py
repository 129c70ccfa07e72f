"""Learning from labelled talk: what was written to learn from, what is counted of it, the models made. No database."""
