"""What the federation's rules allow for homes, activities, programmes and the open door."""
