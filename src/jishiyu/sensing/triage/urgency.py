"""The scale of urgency: 1 can wait, 2 today, 3 now."""

CAN_WAIT, TODAY, NOW = 1, 2, 3
