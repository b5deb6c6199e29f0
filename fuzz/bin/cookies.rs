//! libFuzzer's entry to [`formwork_fuzz::cookies`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| formwork_fuzz::cookies::run(data));
