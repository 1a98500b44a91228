"""The parts of the layout page, one module each, in the order of the page."""
