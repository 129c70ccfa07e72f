"""Entitlements: what is due to whom by which clause; queues, homes and places, awards, and payments."""
