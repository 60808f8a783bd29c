"""Speed and accuracy, each one command that prints a table; ratios against a floor measured in the same run."""
