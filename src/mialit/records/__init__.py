"""What entries mean: typed, readable records made of a library and a vocabulary."""
