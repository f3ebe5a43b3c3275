"""Reads of people, seats, vacancies and groups."""
