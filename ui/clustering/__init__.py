"""The parts of the clustering page, one module each, in the order of the page."""
