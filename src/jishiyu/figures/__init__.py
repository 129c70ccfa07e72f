"""Indicators that print n/N and open to their rows, and what was published of them as it was published."""
