"""The machine interface of organisations, below ``/api/v1/``. It only reads."""
