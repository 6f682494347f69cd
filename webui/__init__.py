"""The web interface: HTTP and HTML only. A view parses its request, calls one use case and renders a template."""
