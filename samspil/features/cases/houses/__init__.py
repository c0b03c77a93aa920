"""How each authority writes: the form of its agendas and minutes, a TOML file each."""
