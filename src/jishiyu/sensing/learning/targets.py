"""What is learnt of a message: the columns of the tables. No database."""

KINDS = ("hazard", "vulnerable", "repeated_angry", "outage", "complaint")
OWN = ("risk", "now", *KINDS, "frail", "can_wait")
RISK, TOP, FIRST_KIND, FRAIL = 0, 1, 2, OWN.index("frail")
