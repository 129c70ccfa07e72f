"""An office's own subjects, learnt from its own past letters: read, learn, measure, keep, judge. No database."""
