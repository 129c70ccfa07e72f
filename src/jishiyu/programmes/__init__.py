"""Programmes of a year: items, targets with their curves, readings, pace against time gone, money, milestones."""
