"""Speed and memory, beside other engines: `make bench`. Nothing here is imported by the program or its tests."""
