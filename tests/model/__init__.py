"""The law of what counts once, told a second time in plain Python, and random lives in which both must agree."""
