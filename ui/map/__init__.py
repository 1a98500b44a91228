"""The map: a Leaflet component that draws layers handed over as data, offline, and reports what the user chose."""
