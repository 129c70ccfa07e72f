"""The handbook of policies: documents, clauses, cards, the audiences they fit, and what became of telling them."""
