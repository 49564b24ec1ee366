"""What every installation begins with. Each module brings one thing about and changes nothing the second time."""
