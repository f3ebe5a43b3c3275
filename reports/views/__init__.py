"""Reports on the phone, and the page on which anyone may ask whether one is genuine."""
