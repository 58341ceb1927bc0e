"""Real servers under faults: what was acknowledged is there, once."""
