"""妇女之家: where women meet the federation, and what it opens to everybody."""
