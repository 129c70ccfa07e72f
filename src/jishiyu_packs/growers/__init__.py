"""Growers under contract: plots and rotation, advice by season, purchases by grade, problems that become duties."""
