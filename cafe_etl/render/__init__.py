"""Outcomes and rows turned into what a person or a program reads."""
