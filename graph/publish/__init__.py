"""The graph as linked data: what the document of each thing says, and descriptions of the whole (VoID, DCAT, changes).

Everything here is a pure function of a readable store; addresses of a service are passed in.
"""
