"""Service lines. Each folder is one pack: what it declares, never how it is done."""
