"""The standing facts: places, units, officers, subjects served, who answers for what, and the working calendar."""
