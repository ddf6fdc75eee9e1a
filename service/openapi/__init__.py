"""The description of the service in OpenAPI 3.1."""
