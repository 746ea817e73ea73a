"""QTI 2.0, 2.1, 2.2 and 3.0; 3.0 under the names of 2.x."""
