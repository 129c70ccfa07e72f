"""Machine doors: signed webhooks in, and the live stream of signals out."""
