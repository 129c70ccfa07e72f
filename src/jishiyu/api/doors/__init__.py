"""Doors of platforms: which face a source shows at /in/CODE/, by how it speaks."""
