"""Retail under target control: a year's plan in key points, campaigns, rank among branches, visits to key customers."""
