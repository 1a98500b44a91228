"""The study's layers, and the code that reads and checks every one of them."""
