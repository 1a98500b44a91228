"""The parts of the siting page, one module each, and what they share."""
