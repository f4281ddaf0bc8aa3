"""Frames in, frames out: discover, extract, scrub, normalise, load."""
