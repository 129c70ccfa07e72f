"""Makes believable towns of any size, seeded, for the demo, for tests and for load. Invents every person."""
