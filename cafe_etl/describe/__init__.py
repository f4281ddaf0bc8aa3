"""Describing an unknown export: its columns, and a layout that may fit."""
