"""Jishiyu 及时雨: timely rain. Each folder here is a room; docs/why/house.md draws the house."""

__version__ = "0.1.0"
