"""Going out to those served: visits, plans and teams, gatherings, residencies; appraisal of who goes."""
