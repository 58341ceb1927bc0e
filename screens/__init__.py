"""Opens every screen as each role, in both languages, on the desk and the phone."""
