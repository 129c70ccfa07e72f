"""Wiring only: settings, urls, and the WSGI and ASGI entry points."""
