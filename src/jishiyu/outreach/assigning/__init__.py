"""Who looks after which enterprise: costs in words, a flow solved to a proven optimum, and the proof. No database."""
