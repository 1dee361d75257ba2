"""What is not so yet: what-if, scenarios, mergers, the shortest plan, the forecast."""
