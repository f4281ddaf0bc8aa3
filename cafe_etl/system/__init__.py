"""What the operating system does for us: locks, whole files, interrupts."""
