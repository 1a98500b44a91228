"""Does the order of the cities hold: travel, reach, tiers, gaps, progress, and a score made of them."""
