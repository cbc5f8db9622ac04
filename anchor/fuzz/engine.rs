//! The fuzzer's door: `cargo fuzz run engine seeds`. What is run is in `targets`, which the tests run on the seeds.
#![no_main]

#[path = "targets/mod.rs"]
mod targets;

libfuzzer_sys::fuzz_target!(|data: &[u8]| targets::run(data));
