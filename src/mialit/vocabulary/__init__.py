"""A list's own fields and values, declared in a TOML file."""
