//! The program: argv → command; the only exit.
fn main() {}
