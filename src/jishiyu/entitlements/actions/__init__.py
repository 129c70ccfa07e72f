"""Every write of entitlements, one file for each deed."""

from jishiyu.entitlements.actions.numbers import next_number

__all__ = [
    "next_number",
]
