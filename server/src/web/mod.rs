//! The only HTTP in: the API, the desk, the public pages, and the files that browsers ask for.

pub mod assets;
