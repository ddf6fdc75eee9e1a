"""What people see and do, in Chromium."""
