"""The office: pages for the people who enter, verify, compare and print. Pages call ntm.service and decide nothing."""
