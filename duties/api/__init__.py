"""The machine interface of duties: it only reads, and names nobody without permission."""
