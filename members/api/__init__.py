"""The machine interface of people and seats: phones never, names only by permission."""
