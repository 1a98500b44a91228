"""Are the sites clustered: distances, chance, concentration, and a score made of them."""
