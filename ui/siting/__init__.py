"""The parts of the siting page, one module each, in the order of the page."""
