"""Pure computing: frames and arrays in, frames and results out. No files, no network, no screen."""
