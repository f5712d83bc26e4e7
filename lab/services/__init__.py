"""One file per kind of server: its configuration as text, and how it is started."""
