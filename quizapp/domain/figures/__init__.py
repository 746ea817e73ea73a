"""Drawn figures: the models of their data files, and the geometry that turns data into SVG."""
