"""Indicators that print n/N and open to their rows. Reads only."""
