"""The economy: major projects by group, industry chains with their chiefs, indicators against the province."""
