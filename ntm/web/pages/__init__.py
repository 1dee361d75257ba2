"""One module a page: its routes, which call ntm.service and fill a template."""
