//! libFuzzer's entry to [`formwork_fuzz::origin`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| formwork_fuzz::origin::run(data));
