"""Errands and periodic work of this room."""
