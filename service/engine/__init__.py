"""The engine room: where queries run, so that none of them can harm the service."""
