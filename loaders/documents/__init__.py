"""Inputs as text: files, folders and archives found, read, decoded, and HTML laid out, with exact offsets."""
