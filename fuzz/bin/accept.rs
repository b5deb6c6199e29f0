//! libFuzzer's entry to [`formwork_fuzz::accept`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| formwork_fuzz::accept::run(data));
