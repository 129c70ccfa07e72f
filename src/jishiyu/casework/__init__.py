"""The one life of every case: promises and their clocks, tasks for units, redo, and the requester's own word."""
