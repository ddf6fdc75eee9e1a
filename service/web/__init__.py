"""HTTP without a framework: messages, routes, negotiation, and the adapters to servers (RSGI, ASGI)."""
