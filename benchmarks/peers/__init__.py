"""One engine a module: each reads the country, prepares, and is timed from its own form of input to averages."""
