"""The public's face: say a need, follow it, confirm or dispute it, read the figures."""
