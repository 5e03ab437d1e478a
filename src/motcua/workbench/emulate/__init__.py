"""Stand-ins of every outside party, on loopback: what reaches them is shown, and a person plays the other side."""
